from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.forms import form_page
from reviews import actions, policies, readings
from reviews.actions import RoundClosed
from reviews.forms import NewRemarkForm, RemarkForm
from reviews.models import Reader, Remark, ReviewRound, RoundChapter
from reviews.rendering import quotes, text
from reviews.views.reading import own_remarks, progress, readable_round
from reviews.views.requests import posted, wants_fragment


def _chapter_of(review_round: ReviewRound, pk: UUID) -> RoundChapter:
    return get_object_or_404(review_round.chapters.select_related("revision"), pk=pk)


def _too_late(request: HttpRequest, review_round: ReviewRound, typed: str) -> HttpResponse:
    """The round closed, or an answer came, while this was typed: the text is given back."""
    context = {"section": "reviews", "round": review_round, "typed": typed}
    template = "reviews/remark_create/_too_late.html" if wants_fragment(request) else "reviews/remark_too_late.html"
    return render(request, template, context, status=409)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def remark_create(request: HttpRequest, pk: UUID, chapter: UUID, block: str) -> HttpResponse:
    review_round, reader = readable_round(request, pk)
    read = _chapter_of(review_round, chapter)
    target = quotes.block_of(read.html, block)
    if target is None:
        raise Http404
    if reader is None:  # the team answers remarks, it makes none
        raise PermissionDenied
    form = NewRemarkForm(posted(request), auto_id="remarque-%s")
    if not policies.can_remark(reader, review_round):
        return _too_late(request, review_round, request.POST.get("text", ""))
    if request.method == "POST" and form.is_valid():
        return _make(request, read, reader, quotes.place(read.html, target, *form.passage()), form)
    context = {"section": "reviews", "round": review_round, "chapter": read, "form": form, "reader": reader}
    if wants_fragment(request):
        return form_page(request, "reviews/round_read/_form.html", context)
    return form_page(request, "reviews/remark_create.html", context | _paragraph(read, block))


def _paragraph(read: RoundChapter, block: str) -> dict[str, Any]:
    return {"spot": text.spots(read, {})[block], "paragraph": text.block_html(read, block)}


def _make(
    request: HttpRequest, read: RoundChapter, reader: Reader, quoted: quotes.Quoted, form: NewRemarkForm
) -> HttpResponse:
    cleaned = form.cleaned_data
    try:
        actions.make_remark(
            read, reader=reader, quoted=quoted, text=cleaned["text"], kind=cleaned["kind"], by=reader.user
        )
    except RoundClosed:
        return _too_late(request, read.round, cleaned["text"])
    said = _("Votre remarque est enregistrée. Merci.")
    if not quoted.kept:
        said += " " + _("Le passage choisi n’a pas été retrouvé : elle porte sur tout le paragraphe.")
    spot = text.spots(read, {})[quoted.anchor.block]
    if wants_fragment(request):
        return _slot(request, read, reader, spot, said)
    messages.success(request, said)
    return redirect(reverse("round_read", args=[read.round_id]) + f"#{spot.fragment}")


def _slot(request: HttpRequest, read: RoundChapter, reader: Reader, spot: text.Spot, said: str) -> HttpResponse:
    """What stands under the block now: the fragment that replaces its old one."""
    mine = own_remarks(read.round, reader)
    spot.remarks.extend(remark for remark in mine if (remark.chapter_id, remark.block) == (read.pk, spot.block))
    context = {
        "spot": spot,
        "round": read.round,
        "chapter": read,
        "can_remark": True,
        "said": said,
        "progress": progress(mine),
        "opened": True,
    }
    return render(request, "reviews/round_read/_slot.html", context)


def _own_remark(request: HttpRequest, pk: UUID) -> tuple[Remark, Reader]:
    """A remark of one of the readers this visitor is, else 404: nobody reads another reader's."""
    remarks = Remark.objects.filter(reader__in=readings.readers(request).values("pk"))
    remark = get_object_or_404(remarks.select_related("chapter__round__deliverable", "reader", "decision"), pk=pk)
    return remark, remark.reader


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def remark_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    remark, reader = _own_remark(request, pk)
    review_round = remark.chapter.round
    if not policies.can_change_remark(reader, remark):
        return _too_late(request, review_round, request.POST.get("text", ""))
    form = RemarkForm(posted(request), instance=remark)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_remark(remark, **form.cleaned_data, by=reader.user)
        except RoundClosed:
            return _too_late(request, review_round, form.cleaned_data["text"])
        messages.success(request, _("Votre remarque est modifiée."))
        return redirect(_place_of(remark))
    context = {"section": "reviews", "round": review_round, "chapter": remark.chapter, "remark": remark, "form": form}
    return form_page(request, "reviews/remark_edit.html", context | {"back": _place_of(remark)})


@require_POST
@login_not_required
def remark_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    remark, reader = _own_remark(request, pk)
    if not policies.can_change_remark(reader, remark):
        return _too_late(request, remark.chapter.round, "")
    back = _place_of(remark)
    try:
        actions.withdraw_remark(remark)
    except RoundClosed:
        return _too_late(request, remark.chapter.round, "")
    messages.success(request, _("Votre remarque est supprimée."))
    return redirect(back)


def _place_of(remark: Remark) -> str:
    read = remark.chapter
    return reverse("round_read", args=[read.round_id]) + f"#{text.fragment_of(read, remark.block)}"
