"""Writing without a connection: the device's answer, the service worker, its page, and who else writes."""

import re
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.policies import require, signed_in, writes_somewhere
from interviews import policies
from interviews.models import Note
from interviews.notes import offline, presence
from interviews.views.interviews import SECTION, confidential
from interviews.views.notes import state_of

#: Identifies a page among those open; chosen by the page.
PAGE = re.compile(r"[0-9a-zA-Z-]{1,40}")


@require_POST
def device_choice(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    said = request.POST.get(offline.DEVICE_COOKIE, "")
    back = request.POST.get("suite", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if inside else "interview_list")
    if said in (offline.OWN, offline.SHARED):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            offline.DEVICE_COOKIE, said, offline.DEVICE_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(offline.DEVICE_COOKIE)
    if said != offline.OWN:
        response["Clear-Site-Data"] = '"storage"'
    return response


@require_safe
@confidential
def note_watch(request: HttpRequest, interview: UUID, pk: UUID) -> JsonResponse:
    """The latest revision of a note and who else writes it: asked every few seconds, so kept cheap."""
    note = get_object_or_404(
        Note.objects.visible_to(request.user).select_related("interview"), pk=pk, interview=interview
    )
    user = signed_in(request.user)
    page, before = _asking(request, "page"), _asking(request, "suit")
    if page and "ecrit" in request.GET and policies.can_write_note(user, note):
        presence.wrote(note, page=page, by=user)
    for gone in {before, page if "fini" in request.GET else ""} - {""}:
        presence.left(note, page=gone)
    latest = note.revisions.select_related("by").defer("body", "answers", "passages").order_by("-number").first()
    by = latest.by.name if latest else ""
    return JsonResponse({**state_of(latest), "by": by, "writers": presence.told(note, to=user, page=page)})


def _asking(request: HttpRequest, name: str) -> str:
    """The page so named, ``""`` for none."""
    said = request.GET.get(name, "")
    return said if PAGE.fullmatch(said) else ""


@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where signing in leads from a text that is only on the screen of another tab: opened here, it would look lost."""
    return render(request, "interviews/signed_in_again.html", {"section": SECTION})


@require_safe
@never_cache
@login_not_required
def offline_page(request: HttpRequest) -> HttpResponse:
    """The same for everyone: each device keeps it."""
    return render(request, "interviews/offline_page.html")


@require_safe
@never_cache
@login_not_required
def offline_worker(request: HttpRequest) -> HttpResponse:
    """At the root, for its scope is where it stands; a module, whose imports have the names of this version."""
    context = {"version": offline.version()}
    return render(request, "interviews/offline_worker.js", context, content_type="text/javascript; charset=utf-8")
