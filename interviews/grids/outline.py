"""A revision of a grid as it is read: its parts, its questions in order, and when each is asked, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.grids import conditions
from interviews.grids.answers import Asked, Kind
from interviews.models import Choice, GridRevision, Question, Section

#: A grid is talked through in an hour or two; beyond this it is a mistake.
MOST_SECTIONS, MOST_QUESTIONS, MOST_OPTIONS = 60, 300, 100


@dataclass(frozen=True)
class Row:
    """A question in its place; ``number`` counts through the whole grid."""

    number: int
    question: Question
    asked: Asked
    #: When it is asked, in words; empty for always.
    condition: str = ""

    @property
    def options(self) -> list[Choice]:
        """What is offered to answer it."""
        if self.asked.kind not in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES):
            return []
        offered = [choice for choice in self.question.choices.all() if not choice.archived]
        return sorted(offered, key=lambda choice: choice.position)

    @property
    def scale(self) -> str:
        """``de 1 (pas du tout) à 5 (tout à fait)``."""
        asked = self.asked
        ends = [
            f"{end} ({label})" if label else str(end)
            for end, label in ((asked.low, asked.low_label), (asked.high, asked.high_label))
        ]
        return _("de %(low)s à %(high)s") % {"low": ends[0], "high": ends[1]}


@dataclass(frozen=True)
class Part:
    section: Section
    rows: list[Row]


def outline(revision: GridRevision) -> list[Part]:
    """Three queries, whatever the size of the grid."""
    sections = list(
        Section.objects.filter(revision=revision)
        .prefetch_related("questions__choices", "questions__research_question")
        .order_by("position")
    )
    ordered = [(section, sorted(section.questions.all(), key=lambda one: one.position)) for section in sections]
    asked = {question.pk: Asked.of(question) for _section, questions in ordered for question in questions}
    names = conditions.communes(asked.values())
    numbers = {pk: number for number, pk in enumerate(asked, start=1)}
    return [
        Part(
            section,
            [
                Row(
                    numbers[question.pk],
                    question,
                    asked[question.pk],
                    conditions.said(question.conditions, list(asked.values()), communes=names),
                )
                for question in questions
            ],
        )
        for section, questions in ordered
    ]


def rows(parts: Iterable[Part]) -> list[Row]:
    return [row for part in parts for row in part.rows]
