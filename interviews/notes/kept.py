"""What states of a note keep beside their text, in words, whichever revision of the grid asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commons.richtext import Block
from interviews.grids import answers
from interviews.grids.answers import Asked, Kind
from interviews.models import Interview, NoteRevision, Question
from interviews.notes import desk


@dataclass(frozen=True)
class Kept:
    """What one state keeps of a question: its answer in words, and the passages put under it."""

    text: str
    answer: str
    passages: list[Block]
    #: The interview is no longer read with this question.
    is_gone: bool


@dataclass(frozen=True)
class Changed:
    """What befell a question from one state to another; ``put`` and ``taken`` are passages."""

    text: str
    before: str
    after: str
    put: list[Block]
    taken: list[Block]
    is_gone: bool

    @property
    def is_answered_otherwise(self) -> bool:
        return self.before != self.after


class Wordings:
    """The questions that some states of one note name, in all the words that the grids of its commons had for them."""

    def __init__(self, interview: Interview, *states: NoteRevision) -> None:
        self.current = interview.revision_id
        grid = interview.revision.grid_id if interview.revision else None
        keys = {key for state in states for key in _keys(state)}
        found = (
            Question.objects.filter(key__in=keys, section__revision__grid__commons=interview.commons_id)
            .select_related("section__revision")
            .prefetch_related("choices")
        )

        def nearness(question: Question) -> tuple[Any, ...]:
            revision = question.section.revision
            return (
                revision.pk != self.current,
                revision.grid_id != grid,
                revision.frozen_at is None,
                -revision.number,
                revision.pk,
            )

        self.questions: dict[str, list[Question]] = {}
        for question in sorted(found, key=nearness):
            self.questions.setdefault(question.key, []).append(question)
        self.asked = {key: [Asked.of(one) for one in same] for key, same in self.questions.items()}
        #: The kind of each question with which the interview is read.
        self.kinds = {one.key: one.kind for one in found if one.section.revision_id == self.current}
        every = [one for same in self.asked.values() for one in same]
        self.communes = desk.commune_names(every, *(state.answers for state in states))

    def kept(self, state: NoteRevision) -> list[Kept]:
        """All that ``state`` keeps beside its text."""
        placed = desk.passages(state)
        found: dict[str, Kept] = {}
        for key in _keys(state):
            asked = self._asked(key, state.answers.get(key))
            answer = answers.said(asked, state.answers.get(key), communes=self.communes)
            if answer or key in placed:
                found[key] = Kept(asked.text, answer, placed.get(key, []), self._is_gone(asked, answer))
        return [found[key] for key in self._in_order(found)]

    def gone(self, state: NoteRevision) -> list[Kept]:
        """What ``state`` keeps of questions with which the interview is no longer read."""
        return [one for one in self.kept(state) if one.is_gone]

    def changes(self, before: NoteRevision | None, after: NoteRevision) -> list[Changed]:
        old, new = (before.answers if before else {}), after.answers
        stood, stands = (desk.passages(before) if before else {}), desk.passages(after)
        found: dict[str, Changed] = {}
        for key in _keys(after) | (_keys(before) if before else set()):
            was, now = self._asked(key, old.get(key)), self._asked(key, new.get(key))
            asked = now if key in new else was
            told = Changed(
                asked.text,
                answers.said(was, old.get(key), communes=self.communes),
                answers.said(now, new.get(key), communes=self.communes),
                _beyond(stands.get(key, []), stood.get(key, [])),
                _beyond(stood.get(key, []), stands.get(key, [])),
                self._is_gone(asked, key in old or key in new),
            )
            if told.is_answered_otherwise or told.put or told.taken:
                found[key] = told
        return [found[key] for key in self._in_order(found)]

    def _asked(self, key: str, answer: Any) -> Asked:
        """The question as it was asked for this answer; the current words first, then the newest."""
        nothing = Asked(key, Kind.ORGANISATION if isinstance(answer, dict) else "", _("Une question sans intitulé"))
        return max(self.asked.get(key, [nothing]), key=lambda asked: _likelihood(asked, answer))

    def _is_gone(self, asked: Asked, answered: object) -> bool:
        """An answer is gone as well when its question is answered otherwise today."""
        return asked.key not in self.kinds or bool(answered and self.kinds[asked.key] != asked.kind)

    def _in_order(self, keys: Iterable[str]) -> list[str]:
        """As the grid asks them, those that are gone last."""

        def place(key: str) -> tuple[Any, ...]:
            nearest = next(iter(self.questions.get(key, [])), None)
            return (key not in self.kinds, *((nearest.section.position, nearest.position) if nearest else (0, 0)), key)

        return sorted(keys, key=place)


def _keys(state: NoteRevision) -> set[str]:
    return {*state.answers, *(key for keys in state.passages.values() for key in keys)}


def _beyond(blocks: list[Block], others: list[Block]) -> list[Block]:
    known = {block.id for block in others}
    return [block for block in blocks if block.id not in known]


def _likelihood(asked: Asked, answer: Any) -> int:
    """An answer that is one of the options was chosen among them: as a text, it would say the option's key."""
    try:
        fits = answer is not None and answers.clean(asked, answer, standing=answer) == answer
    except ValidationError:
        return 0
    return (2 if asked.options else 1) if fits else 0
