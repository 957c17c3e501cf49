"""Writing a revision in preparation, by forms that need no script."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commons.forms import form_page
from commons.policies import signed_in
from interviews.actions import grid_draft as actions
from interviews.actions.grids import Frozen
from interviews.forms import stale
from interviews.forms.grids import PurposeForm, SectionForm
from interviews.forms.questions import QuestionForm
from interviews.grids.answers import Asked
from interviews.grids.fingerprints import of_order, of_sections
from interviews.grids.outline import outline, rows
from interviews.models import Choice, GridRevision, Question, Section
from interviews.views.grid_conflicts import conflict_page, gone_page
from interviews.views.grid_parts import draft_at, find_question, find_section, refuse_frozen, steps
from interviews.views.grids import SECTION, fetch_revision

#: What a form of the draft does once valid: the person, and whether the draft is still as they read it.
Act = Callable[[Any, User, Callable[[], bool]], str]


@require_http_methods(["GET", "POST"])
def revision_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft: its parts and questions, in order; sent, what the revision is for."""
    revision = fetch_revision(request, pk)
    if revision.frozen_at is not None:
        return redirect("revision_preview", pk)
    parts = outline(revision)
    context = {
        "section_form": SectionForm(),
        "parts": [(part, of_order([part.section.key, *(row.question.key for row in part.rows)])) for part in parts],
        "sections_order": of_sections(revision),
        "questions": len(rows(parts)),
        "has_before": revision.grid.revisions.filter(number__lt=revision.number).exists(),
        "crumbs": steps(revision),
    }

    def make(sent: QueryDict | None) -> PurposeForm:
        return PurposeForm(sent, instance=GridRevision.objects.get(pk=pk))

    def act(form: Any, by: User, still: Callable[[], bool]) -> str:
        actions.say_purpose(revision, purpose=form.cleaned_data["purpose"], by=by, still=still)
        messages.success(request, _("Enregistré."))
        return draft_at(revision)

    return _form(request, revision, make, act, "interviews/revision_edit.html", context)


@require_http_methods(["GET", "POST"])
def section_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    revision = fetch_revision(request, pk)

    def act(form: Any, by: User, still: Callable[[], bool]) -> str:
        section = actions.add_section(revision, by=by, **form.cleaned_data)
        messages.success(request, _("Partie ajoutée. Écrivez maintenant sa première question."))
        return draft_at(revision, f"partie-{section.key}")

    context = {"crumbs": steps(revision, (_("Nouvelle partie"), ""))}
    return _form(request, revision, SectionForm, act, "interviews/section_add.html", context)


@require_http_methods(["GET", "POST"])
def section_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = find_section(request, pk)
    if section is None:
        return gone_page(request)
    revision = section.revision

    def make(sent: QueryDict | None) -> SectionForm:
        return SectionForm(sent, instance=Section.objects.get(pk=pk))

    def act(form: Any, by: User, still: Callable[[], bool]) -> str:
        actions.edit_section(section, by=by, still=still, **form.cleaned_data)
        return draft_at(revision, f"partie-{section.key}")

    context = {"part": section, "questions": section.questions.count(), "crumbs": steps(revision, (_("Partie"), ""))}
    return _form(request, revision, make, act, "interviews/section_edit.html", context)


@require_http_methods(["GET", "POST"])
def question_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = find_section(request, pk)
    if section is None:
        return gone_page(request)
    earlier = _before(section.revision, lambda row: row.section.position <= section.position)

    def make(sent: QueryDict | None) -> QuestionForm:
        return QuestionForm(sent, section=section, earlier=earlier)

    def act(form: QuestionForm, by: User, still: Callable[[], bool]) -> str:
        chosen = form.cleaned_data["section"]
        question = actions.add_question(
            chosen, facts=form.facts, options=form.options, by=by, still=Section.objects.filter(pk=chosen.pk).exists
        )
        if "another" in request.POST:
            messages.success(request, _("Question ajoutée. Écrivez la suivante."))
            return reverse("question_add", args=[chosen.pk])
        messages.success(request, _("Question ajoutée."))
        return draft_at(section.revision, f"question-{question.key}")

    context = {"crumbs": steps(section.revision, (_("Nouvelle question"), "")), "question": None}
    return _form(request, section.revision, make, act, "interviews/question_add.html", context)


@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = find_question(request, pk)
    if question is None:
        return gone_page(request)
    section = question.section
    here = (section.position, question.position)
    earlier = _before(section.revision, lambda row: (row.section.position, row.position) < here)

    def make(sent: QueryDict | None) -> QuestionForm:
        return QuestionForm(sent, instance=Question.objects.get(pk=pk), section=section, earlier=earlier)

    def act(form: QuestionForm, by: User, still: Callable[[], bool]) -> str:
        reordered = stale.changed_by_them(make(None), request.POST.get(stale.SEEN, ""), "options")
        actions.edit_question(question, facts=form.facts, options=form.options, by=by, still=still)
        return _move_option(request, question, by=by, reordered=reordered)

    context = {"crumbs": steps(section.revision, (_("Question"), "")), "question": question}
    return _form(request, section.revision, make, act, "interviews/question_edit.html", context)


def _move_option(request: HttpRequest, question: Question, *, by: User, reordered: bool) -> str:
    """The question is saved; one of its options also moves when its arrow was what sent the form."""
    direction, _colon, key = request.POST.get("move_option", "").partition(":")
    choice = Choice.objects.filter(question=question, key=key).first() if key else None
    if choice is None:
        messages.success(request, _("Question enregistrée."))
        return draft_at(question.section.revision, f"question-{question.key}")
    if reordered:
        messages.error(
            request,
            _("Les réponses proposées ont changé entre-temps : voici leur ordre actuel. Rien n’a été déplacé."),
        )
    else:
        actions.move_option(choice, up=direction == "up", by=by)
    return reverse("question_edit", args=[question.pk]) + "#reponses"


def _before(revision: GridRevision, is_before: Callable[[Question], bool]) -> list[Asked]:
    """The questions that a condition may look at."""
    return [row.asked for row in rows(outline(revision)) if is_before(row.question)]


def _form(
    request: HttpRequest,
    revision: GridRevision,
    make: Callable[[QueryDict | None], Any],
    act: Act,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Shows a form of the draft, or does what it says; a refusal is said in it, and nothing typed is lost."""
    form = saved = make(None)
    seen = request.POST.get(stale.SEEN, "") if request.method == "POST" else stale.seen_of(saved)
    if request.method != "POST":
        if revision.frozen_at is not None:
            return refuse_frozen(request, revision)
    else:
        sent = stale.settled(request.POST, saved)
        form = make(sent)
        try:
            if stale.conflicts(saved, form, seen):
                raise actions.Stale
            if "again" not in request.POST and form.is_valid():
                still = _unchanged(make, sent, seen)
                return redirect(act(form, signed_in(request.user), still))
        except actions.Stale:
            return _stale(request, revision, make, sent)
        except Frozen:
            form.add_error(
                None,
                _(
                    "Cette révision vient d’être figée par un entretien : copiez ce que vous avez écrit, "
                    "et préparez une nouvelle révision."
                ),
            )
        except ValidationError as refused:
            form.add_error(None, refused)
    facts = {"form": form, "seen": seen, "revision": revision, "section": SECTION}
    return form_page(request, template, facts | context)


def _unchanged(make: Callable[[QueryDict | None], Any], sent: QueryDict, seen: str) -> Callable[[], bool]:
    def still() -> bool:
        try:
            return not stale.conflicts(make(None), make(sent), seen)
        except ObjectDoesNotExist:
            return False

    return still


def _stale(
    request: HttpRequest, revision: GridRevision, make: Callable[[QueryDict | None], Any], sent: QueryDict
) -> HttpResponse:
    try:
        saved = make(None)
    except ObjectDoesNotExist:
        return gone_page(request)
    found = stale.conflicts(saved, make(sent), request.POST.get(stale.SEEN, ""))
    return conflict_page(request, revision, saved, sent, found) if found else gone_page(request)
