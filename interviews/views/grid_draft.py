"""Writing a revision in preparation, by forms that need no script."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons.forms import form_page
from commons.policies import require, signed_in
from interviews import policies
from interviews.actions import grid_draft as actions
from interviews.actions.grids import Frozen
from interviews.forms.grids import PurposeForm, SectionForm
from interviews.forms.questions import QuestionForm
from interviews.grids.answers import Asked
from interviews.grids.outline import outline, rows
from interviews.models import Choice, Grid, GridRevision, Question, Section
from interviews.views.grids import SECTION, crumbs, fetch_revision


def _section(request: HttpRequest, pk: UUID) -> Section:
    visible = Grid.objects.visible_to(request.user).values("pk")
    sections = Section.objects.filter(revision__grid__in=visible).select_related("revision__grid")
    section = get_object_or_404(sections, pk=pk)
    require(policies.can_edit_grid(request.user, section.revision.grid))
    return section


def _question(request: HttpRequest, pk: UUID) -> Question:
    visible = Grid.objects.visible_to(request.user).values("pk")
    questions = Question.objects.filter(section__revision__grid__in=visible)
    question = get_object_or_404(questions.select_related("section__revision__grid"), pk=pk)
    require(policies.can_edit_grid(request.user, question.section.revision.grid))
    return question


def _frozen(request: HttpRequest, revision: GridRevision) -> HttpResponseRedirect:
    messages.error(
        request,
        _(
            "Cette révision est figée : un entretien l’utilise. Rien n’a été changé. "
            "Préparez une nouvelle révision pour continuer."
        ),
    )
    return redirect("grid_detail", revision.grid_id)


def _draft_at(revision: GridRevision, anchor: str = "") -> str:
    return reverse("revision_edit", args=[revision.pk]) + (f"#{anchor}" if anchor else "")


def _steps(revision: GridRevision, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    label = _("Révision %(number)d") % {"number": revision.number}
    return crumbs(
        (revision.grid, reverse("grid_detail", args=[revision.grid_id])),
        (label, _draft_at(revision) if more else ""),
        *more,
    )


@require_http_methods(["GET", "POST"])
def revision_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft: its parts and questions, in order; sent, what the revision is for."""
    revision = fetch_revision(request, pk)
    if revision.frozen_at is not None:
        return redirect("revision_preview", pk)
    form = PurposeForm(request.POST if request.method == "POST" else None, instance=revision)
    if request.method == "POST" and form.is_valid():
        actions.say_purpose(revision, purpose=form.cleaned_data["purpose"], by=signed_in(request.user))
        messages.success(request, _("Enregistré."))
        return redirect("revision_edit", pk)
    parts = outline(revision)
    context = {
        "revision": revision,
        "form": form,
        "section_form": SectionForm(),
        "parts": parts,
        "questions": len(rows(parts)),
        "has_before": revision.grid.revisions.filter(number__lt=revision.number).exists(),
        "section": SECTION,
        "crumbs": _steps(revision),
    }
    return form_page(request, "interviews/revision_edit.html", context)


@require_http_methods(["GET", "POST"])
def section_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    revision = fetch_revision(request, pk)
    form = SectionForm(request.POST if request.method == "POST" else None)

    def act(by: User) -> str:
        section = actions.add_section(revision, by=by, **form.cleaned_data)
        messages.success(request, _("Partie ajoutée. Écrivez maintenant sa première question."))
        return _draft_at(revision, f"partie-{section.key}")

    steps = _steps(revision, (_("Nouvelle partie"), ""))
    return _form(request, revision, form, act, "interviews/section_add.html", {"crumbs": steps})


@require_http_methods(["GET", "POST"])
def section_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = _section(request, pk)
    revision = section.revision
    form = SectionForm(request.POST if request.method == "POST" else None, instance=section)

    def act(by: User) -> str:
        actions.edit_section(section, by=by, **form.cleaned_data)
        return _draft_at(revision, f"partie-{section.key}")

    context = {"part": section, "questions": section.questions.count(), "crumbs": _steps(revision, (_("Partie"), ""))}
    return _form(request, revision, form, act, "interviews/section_edit.html", context)


@require_http_methods(["GET", "POST"])
def question_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = _section(request, pk)
    earlier = _before(section.revision, lambda row: row.section.position <= section.position)
    form = QuestionForm(request.POST if request.method == "POST" else None, section=section, earlier=earlier)

    def act(by: User) -> str:
        chosen = form.cleaned_data["section"]
        question = actions.add_question(chosen, facts=form.facts, options=form.options, by=by)
        if "another" in request.POST:
            messages.success(request, _("Question ajoutée. Écrivez la suivante."))
            return reverse("question_add", args=[chosen.pk])
        messages.success(request, _("Question ajoutée."))
        return _draft_at(section.revision, f"question-{question.key}")

    context = {"crumbs": _steps(section.revision, (_("Nouvelle question"), "")), "question": None}
    return _form(request, section.revision, form, act, "interviews/question_add.html", context)


@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = _question(request, pk)
    section = question.section
    here = (section.position, question.position)
    earlier = _before(section.revision, lambda row: (row.section.position, row.position) < here)
    form = QuestionForm(
        request.POST if request.method == "POST" else None, instance=question, section=section, earlier=earlier
    )

    def act(by: User) -> str:
        actions.edit_question(question, facts=form.facts, options=form.options, by=by)
        direction, _colon, key = request.POST.get("move_option", "").partition(":")
        choice = Choice.objects.filter(question=question, key=key).first() if key else None
        if choice is not None:
            actions.move_option(choice, up=direction == "up", by=by)
            return reverse("question_edit", args=[pk]) + "#reponses"
        messages.success(request, _("Question enregistrée."))
        return _draft_at(section.revision, f"question-{question.key}")

    context = {"crumbs": _steps(section.revision, (_("Question"), "")), "question": question}
    return _form(request, section.revision, form, act, "interviews/question_edit.html", context)


def _before(revision: GridRevision, is_before: Callable[[Question], bool]) -> list[Asked]:
    """The questions that a condition may look at."""
    return [row.asked for row in rows(outline(revision)) if is_before(row.question)]


def _form(
    request: HttpRequest,
    revision: GridRevision,
    form: BaseForm,
    act: Callable[[User], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Shows a form of the draft, or does what it says; a refusal is said in it, and nothing typed is lost."""
    if request.method != "POST" and revision.frozen_at is not None:
        return _frozen(request, revision)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act(signed_in(request.user)))
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
    return form_page(request, template, {"form": form, "revision": revision, "section": SECTION, **context})


@require_POST
def section_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = _section(request, pk)
    up = request.POST.get("direction") == "up"
    moved = _act(request, lambda by: actions.move_section(section, up=up, by=by))
    return _moved(request, section.revision, f"partie-{section.key}", section.title, up=up, moved=moved)


@require_POST
def question_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = _question(request, pk)
    revision, up = question.section.revision, request.POST.get("direction") == "up"
    moved = _act(request, lambda by: actions.move_question(question, up=up, by=by))
    return _moved(request, revision, f"question-{question.key}", question.text, up=up, moved=moved)


def _act(request: HttpRequest, act: Callable[[User], bool]) -> bool | None:
    """Whether it moved; ``None`` when it was refused, and said so."""
    try:
        return act(signed_in(request.user))
    except Frozen:
        messages.error(request, _("Cette révision est figée : un entretien l’utilise. Rien n’a été changé."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return None


def _moved(
    request: HttpRequest, revision: GridRevision, anchor: str, name: str, *, up: bool, moved: bool | None
) -> HttpResponse:
    words = {
        (True, True): _("« %(name)s » est montée d’une place."),
        (True, False): _("« %(name)s » est descendue d’une place."),
        (False, True): _("« %(name)s » est déjà tout en haut."),
        (False, False): _("« %(name)s » est déjà tout en bas."),
    }
    if moved is not None:
        messages.info(request, words[moved, up] % {"name": name})
    return redirect(_draft_at(revision, anchor))


@require_http_methods(["GET", "POST"])
def section_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    section = _section(request, pk)
    count = section.questions.count()
    return _remove(request, section.revision, section.title, count, lambda by: actions.remove_section(section, by=by))


@require_http_methods(["GET", "POST"])
def question_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = _question(request, pk)
    revision = question.section.revision
    return _remove(request, revision, question.text, 0, lambda by: actions.remove_question(question, by=by))


def _remove(
    request: HttpRequest, revision: GridRevision, name: str, count: int, remove: Callable[[User], None]
) -> HttpResponse:
    """Asks, then removes from the draft; says what stays."""
    if revision.frozen_at is not None:
        return _frozen(request, revision)
    if request.method == "POST":

        def act(by: User) -> bool:
            remove(by)
            return True

        if _act(request, act):
            messages.success(request, _("« %(name)s » est retirée de cette révision.") % {"name": name})
        return redirect("revision_edit", revision.pk)
    used = revision.grid.revisions.exclude(pk=revision.pk).exists()
    context = {"revision": revision, "name": name, "questions": count, "used": used, "section": SECTION}
    context["crumbs"] = _steps(revision, (_("Retirer"), ""))
    return render(request, "interviews/draft_remove.html", context)


@require_POST
def question_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back into the draft a question that an older revision has."""
    revision = fetch_revision(request, pk)
    try:
        question = actions.restore_question(revision, request.POST.get("key", ""), by=signed_in(request.user))
    except Frozen:
        return _frozen(request, revision)
    except (Question.DoesNotExist, ValidationError):
        messages.error(request, _("Cette question est déjà dans la révision, ou n’y tient plus. Rien n’a été changé."))
        return redirect(_draft_at(revision))
    messages.success(request, _("La question est remise, à la fin de sa partie. Sa condition est à redire."))
    return redirect(_draft_at(revision, f"question-{question.key}"))
