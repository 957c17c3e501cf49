"""Answers that two writers of one text gave otherwise: both are told in words, and one is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviews.grids import answers
from interviews.grids.answers import Asked
from interviews.notes import desk

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Divergence:
    asked: Asked
    number: int
    #: In words; empty for no answer.
    mine: str
    theirs: str
    #: By each, since the text both started from.
    changed_by_me: bool
    changed_by_them: bool

    @property
    def proposed(self) -> str:
        """What the only one who changed it says; nothing when both did, for nobody but the person can tell."""
        if self.changed_by_me and self.changed_by_them:
            return ""
        return MINE if self.changed_by_me else THEIRS


def between(
    asked: Sequence[Asked], *, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Divergence]:
    """``base``: the answers of the text both started from."""
    communes = desk.commune_names(asked, mine, theirs)
    return [
        Divergence(
            question,
            number,
            mine=answers.said(question, mine.get(question.key), communes=communes),
            theirs=answers.said(question, theirs.get(question.key), communes=communes),
            changed_by_me=mine.get(question.key) != base.get(question.key),
            changed_by_them=theirs.get(question.key) != base.get(question.key),
        )
        for number, question in enumerate(asked, start=1)
        if mine.get(question.key) != theirs.get(question.key)
    ]
