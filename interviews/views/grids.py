"""Grids and their revisions: listed, read, compared, prepared, copied, given up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.forms import form_page
from commons.policies import require, signed_in, writes_somewhere
from interviews import policies
from interviews.actions import grids as actions
from interviews.forms.grids import GridForm, GridTitleForm, PurposeForm
from interviews.grids.changes import difference
from interviews.grids.outline import outline, rows
from interviews.models import Grid, GridRevision, Interview

SECTION = "grids"


def crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Grilles"), reverse("grid_list")), *steps]


def _grid(request: HttpRequest, pk: UUID) -> Grid:
    grid = get_object_or_404(Grid.objects.visible_to(request.user).select_related("commons"), pk=pk)
    require(policies.can_edit_grid(request.user, grid))
    return grid


def fetch_revision(request: HttpRequest, pk: UUID) -> GridRevision:
    """The revision, if its grid may be seen (404) and written (403) by who asks."""
    visible = Grid.objects.visible_to(request.user).values("pk")
    revision = get_object_or_404(GridRevision.objects.filter(grid__in=visible).select_related("grid__commons"), pk=pk)
    require(policies.can_edit_grid(request.user, revision.grid))
    return revision


@require_safe
def grid_list(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    revisions = GridRevision.objects.annotate(
        questions=Count("sections__questions", distinct=True), uses=Count("interviews", distinct=True)
    ).order_by("-number")
    grids = (
        Grid.objects.visible_to(request.user)
        .select_related("commons")
        .prefetch_related(Prefetch("revisions", revisions, to_attr="listed"))
        .annotate(latest=Max("revisions__number"))
        .order_by("title", "pk")
    )
    return render(request, "interviews/grid_list.html", {"grids": grids, "section": SECTION, "crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
def grid_create(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    form = GridForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        revision = actions.create_grid(form.own_commons, title=form.cleaned_data["title"], by=user)
        messages.success(request, _("La grille est créée. Ajoutez une première partie, puis ses questions."))
        return redirect("revision_edit", revision.pk)
    context = {"form": form, "section": SECTION, "crumbs": crumbs((_("Nouvelle grille"), ""))}
    return form_page(request, "interviews/grid_create.html", context)


@require_safe
def grid_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _detail(request, _grid(request, pk), PurposeForm())


def _detail(request: HttpRequest, grid: Grid, form: PurposeForm) -> HttpResponse:
    visible = Interview.objects.visible_to(request.user).select_related("ecosystem").order_by("-held_on", "pk")
    revisions = list(
        grid.revisions.annotate(questions=Count("sections__questions"))
        .prefetch_related(Prefetch("interviews", visible, to_attr="uses"))
        .order_by("-number")
    )
    context = {
        "grid": grid,
        "form": form,
        "revisions": revisions,
        "first": revisions[-1].number if revisions else 0,
        "draft": next((one for one in revisions if one.frozen_at is None), None),
        "section": SECTION,
        "crumbs": crumbs((grid, "")),
    }
    return form_page(request, "interviews/grid_detail.html", context)


@require_http_methods(["GET", "POST"])
def grid_rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    grid = _grid(request, pk)
    form = GridTitleForm(request.POST if request.method == "POST" else None, instance=grid)
    if request.method == "POST" and form.is_valid():
        actions.rename_grid(grid, title=form.cleaned_data["title"], by=signed_in(request.user))
        messages.success(request, _("La grille a changé de titre ; ses questions n’ont pas bougé."))
        return redirect("grid_detail", pk)
    steps = crumbs((grid.title, reverse("grid_detail", args=[pk])), (_("Titre"), ""))
    return form_page(request, "interviews/grid_rename.html", {"form": form, "section": SECTION, "crumbs": steps})


@require_POST
def revision_prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A revision that begins as the one chosen, the latest when none is."""
    grid = _grid(request, pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _detail(request, grid, form)
    source = grid.revisions.filter(number=_number(request.POST.get("source", ""))).first()
    purpose = form.cleaned_data["purpose"]
    draft = actions.prepare_revision(grid, purpose=purpose, by=signed_in(request.user), source=source)
    messages.success(
        request, _("La révision est en préparation. Rien ne change pour les entretiens qui utilisent les précédentes.")
    )
    return redirect("revision_edit", draft.pk)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0


@require_POST
def grid_duplicate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another grid that begins as this revision."""
    copy = actions.duplicate_grid(fetch_revision(request, pk), by=signed_in(request.user))
    messages.success(request, _("Voici la copie. Donnez-lui son propre titre, puis changez ce que vous voulez."))
    return redirect("grid_rename", copy.grid_id)


@require_http_methods(["GET", "POST"])
def revision_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    revision = fetch_revision(request, pk)
    grid = revision.grid
    here = reverse("grid_detail", args=[grid.pk])
    if request.method == "POST":
        try:
            gone = actions.remove_draft(revision, by=signed_in(request.user))
        except actions.Frozen:
            messages.error(request, _("Cette révision est figée : un entretien l’utilise. Elle n’a pas été supprimée."))
            return redirect(here)
        messages.success(request, _("La grille est supprimée.") if gone else _("La révision est supprimée."))
        return redirect("grid_list" if gone else here)
    if revision.frozen_at is not None:
        raise Http404
    context = {
        "revision": revision,
        "alone": not grid.revisions.exclude(pk=pk).exists(),
        "questions": len(rows(outline(revision))),
        "section": SECTION,
        "crumbs": crumbs((grid, here), (_("Supprimer"), "")),
    }
    return render(request, "interviews/revision_remove.html", context)


@require_safe
def revision_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The grid as it is read during an interview."""
    revision = fetch_revision(request, pk)
    parts = outline(revision)
    context = {
        "revision": revision,
        "parts": parts,
        "questions": len(rows(parts)),
        "is_latest": not revision.grid.revisions.filter(number__gt=revision.number).exists(),
        "section": SECTION,
        "crumbs": crumbs((revision.grid, reverse("grid_detail", args=[revision.grid_id])), (_number_of(revision), "")),
    }
    return render(request, "interviews/revision_preview.html", context)


@require_safe
def revision_difference(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it changes to the one before, or to the one asked for."""
    revision = fetch_revision(request, pk)
    others = list(revision.grid.revisions.filter(~Q(pk=pk)).order_by("-number"))
    earlier = [one for one in others if one.number < revision.number]
    asked = _number(request.GET.get("avec", ""))
    base = next((one for one in others if one.number == asked), earlier[0] if earlier else None)
    if base is None:
        raise Http404
    before, after = sorted((base, revision), key=lambda one: one.number)
    context = {
        "revision": revision,
        "before": before,
        "after": after,
        "others": others,
        "base": base,
        "difference": difference(before, after),
        "can_restore": after.frozen_at is None,
        "section": SECTION,
        "crumbs": crumbs((revision.grid, reverse("grid_detail", args=[revision.grid_id])), (_("Différences"), "")),
    }
    return render(request, "interviews/revision_difference.html", context)


def _number_of(revision: GridRevision) -> str:
    return _("Révision %(number)d") % {"number": revision.number}
