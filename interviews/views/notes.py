from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commons.policies import require, signed_in
from interviews import actions, policies
from interviews.forms import NoteForm
from interviews.models import Note, NoteRevision, Section
from interviews.views.interviews import SECTION, confidential, crumbs


@require_http_methods(["GET", "POST"])
@confidential
def note_edit(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    notes = Note.objects.visible_to(request.user).select_related("author", "interview__commons")
    note = get_object_or_404(notes, pk=pk, interview=interview)
    user = signed_in(request.user)
    if request.method == "POST":
        require(policies.can_write_note(request.user, note))
        return _save(request, note, by=user)
    actions.note_was_read(note, by=user)
    latest = note.latest()
    form = NoteForm(initial={"body": latest.body if latest else "", "base": latest.number if latest else 0})
    return _page(request, note, form, latest)


def _save(request: HttpRequest, note: Note, *, by: User) -> HttpResponse:
    wants_json = "application/json" in request.headers.get("Accept", "")
    form = NoteForm(request.POST)
    if not form.is_valid():
        if wants_json:
            return JsonResponse(
                {"errors": [str(error) for errors in form.errors.values() for error in errors]}, status=422
            )
        return _page(request, note, form, note.latest(), status=422)
    try:
        revision = actions.save_note(note, body=form.cleaned_data["body"], base=form.cleaned_data["base"], by=by)
    except actions.Conflict as conflict:
        return _conflict(request, note, form, conflict.latest, wants_json=wants_json)
    if wants_json:
        return JsonResponse(_state(revision))
    messages.success(request, _("Vos notes sont enregistrées."))
    return redirect(request.path)


def _conflict(
    request: HttpRequest, note: Note, form: NoteForm, latest: NoteRevision, *, wants_json: bool
) -> HttpResponse:
    """Nothing is lost: what was typed stays in the form, which now starts from the latest text, shown beside."""
    if wants_json:
        return JsonResponse({**_state(latest), "by": latest.by.name, "html": latest.body}, status=409)
    typed = NoteForm(initial={"body": form.cleaned_data["body"], "base": latest.number})
    return _page(request, note, typed, latest, conflict=latest, status=409)


def _state(revision: NoteRevision | None) -> dict[str, Any]:
    if revision is None:
        return {"revision": 0, "saved_at": ""}
    return {"revision": revision.number, "saved_at": date_format(timezone.localtime(revision.at), "H:i")}


def _page(
    request: HttpRequest,
    note: Note,
    form: NoteForm,
    latest: NoteRevision | None,
    *,
    conflict: NoteRevision | None = None,
    status: int = 200,
) -> HttpResponse:
    interview = note.interview
    sections = Section.objects.filter(revision=interview.revision_id).prefetch_related("questions").order_by("position")
    context = {
        "note": note,
        "interview": interview,
        "form": form,
        "latest": latest,
        "conflict": conflict,
        "can_write": policies.can_write_note(request.user, note),
        "can_extract": policies.can_read_raw(request.user, interview),
        "guide": [(section, sorted(section.questions.all(), key=lambda q: q.position)) for section in sections],
        "others": _others(request, note),
        "section": SECTION,
        "now": timezone.now(),
        "crumbs": crumbs((interview, interview.get_absolute_url()), (note, "")),
    }
    return render(request, "interviews/note_edit.html", context, status=status)


def _others(request: HttpRequest, note: Note) -> list[Note]:
    """The notes that may be opened beside this one."""
    visible = Note.objects.visible_to(request.user).filter(interview=note.interview_id).exclude(pk=note.pk)
    return list(visible.select_related("author").order_by("author__name"))
