from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.forms import form_page
from commons.pieces import Audience
from commons.policies import require, signed_in
from deliverables import actions, boards, evidence, policies
from deliverables.forms import ChapterForm, ChapterTitleForm, DeliverableForm, NewDeliverableForm
from deliverables.models import Chapter, ChapterRevision, Deliverable
from deliverables.rendering import html

Crumbs = list[tuple[str, str]]


def draft_crumbs(deliverable: Deliverable, *more: tuple[str, str]) -> Crumbs:
    board = (deliverable.title, reverse("draft_detail", args=[deliverable.pk]))
    return [(_("Rédaction"), reverse("draft_list")), board, *more]


def drafted(request: HttpRequest, pk: UUID) -> Deliverable:
    """The deliverable whose drafts the person may see, or 404."""
    mine = Deliverable.objects.drafted_by(request.user).select_related("commons", "territory")
    return get_object_or_404(mine, pk=pk)


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    require(policies.can_see_drafts(request.user))
    rows = boards.drafts_of(request.user)
    return render(request, "deliverables/draft_list.html", {"section": "drafts", "rows": rows})


@require_http_methods(["GET", "POST"])
def draft_create(request: HttpRequest) -> HttpResponse:
    require(policies.can_see_drafts(request.user))
    form = NewDeliverableForm(request.POST if request.method == "POST" else None, user=signed_in(request.user))
    if form.is_valid():
        deliverable = actions.create(form.save(commit=False), by=signed_in(request.user))
        messages.success(request, _("Le livrable est créé. Ajoutez son premier chapitre."))
        return redirect("draft_detail", pk=deliverable.pk)
    crumbs = [(_("Rédaction"), reverse("draft_list")), (_("Nouveau livrable"), "")]
    return form_page(request, "deliverables/draft_create.html", {"section": "drafts", "form": form, "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
def draft_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    deliverable = drafted(request, pk)
    crumbs = draft_crumbs(deliverable, (_("Présentation"), ""))
    form = DeliverableForm(request.POST if request.method == "POST" else None, instance=deliverable)
    if form.is_valid():
        actions.describe(form.save(commit=False), by=signed_in(request.user))
        messages.success(request, _("La présentation est enregistrée."))
        return redirect("draft_detail", pk=deliverable.pk)
    return form_page(request, "deliverables/draft_edit.html", {"section": "drafts", "form": form, "crumbs": crumbs})


@require_safe
def draft_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    deliverable = drafted(request, pk)
    return render(request, "deliverables/draft_detail.html", board_context(request, deliverable, ChapterTitleForm()))


def board_context(request: HttpRequest, deliverable: Deliverable, form: ChapterTitleForm) -> dict[str, Any]:
    return {
        "section": "drafts",
        "deliverable": deliverable,
        "board": boards.of(deliverable),
        "form": form,
        "may_publish": policies.can_publish(request.user, deliverable),
        "crumbs": draft_crumbs(deliverable),
    }


@require_POST
def chapter_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    deliverable = drafted(request, pk)
    form = ChapterTitleForm(request.POST)
    if not form.is_valid():
        return form_page(request, "deliverables/draft_detail.html", board_context(request, deliverable, form))
    chapter = actions.add_chapter(deliverable, title=form.cleaned_data["title"], by=signed_in(request.user))
    return redirect("chapter_edit", pk=chapter.pk)


@require_POST
def chapter_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    chapter = _seen(request, pk)
    direction = request.POST.get("direction")
    if direction not in ("up", "down"):
        raise BadRequest
    actions.move_chapter(chapter, up=direction == "up", by=signed_in(request.user))
    return redirect("draft_detail", pk=chapter.deliverable_id)


@require_POST
def chapter_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    chapter = _seen(request, pk)
    try:
        actions.remove_chapter(chapter, by=signed_in(request.user))
        messages.success(request, _("Le chapitre vide est supprimé."))
    except actions.NotEmpty:
        messages.error(request, _("Ce chapitre a, ou a eu, un texte : il n’est pas supprimé."))
    return redirect("draft_detail", pk=chapter.deliverable_id)


@require_http_methods(["GET", "POST"])
def chapter_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    chapter = _seen(request, pk)
    latest = chapter.latest()
    initial = {"title": chapter.title, "body": latest.body if latest else "", "base": latest.number if latest else 0}
    form = ChapterForm(request.POST if request.method == "POST" else None, initial=initial)
    context = _editor(request, chapter, latest, form)
    if not form.is_valid():
        return form_page(request, "deliverables/chapter_edit.html", context)
    try:
        saved = actions.save_chapter(chapter, **form.cleaned_data, by=signed_in(request.user))
    except actions.Conflict as conflict:
        return _both_texts(request, context, form, conflict.latest)
    messages.success(request, _("Chapitre enregistré.") if saved else _("Rien n’avait changé."))
    return redirect("chapter_edit", pk=chapter.pk)


def _editor(
    request: HttpRequest, chapter: Chapter, latest: ChapterRevision | None, form: ChapterForm
) -> dict[str, Any]:
    return {
        "section": "drafts",
        "chapter": chapter,
        "latest": latest,
        "form": form,
        "conflict": None,
        "verbatims": evidence.verbatims(chapter.deliverable, signed_in(request.user)),
        "maps": evidence.maps(),
        "crumbs": draft_crumbs(chapter.deliverable, (chapter.title, "")),
    }


def _both_texts(
    request: HttpRequest, context: dict[str, Any], form: ChapterForm, latest: ChapterRevision
) -> HttpResponse:
    """409: the other person's text to read, one's own still in the form; sending again is then a decision."""
    kept = ChapterForm(initial=form.cleaned_data | {"base": latest.number})
    return render(request, "deliverables/chapter_edit.html", context | {"form": kept, "conflict": latest}, status=409)


@require_safe
def draft_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    deliverable = drafted(request, pk)
    rendered = html.render(html.parts_of(deliverable), Audience.DRAFT, of=deliverable)
    context = {
        "section": "drafts",
        "deliverable": deliverable,
        "rendered": rendered,
        "contents": [(heading.level, heading.id, heading.title) for heading in rendered.contents],
        "crumbs": draft_crumbs(deliverable, (_("Aperçu"), "")),
    }
    return render(request, "deliverables/draft_preview.html", context)


def _seen(request: HttpRequest, pk: UUID) -> Chapter:
    seen = Chapter.objects.visible_to(request.user).select_related("deliverable__commons", "deliverable__territory")
    return get_object_or_404(seen, pk=pk)
