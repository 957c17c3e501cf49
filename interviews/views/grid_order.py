"""Moving, removing and taking back the parts and questions of a draft."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons.policies import signed_in
from interviews.actions import grid_draft as actions
from interviews.actions.grids import Frozen
from interviews.forms.stale import SEEN
from interviews.grids import fingerprints
from interviews.grids.outline import outline, rows
from interviews.models import GridRevision, Question, Section
from interviews.views.grid_conflicts import already_gone, last_edit
from interviews.views.grid_parts import draft_at, find_question, find_section, refuse_frozen, steps
from interviews.views.grids import SECTION, fetch_revision


@require_POST
def section_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = find_section(request, pk)
    if section is None:
        return already_gone(request)
    revision, up = section.revision, request.POST.get("direction") == "up"
    still = _still(request, "order", lambda: fingerprints.of_sections(revision))
    moved = _act(request, revision, lambda by: actions.move_section(section, up=up, by=by, still=still))
    return _moved(request, revision, f"partie-{section.key}", section.title, up=up, moved=moved)


@require_POST
def question_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = find_question(request, pk)
    if question is None:
        return already_gone(request)
    revision, up = question.section.revision, request.POST.get("direction") == "up"

    def order() -> str:
        return fingerprints.of_questions(Section.objects.get(questions=question.pk))

    still = _still(request, "order", order)
    moved = _act(request, revision, lambda by: actions.move_question(question, up=up, by=by, still=still))
    return _moved(request, revision, f"question-{question.key}", question.text, up=up, moved=moved)


def _still(request: HttpRequest, name: str, now: Callable[[], str]) -> Callable[[], bool]:
    """Whether what the page showed is what there is ``now``; a form that does not say what it showed is believed."""
    shown = request.POST.get(name, "")

    def still() -> bool:
        try:
            return now() in (shown, shown or now())
        except ObjectDoesNotExist:
            return False

    return still


def _act(request: HttpRequest, revision: GridRevision, act: Callable[[User], bool]) -> bool | None:
    """Whether it moved; ``None`` when it was refused, and said so."""
    try:
        return act(signed_in(request.user))
    except actions.Stale:
        messages.error(request, _reordered(revision))
    except Frozen:
        messages.error(request, _("Cette révision est figée : un entretien l’utilise. Rien n’a été changé."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return None


def _reordered(revision: GridRevision) -> str:
    last = last_edit(revision)
    if last is None or last.by is None:
        return _("L’ordre a changé entre-temps : le voici. Rien n’a été déplacé ; recommencez si c’est encore utile.")
    return _(
        "L’ordre a changé entre-temps : le voici. Rien n’a été déplacé ; recommencez si c’est encore utile. "
        "Dernier changement de la grille : %(name)s, à %(time)s."
    ) % {"name": last.by.name, "time": date_format(timezone.localtime(last.at), "H:i")}


def _moved(
    request: HttpRequest, revision: GridRevision, anchor: str, name: str, *, up: bool, moved: bool | None
) -> HttpResponse:
    words = {
        (True, True): _("« %(name)s » est montée d’une place."),
        (True, False): _("« %(name)s » est descendue d’une place."),
        (False, True): _("« %(name)s » est déjà tout en haut."),
        (False, False): _("« %(name)s » est déjà tout en bas."),
    }
    if moved is not None:
        messages.info(request, words[moved, up] % {"name": name})
    return redirect(draft_at(revision, anchor))


@require_http_methods(["GET", "POST"])
def section_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = find_section(request, pk)
    if section is None:
        return already_gone(request)
    still = _still(request, SEEN, lambda: fingerprints.of_part(Section.objects.get(pk=pk)))
    context = {
        "name": section.title,
        "seen": fingerprints.of_part(section),
        "part": section,
        "going": [row for row in rows(outline(section.revision)) if row.question.section_id == section.pk],
    }
    return _remove(request, section.revision, lambda by: actions.remove_section(section, by=by, still=still), context)


@require_http_methods(["GET", "POST"])
def question_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = find_question(request, pk)
    if question is None:
        return already_gone(request)
    revision = question.section.revision
    still = _still(request, SEEN, lambda: fingerprints.of_question(Question.objects.get(pk=pk)))
    context = {
        "name": question.text,
        "seen": fingerprints.of_question(question),
        "part": None,
        "going": [row for row in rows(outline(revision)) if row.question.pk == pk],
    }
    return _remove(request, revision, lambda by: actions.remove_question(question, by=by, still=still), context)


def _remove(
    request: HttpRequest, revision: GridRevision, remove: Callable[[User], None], context: dict[str, Any]
) -> HttpResponse:
    """Asks, then removes from the draft; says what stays. Changed since it was read, it is shown again first."""
    if revision.frozen_at is not None:
        return refuse_frozen(request, revision)
    last = None
    if request.method == "POST":
        try:
            remove(signed_in(request.user))
        except actions.Stale:
            last = last_edit(revision)
        except Frozen:
            return refuse_frozen(request, revision)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect(draft_at(revision))
        else:
            messages.success(request, _("« %(name)s » est retirée de cette révision.") % {"name": context["name"]})
            return redirect(draft_at(revision))
    used = revision.grid.revisions.exclude(pk=revision.pk).exists()
    facts = {"revision": revision, "used": used, "last": last, "section": SECTION}
    facts["crumbs"] = steps(revision, (_("Retirer"), ""))
    return render(request, "interviews/draft_remove.html", context | facts, status=409 if last else 200)


@require_POST
def question_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back into the draft a question that an older revision has."""
    revision = fetch_revision(request, pk)
    try:
        question = actions.restore_question(revision, request.POST.get("key", ""), by=signed_in(request.user))
    except Frozen:
        return refuse_frozen(request, revision)
    except (Question.DoesNotExist, ValidationError):
        messages.error(request, _("Cette question est déjà dans la révision, ou n’y tient plus. Rien n’a été changé."))
        return redirect(draft_at(revision))
    messages.success(request, _("La question est remise, à la fin de sa partie. Sa condition est à redire."))
    return redirect(draft_at(revision, f"question-{question.key}"))
