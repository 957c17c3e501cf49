"""Importing a written-up interview into a note: giving the file, placing its headings, confirming."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons.forms import form_page
from commons.models import Job
from commons.policies import require, signed_in
from commons.requests import posted
from commons.richtext import TooLong
from commons.tables import Unreadable
from interviews import policies
from interviews.actions import importing
from interviews.forms.importing import DocumentForm, HeadingsForm
from interviews.models import Note, NoteImport
from interviews.notes import headings
from interviews.views.interviews import SECTION, confidential, crumbs

ALREADY = gettext_lazy("C’est déjà fait : cet import n’attend plus rien.")


@require_http_methods(["GET", "POST"])
@confidential
def note_import(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    notes = Note.objects.visible_to(request.user).select_related("author", "interview__commons")
    note = get_object_or_404(notes, pk=pk, interview=interview)
    require(policies.can_write_note(request.user, note))
    by = signed_in(request.user)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and form.is_valid() and (begun := _begin(note, form, by=by)):
        return redirect(begun)
    waiting = NoteImport.objects.filter(note=note, by=by).exclude(state=NoteImport.State.APPLIED)
    context = _page(note, (_("Importer un texte"), ""))
    context |= {
        "form": form,
        "closed": importing.closed(note.interview),
        "waiting": waiting.order_by("-created_at", "pk")[:5],
    }
    return form_page(request, "interviews/note_import.html", context)


def _begin(note: Note, form: DocumentForm, *, by: User) -> NoteImport | None:
    try:
        return importing.begin(note, form.cleaned_data["file"], kind=form.kind, by=by)
    except (Unreadable, importing.Closed) as refusal:
        form.add_error("file", ValidationError(str(refusal)))
        return None


@require_http_methods(["GET", "POST"])
@confidential
def note_import_detail(request: HttpRequest, interview: UUID, note: UUID, pk: UUID) -> HttpResponse:
    found = _found(request, interview, note, pk)
    questions = importing.questions_of(found.note)
    form = HeadingsForm(posted(request), found=headings.of(found.body, questions), questions=questions)
    if request.method == "POST" and (found.state == NoteImport.State.APPLIED or form.is_valid()):
        return _apply(request, found, form)
    job = Job.objects.filter(target_id=str(found.pk), kind=importing.READ).order_by("-created_at").first()
    context = _page(found.note, (_("Importer un texte"), ""))
    context |= {
        "closed": importing.closed(found.note.interview),
        "found": found,
        "form": form,
        "job": job,
        "has_grid": bool(questions),
    }
    return form_page(request, "interviews/note_import_detail.html", context)


def _apply(request: HttpRequest, found: NoteImport, form: HeadingsForm) -> HttpResponse:
    choices = form.cleaned_data if form.is_bound and not form.errors else {}
    try:
        importing.apply(found, choices=choices, by=signed_in(request.user))
        messages.success(request, _("Le texte est à la suite de la note. Ce qui y était n’a pas changé."))
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    except (TooLong, importing.Closed) as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect(found.note)


@require_POST
def note_import_forget(request: HttpRequest, interview: UUID, note: UUID, pk: UUID) -> HttpResponse:
    found = _found(request, interview, note, pk)
    try:
        importing.give_up(found)
        messages.success(request, _("Ce texte est oublié ; rien n’a été importé."))
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    return redirect(found.note)


def _found(request: HttpRequest, interview: UUID, note: UUID, pk: UUID) -> NoteImport:
    """The import, of who gave it (404), while they may write the note (403)."""
    imports = NoteImport.objects.visible_to(request.user).select_related("note__author", "note__interview__commons")
    found = get_object_or_404(imports, pk=pk, note=note, note__interview=interview)
    require(policies.can_write_note(request.user, found.note))
    return found


def _page(note: Note, step: tuple[Any, str]) -> dict[str, Any]:
    interview = note.interview
    steps = crumbs((interview, interview.get_absolute_url()), (note, note.get_absolute_url()), step)
    return {"note": note, "interview": interview, "section": SECTION, "crumbs": steps}
