"""Writing notes: each save is a revision, and two writers never undo one another."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal, richtext
from commons.models import JournalEntry
from commons.verbs import Verb
from interviews.actions.people import refuse_erased
from interviews.actions.states import notes_began
from interviews.actions.validations import account_saved
from interviews.models import Note, NoteRevision

_BLOCK_ID = re.compile(r' id="(b-[0-9a-z]{8})"')


class Conflict(Exception):
    """The note was saved by someone else since the writer began; ``latest`` is what stands now."""

    def __init__(self, latest: NoteRevision) -> None:
        super().__init__(f"revision {latest.number} was saved meanwhile")
        self.latest = latest


@transaction.atomic
def save_note(
    note: Note,
    *,
    body: str,
    base: int,
    by: User,
    answers: dict[str, Any] | None = None,
    passages: dict[str, Any] | None = None,
    save_key: UUID | None = None,
) -> NoteRevision | None:
    """A new revision when something changed, else the latest one (``None`` while nothing was ever written).

    ``base`` is the number of the revision the writer started from, 0 for none; ``answers`` and ``passages`` stay as
    they are when not given, and what was said of a block goes when the block does. Raises ``Conflict`` when ``base``
    is no longer the latest and what is sent differs. Sent again after a lost answer, the same content is no conflict,
    and the same ``save_key`` is the revision it made. Raises ``Erased``.
    """
    Note.objects.select_for_update().get(pk=note.pk)
    refuse_erased(note.interview_id)
    latest = note.latest()
    if made := _already_made(note, save_key, base, latest):
        return made
    cleaned = richtext.clean(body)
    placed = (latest.passages if latest else {}) if passages is None else passages
    present = set(_BLOCK_ID.findall(cleaned)) if placed else set()
    content = {
        "answers": (latest.answers if latest else {}) if answers is None else answers,
        "passages": {block: keys for block, keys in placed.items() if block in present},
    }
    if _same(cleaned, content, latest):
        return latest
    if latest is not None and latest.number != base:
        raise Conflict(latest)
    number = latest.number + 1 if latest else 1
    revision = NoteRevision.objects.create(note=note, number=number, body=cleaned, by=by, save_key=save_key, **content)
    account_saved(revision, latest)
    if latest is None or latest.by_id != by.pk or latest.at < _today():
        _record_once_a_day(Verb.NOTE_SAVED, note, by=by)
    if latest is None:
        notes_began(note, by=by)
    return revision


def _already_made(note: Note, save_key: UUID | None, base: int, latest: NoteRevision | None) -> NoteRevision | None:
    """The revision that this very save made; looked for only where the writer is behind."""
    if save_key is None or latest is None or latest.number == base:
        return None
    return latest if latest.save_key == save_key else note.revisions.filter(save_key=save_key).first()


def _same(body: str, content: dict[str, Any], latest: NoteRevision | None) -> bool:
    """Equal whatever the identifiers of blocks: a bare textarea sends none."""
    if latest is None:
        return not body and not any(content.values())
    same_text = _BLOCK_ID.sub("", body) == _BLOCK_ID.sub("", latest.body)
    return same_text and content == {"answers": latest.answers, "passages": latest.passages}


@transaction.atomic
def note_was_read(note: Note, *, by: User) -> None:
    """The trace of a raw note read by someone who did not write it: one line a reader, a note and a day."""
    if note.is_shared or note.author_id == by.pk:
        return
    Note.objects.select_for_update().get(pk=note.pk)
    _record_once_a_day(Verb.NOTE_READ, note, by=by)


def _record_once_a_day(verb: Verb, note: Note, *, by: User) -> None:
    """The revisions tell the rest; the note's row is locked by the caller."""
    told = JournalEntry.objects.filter(verb=verb, target_id=str(note.pk), by=by, at__gte=_today())
    if not told.exists():
        journal.record(verb, note, by=by)


def _today() -> datetime:
    """When this day began, here."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
