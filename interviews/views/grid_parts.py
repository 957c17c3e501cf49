"""The parts and questions of a draft, found for who may write it, and where they stand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.policies import require
from interviews import policies
from interviews.models import Grid, GridRevision, Question, Section
from interviews.views.grids import crumbs


def find_section(request: HttpRequest, pk: UUID) -> Section | None:
    """``None`` when a form was sent about one that is no longer there."""
    visible = Grid.objects.visible_to(request.user).values("pk")
    sections = Section.objects.filter(revision__grid__in=visible).select_related("revision__grid")
    section = sections.filter(pk=pk).first()
    if section is None:
        _require_sent(request)
        return None
    require(policies.can_edit_grid(request.user, section.revision.grid))
    return section


def find_question(request: HttpRequest, pk: UUID) -> Question | None:
    """``None`` when a form was sent about one that is no longer there."""
    visible = Grid.objects.visible_to(request.user).values("pk")
    questions = Question.objects.filter(section__revision__grid__in=visible)
    question = questions.select_related("section__revision__grid").filter(pk=pk).first()
    if question is None:
        _require_sent(request)
        return None
    require(policies.can_edit_grid(request.user, question.section.revision.grid))
    return question


def _require_sent(request: HttpRequest) -> None:
    if request.method != "POST" or "revision" not in request.POST:
        raise Http404


def refuse_frozen(request: HttpRequest, revision: GridRevision) -> HttpResponseRedirect:
    messages.error(
        request,
        _(
            "Cette révision est figée : un entretien l’utilise. Rien n’a été changé. "
            "Préparez une nouvelle révision pour continuer."
        ),
    )
    return redirect("grid_detail", revision.grid_id)


def draft_at(revision: GridRevision, anchor: str = "") -> str:
    return reverse("revision_edit", args=[revision.pk]) + (f"#{anchor}" if anchor else "")


def steps(revision: GridRevision, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    label = _("Révision %(number)d") % {"number": revision.number}
    return crumbs(
        (revision.grid, reverse("grid_detail", args=[revision.grid_id])),
        (label, draft_at(revision) if more else ""),
        *more,
    )
