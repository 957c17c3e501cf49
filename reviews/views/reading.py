from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons import tokens
from reviews import policies, readings
from reviews.forms import NewRemarkForm
from reviews.models import Reader, Remark, ReviewRound
from reviews.rendering import text


@require_safe
@login_not_required
@never_cache
def reader_enter(request: HttpRequest, token: str) -> HttpResponse:
    """The door of a link. It changes nothing but the visitor's session: mail scanners may knock as they like."""
    digest = tokens.digest_of(tokens.Purpose.READER, token)
    reader = Reader.objects.filter(token_digest=digest).first() if digest else None
    if reader is None:
        raise Http404
    if not reader.is_usable:
        context = {"section": "reviews", "revoked": reader.revoked_at is not None}
        return render(request, "reviews/reader_enter.html", context, status=410)
    readings.remember(request, reader)
    return redirect("round_read", pk=reader.round_id)


def readable_round(request: HttpRequest, pk: UUID) -> tuple[ReviewRound, Reader | None]:
    """A round this visitor may read and who they are in it (``None``: a member of the team). Else 404."""
    reader = readings.reader_of(request, pk)
    rounds = ReviewRound.objects.filter(pk=pk) if reader else ReviewRound.objects.managed_by(request.user)
    found = rounds.select_related("group__commons", "deliverable").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, reader


def own_remarks(review_round: ReviewRound, reader: Reader | None) -> list[Remark]:
    remarks = Remark.objects.filter(chapter__round=review_round, reader=reader).select_related("decision")
    return list(remarks.order_by("made_at", "pk")) if reader else []


def progress(remarks: Iterable[Remark]) -> str:
    """« 3 remarques faites »."""
    count = len(list(remarks))
    if not count:
        return _("Aucune remarque faite pour l’instant")
    return ngettext("%(count)s remarque faite", "%(count)s remarques faites", count) % {"count": count}


@require_safe
@login_not_required
@never_cache
def round_read(request: HttpRequest, pk: UUID) -> HttpResponse:
    review_round, reader = readable_round(request, pk)
    if reader is not None and reader.first_seen_at is None:
        Reader.objects.filter(pk=reader.pk, first_seen_at=None).update(first_seen_at=timezone.now())
    remarks = own_remarks(review_round, reader)
    chapters = review_round.chapters.select_related("revision").order_by("position")
    context: dict[str, Any] = {
        "section": "reviews",
        "round": review_round,
        "reader": reader,
        "chapters": [text.chapter(each, [r for r in remarks if r.chapter_id == each.pk]) for each in chapters],
        "can_remark": policies.can_remark(reader, review_round),
        "progress": progress(remarks),
        "form": NewRemarkForm(auto_id="remarque-%s"),
    }
    return render(request, "reviews/round_read.html", context)
