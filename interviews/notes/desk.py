"""What stands beside a note: the questions of its grid, what is said of each, and what was not spoken of yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from actors.models import Organisation
from commons import richtext
from commons.richtext import Block
from interviews.grids import answers, conditions
from interviews.grids.answers import Asked, Kind
from interviews.models import Interview, NoteRevision, Question, Section
from territories.models import Commune

BLOCK_ID = re.compile(r' id="(b-[0-9a-z]{8})"')


@dataclass(frozen=True)
class Line:
    """A question beside the text."""

    number: int
    question: Question
    asked: Asked
    #: Whether the answers to others make it asked.
    is_asked: bool = True
    answer: str = ""
    passages: list[Block] = field(default_factory=list)
    #: Meant for kinds of actor none of which is met.
    is_for_others: bool = False

    @property
    def is_open(self) -> bool:
        """Answered by what the text says, not by a field."""
        return self.asked.kind == Kind.LONG_TEXT

    @property
    def is_covered(self) -> bool:
        return bool(self.passages or self.answer)

    @property
    def is_aside(self) -> bool:
        """Within reach, but nobody waits for it; once spoken of, it stands in its place."""
        return self.is_for_others and not self.is_covered

    @property
    def is_waiting(self) -> bool:
        """Asked, and not spoken of yet."""
        return self.is_asked and not self.is_covered and not self.is_for_others


@dataclass(frozen=True)
class Part:
    section: Section
    lines: list[Line]

    @property
    def in_place(self) -> list[Line]:
        return [line for line in self.lines if not line.is_aside]


def parts(interview: Interview, latest: NoteRevision | None) -> list[Part]:
    """The grid beside ``latest``: what it answers and says of each question."""
    answered = latest.answers if latest else {}
    placed = passages(latest) if latest else {}
    found = _sections(interview.revision_id)
    met = kinds_met(interview)
    asked = {question.pk: Asked.of(question) for _section, questions in found for question in questions}
    now = set(conditions.asked_keys(asked.values(), answered))
    communes = commune_names(asked.values(), answered)
    numbers = count(1)
    return [
        Part(
            section,
            [
                Line(
                    number=next(numbers),
                    question=question,
                    asked=asked[question.pk],
                    is_asked=question.key in now,
                    answer=answers.said(asked[question.pk], answered.get(question.key), communes=communes),
                    passages=placed.get(question.key, []),
                    is_for_others=bool(met and question.organisation_kinds)
                    and met.isdisjoint(question.organisation_kinds),
                )
                for question in questions
            ],
        )
        for section, questions in found
    ]


def kinds_met(interview: Interview) -> set[str]:
    """The kinds of its organisations; none as soon as one of them is yet to be told."""
    kinds = set(interview.organisations.values_list("kind", flat=True).order_by())
    return set() if Organisation.Kind.OTHER in kinds else kinds


def questions(revision_id: UUID | None) -> list[Asked]:
    """All those of a grid, in order."""
    return [Asked.of(question) for _section, asked in _sections(revision_id) for question in asked]


def commune_names(asked: Iterable[Asked], *answered: Mapping[str, Any]) -> dict[str, str]:
    """The names of the communes that are answers, by code."""
    keys = [question.key for question in asked if question.kind == Kind.COMMUNE]
    codes = {str(found[key]) for found in answered for key in keys if key in found}
    return dict(Commune.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def passages(revision: NoteRevision) -> dict[str, list[Block]]:
    """Question key → the blocks that speak of it, in reading order."""
    found: dict[str, list[Block]] = {}
    if revision.passages:
        for block in richtext.blocks(revision.body):
            for key in revision.passages.get(block.id, []):
                found.setdefault(key, []).append(block)
    return found


def marked(revision: NoteRevision, parts: list[Part]) -> str:
    """The text, each passage with the numbers of its questions for its margin; trusted as the text is."""
    numbers = {line.question.key: str(line.number) for part in parts for line in part.lines}

    def mark(found: re.Match[str]) -> str:
        shown = ", ".join(numbers[key] for key in revision.passages.get(found[1], []) if key in numbers)
        return f'{found[0]} class="placed" data-questions="{shown}"' if shown else found[0]

    return BLOCK_ID.sub(mark, revision.body)


def _sections(revision_id: UUID | None) -> list[tuple[Section, list[Question]]]:
    found = Section.objects.filter(revision=revision_id).prefetch_related("questions__choices").order_by("position")
    return [(section, sorted(section.questions.all(), key=lambda question: question.position)) for section in found]
