"""The history of a note: its sittings, what each changed, going back to one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons import differences
from commons.policies import require, signed_in
from interviews import actions, policies
from interviews.actions import history
from interviews.models import Note, NoteRevision
from interviews.notes import desk, sittings
from interviews.notes.kept import Wordings
from interviews.views.interviews import SECTION, confidential, crumbs

A_PAGE = 30


@require_safe
@confidential
def note_history(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    note = _note(request, interview, pk)
    revisions = note.revisions.select_related("by").defer("body", "answers", "passages").order_by("number")
    page = Paginator(sittings.of(revisions), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "interviews/note_history.html", _page(note) | {"page": page})


@require_safe
@confidential
def note_revision(request: HttpRequest, interview: UUID, pk: UUID, number: int) -> HttpResponse:
    """What the sitting that ended with revision ``number`` changed, or what this save did inside its sitting."""
    note = _note(request, interview, pk)
    actions.note_was_read(note, by=signed_in(request.user))
    revision = get_object_or_404(note.revisions.select_related("by"), number=number)
    told = sittings.of(note.revisions.select_related("by").defer("body", "answers", "passages").order_by("number"))
    ends = [one.number for one in told]
    earlier = max((end for end in ends if end < number), default=0) if number in ends else number - 1
    before = note.revisions.filter(number=earlier).first()
    can_restore = max(ends) != number and policies.can_write_note(request.user, note)
    context = _page(note, (_("Révision %(number)d") % {"number": number}, ""))
    context |= _told(before, revision, note.latest() if can_restore else None)
    return render(request, "interviews/note_revision.html", context)


def _told(before: NoteRevision | None, revision: NoteRevision, latest: NoteRevision | None) -> dict[str, Any]:
    """``latest``: what putting ``revision`` back would change, when that may be done."""
    bodies = {desk.BLOCK_ID.sub("", state.body) for state in (revision, latest) if state}
    words = Wordings(revision.note.interview, *filter(None, (before, revision, latest)))
    return {
        "revision": revision,
        "before": before,
        "changes": differences.blocks(before.body if before else "", revision.body),
        "beside": words.changes(before, revision) if before else [],
        "kept": words.kept(revision),
        "latest": latest,
        "text_comes_back": len(bodies) > 1,
        "comes_back": words.changes(latest, revision) if latest else [],
    }


@require_POST
def note_restore(request: HttpRequest, interview: UUID, pk: UUID, number: int) -> HttpResponse:
    note = _note(request, interview, pk)
    require(policies.can_write_note(request.user, note))
    revision = get_object_or_404(note.revisions, number=number)
    typed = request.POST.get("base", "")
    base = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
    try:
        if history.restore(revision, base=base, by=signed_in(request.user)):
            messages.success(request, _("Cette version est rétablie. Celle d’avant reste dans l’historique."))
        else:
            messages.info(request, _("La note est déjà celle de cette version."))
    except actions.Conflict:
        messages.warning(request, _("Le texte a changé entre-temps : rien n’est rétabli. Relisez-le d’abord."))
        return redirect("note_history", interview, pk)
    return redirect(note)


def _note(request: HttpRequest, interview: UUID, pk: UUID) -> Note:
    notes = Note.objects.visible_to(request.user).select_related("author", "interview__commons", "interview__revision")
    return get_object_or_404(notes, pk=pk, interview=interview)


def _page(note: Note, *steps: tuple[Any, str]) -> dict[str, Any]:
    interview = note.interview
    trail: list[tuple[Any, str]] = [(interview, interview.get_absolute_url()), (note, note.get_absolute_url())]
    trail.append((_("Historique"), reverse("note_history", args=[interview.pk, note.pk]) if steps else ""))
    return {"note": note, "interview": interview, "section": SECTION, "crumbs": crumbs(*trail, *steps)}
