"""An earlier state of a note, put back as a new revision."""

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.notes import save_note
from interviews.models import Note, NoteRevision


@transaction.atomic
def restore(revision: NoteRevision, *, base: int, by: User) -> bool:
    """Text, answers and passages as they were; whether anything changed.

    ``base``: the number of the latest revision that the person saw. Raises ``Conflict`` when it no longer is.
    """
    note = Note.objects.select_for_update().get(pk=revision.note_id)
    before = note.latest()
    made = save_note(note, body=revision.body, answers=revision.answers, passages=revision.passages, base=base, by=by)
    if made == before:
        return False
    journal.record(Verb.NOTE_RESTORED, note, by=by)
    return True
