"""Interviews in a calendar: one to download, one's own to subscribe to."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commons import tokens
from commons.policies import require, signed_in, writes_somewhere
from interviews.actions import calendars as actions
from interviews.life import calendars
from interviews.models import CalendarFeed, Interview
from interviews.views.interviews import SECTION, confidential, crumbs

#: How far back a subscribed calendar goes.
KEPT = timedelta(days=180)


@require_safe
@confidential
def interview_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(_at_hand(Interview.objects.visible_to(request.user)), pk=pk)
    response = HttpResponse(calendars.of([interview]), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="entretien-{interview.held_on:%Y-%m-%d}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@confidential
def calendar_link(request: HttpRequest) -> HttpResponse:
    """How to subscribe; a POST makes the address and shows it once: it is never stored, so without a redirect."""
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    link = ""
    if request.method == "POST":
        link = settings.SITE_URL + reverse("calendar_feed", args=[actions.make_calendar(by=user)])
    context: dict[str, Any] = {
        "link": link,
        "feed": CalendarFeed.objects.filter(user=user).first(),
        "section": SECTION,
        "crumbs": crumbs((_("Mon agenda"), "")),
    }
    return render(request, "interviews/calendar_link.html", context)


@require_POST
def calendar_close(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    actions.close_calendar(by=signed_in(request.user))
    messages.success(request, _("Le lien de votre agenda ne fonctionne plus."))
    return redirect("calendar_link")


@require_safe
@login_not_required
@confidential
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads: whoever has the address sees when its owner has interviews, and where about."""
    digest = tokens.digest_of(tokens.Purpose.CALENDAR, token)
    if digest is None:
        raise Http404
    feeds = CalendarFeed.objects.select_related("user").filter(user__is_active=True)
    feed = get_object_or_404(feeds, token_digest=digest)
    response = HttpResponse(
        calendars.of(_own(feed.user), name=_("Mes entretiens")), content_type=calendars.CONTENT_TYPE
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _own(user: User) -> QuerySet[Interview]:
    mine = Interview.objects.visible_to(user).filter(interviewers__user=user)
    recent = mine.filter(held_on__gte=timezone.localdate() - KEPT).exclude(state=Interview.State.WITHDRAWN)
    return _at_hand(recent).order_by("held_on", "pk")


def _at_hand(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    return interviews.select_related("ecosystem", "commons").prefetch_related("organisations__seat")
