"""A grid on its way in or out, without the database, and what became of each row of a form."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.grids.answers import Asked
from interviews.models import Question
from interviews.models.grid import Approach

CLOSED = frozenset({Question.Kind.ONE_CHOICE, Question.Kind.SEVERAL_CHOICES})


class Fate(TextChoices):
    """What becomes of a row."""

    TAKEN = "taken", _("repris")
    APPROXIMATED = "approximated", _("approché")
    KEPT = "kept", _("sans équivalent, gardé pour l’export")
    LEFT = "left", _("laissé de côté")


@dataclass(frozen=True)
class Remark:
    """One row of a form (``row`` 0: the sheet as a whole), and what is to be known of it, in French.

    ``head`` is what it becomes, ``losses`` what a grid does not do of it, ``kept`` what only its export has a use for.
    """

    sheet: str
    row: int
    name: str
    fate: Fate
    head: str
    losses: Sequence[str] = ()
    kept: Sequence[str] = ()

    @property
    def says(self) -> str:
        kept = [_kept(", ".join(self.kept))] if self.kept else []
        return " ; ".join([self.head, *self.losses, *kept])

    @property
    def headings(self) -> list[tuple[Fate, str]]:
        """What it is told under, among those alike; nothing for a row taken as it is."""
        fate = Fate.APPROXIMATED if self.fate == Fate.TAKEN else self.fate
        found: list[tuple[Fate, str]] = [(fate, loss) for loss in self.losses]
        found += [(Fate.KEPT, _kept(one)) for one in self.kept]
        alone = not found and self.fate != Fate.TAKEN
        return [(self.fate, _QUOTED.sub("«\xa0…\xa0»", self.head))] if alone else found


def _kept(what: str) -> str:
    return gettext("gardé pour l’export : %(what)s") % {"what": what}


_QUOTED = re.compile("«\xa0[^»]*\xa0»")


@dataclass
class ChoicePlan:
    key: str
    label: str
    archived: bool = False


@dataclass
class QuestionPlan:
    """The fields of ``interviews.models.Question``; ``research`` is a research question as it is written."""

    key: str
    text: str
    kind: str = Question.Kind.SHORT_TEXT
    help: str = ""
    prompts: str = ""
    scale_low: int | None = None
    scale_high: int | None = None
    scale_low_label: str = ""
    scale_high_label: str = ""
    unit: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)
    organisation_kinds: list[str] = field(default_factory=list)
    dimension: str = ""
    approach: str = Approach.BOTH
    research: str = ""
    choices: list[ChoicePlan] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def offered(self) -> list[ChoicePlan]:
        return [choice for choice in self.choices if not choice.archived]

    @property
    def kind_label(self) -> str:
        return str(Question.Kind(self.kind).label)

    def asked(self) -> Asked:
        return Asked(
            key=self.key,
            kind=self.kind,
            text=self.text,
            options={choice.key: choice.label for choice in self.choices},
            archived=frozenset(choice.key for choice in self.choices if choice.archived),
            low=1 if self.scale_low is None else self.scale_low,
            high=5 if self.scale_high is None else self.scale_high,
        )

    def facets(self) -> dict[str, str]:
        """A short mark of each thing a row says, to tell later whether it was changed here."""
        return {
            "type": mark([self.kind, self.scale_low, self.scale_high, *((c.key, c.label) for c in self.offered)]),
            "label": mark(self.text),
            "hint": mark(self.help),
            "guidance_hint": mark(self.prompts),
            "relevant": mark(self.conditions),
        }


@dataclass
class SectionPlan:
    key: str
    title: str
    help: str = ""
    questions: list[QuestionPlan] = field(default_factory=list)

    def facets(self) -> dict[str, str]:
        return {"label": mark(self.title), "hint": mark(self.help)}


@dataclass
class GridPlan:
    title: str
    sections: list[SectionPlan] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def questions(self) -> list[QuestionPlan]:
        return [question for section in self.sections for question in section.questions]

    def order(self) -> list[list[Any]]:
        """Which questions stand where, by key."""
        return [[section.key, [question.key for question in section.questions]] for section in self.sections]


def mark(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:12]
