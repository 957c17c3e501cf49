"""Which revision of its grid an interview is read with; its answers follow the questions that are still there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.grid_draft import ordered_questions
from interviews.actions.notes import save_note
from interviews.grids import answers
from interviews.grids.answers import Asked
from interviews.models import GridRevision, Interview, NoteRevision


class Unconfirmed(Exception):
    """The interview has answers: a person says that its grid changes all the same."""


@dataclass
class Effect:
    """What another revision does to the answers of an interview, by question, each counted once a note."""

    kept: list[Asked] = field(default_factory=list)
    #: Answers to questions, and passages under questions, that the other revision has no longer, or asks otherwise.
    left: list[Asked] = field(default_factory=list)

    @property
    def touches_answers(self) -> bool:
        return bool(self.kept or self.left)


def effect(interview: Interview, revision: GridRevision) -> Effect:
    """What ``use_revision`` would do, said beforehand; nothing is written."""
    old = _asked(interview.revision)
    new = _asked(revision)
    found: dict[str, bool] = {}
    for latest in _latest(interview):
        for key, value in latest.answers.items():
            found[key] = found.get(key, True) and fits(key, value, old, new)
        for key in _placed(latest):
            found[key] = found.get(key, True) and key in new
    known = {key: old.get(key) or new.get(key) or Asked(key, "", key) for key in found}
    order = [*old, *(key for key in found if key not in old)]
    told = Effect()
    for key in order:
        if key in found:
            (told.kept if found[key] else told.left).append(known[key])
    return told


def fits(key: str, value: Any, old: Mapping[str, Asked], new: Mapping[str, Asked]) -> bool:
    """Whether the answer still answers the question of this key: same kind, and possible."""
    before, after = old.get(key), new.get(key)
    if after is None or (before is not None and before.kind != after.kind):
        return False
    try:
        return bool(answers.clean(after, value, standing=value) == value)
    except ValidationError:
        return False


@transaction.atomic
def use_revision(interview: Interview, revision: GridRevision, *, by: User, confirmed: bool = False) -> Effect:
    """The interview is read with ``revision``, which is frozen from then on.

    Answers and passages whose question is no longer there, or is of another kind, leave the text as it stands and stay
    in the history of the notes. Raises ``Unconfirmed`` when there are answers and nobody confirmed.
    """
    list(interview.notes.select_for_update().order_by("pk"))  # first, as whoever saves one
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    told = effect(interview, revision)
    if told.touches_answers and not confirmed:
        raise Unconfirmed
    old, new = _asked(interview.revision), _asked(revision)
    for latest in _latest(interview):
        kept = {key: value for key, value in latest.answers.items() if fits(key, value, old, new)}
        passages = _kept_passages(latest, new)
        if (kept, passages) != (latest.answers, latest.passages):
            save_note(latest.note, body=latest.body, base=latest.number, by=by, answers=kept, passages=passages)
    interview.revision = revision
    interview.save(update_fields=["revision"])
    GridRevision.objects.filter(pk=revision.pk, frozen_at=None).update(frozen_at=timezone.now())
    journal.record(Verb.INTERVIEW_GRID_CHANGED, interview, by=by)
    return told


def _asked(revision: GridRevision | None) -> dict[str, Asked]:
    return {question.key: Asked.of(question) for question in ordered_questions(revision)} if revision else {}


def _latest(interview: Interview) -> list[NoteRevision]:
    notes = interview.notes.select_related("author").order_by("pk")
    return [latest for note in notes if (latest := note.latest()) is not None]


def _placed(latest: NoteRevision) -> Iterable[str]:
    """The keys of the questions under which passages were put."""
    return {key for keys in latest.passages.values() for key in keys}


def _kept_passages(latest: NoteRevision, new: Mapping[str, Asked]) -> dict[str, list[str]]:
    kept = {block: [key for key in keys if key in new] for block, keys in latest.passages.items()}
    return {block: keys for block, keys in kept.items() if keys}
