"""What one revision of a grid changes to another, for a person to read: parts, questions, and word by word."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commons.differences import Kind as PieceKind
from commons.differences import Piece, words
from interviews.grids.answers import Kind as AnswerKind
from interviews.grids.outline import Part, Row, outline
from interviews.models import GridRevision


class Fate(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    CHANGED = "changed"


#: What is said of a question (feminine, as a part is).
LABELS = {
    Fate.ADDED: gettext_lazy("ajoutée"),
    Fate.REMOVED: gettext_lazy("retirée"),
    Fate.MOVED: gettext_lazy("déplacée"),
    Fate.REWORDED: gettext_lazy("reformulée"),
    Fate.CHANGED: gettext_lazy("modifiée"),
}


@dataclass(frozen=True)
class Detail:
    """One thing said of a question, before and after."""

    label: str
    pieces: list[Piece]


@dataclass
class Changed:
    """A question or a part: its words with their marks, what else changed, and what befell it."""

    key: str
    wording: list[Piece]
    fates: list[Fate] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(fate.value, str(LABELS[fate])) for fate in self.fates]


@dataclass
class ChangedPart:
    part: Changed
    questions: list[Changed] = field(default_factory=list)
    #: Questions of it that changed in nothing.
    same: int = 0


@dataclass(frozen=True)
class Difference:
    parts: list[ChangedPart]

    @property
    def is_empty(self) -> bool:
        return not any(part.part.fates or part.questions for part in self.parts)

    @property
    def summary(self) -> str:
        """``2 questions ajoutées, 1 question retirée``; parts are not counted."""
        fates = [fate for part in self.parts for question in part.questions for fate in question.fates]
        counted = {fate: fates.count(fate) for fate in LABELS}
        said = {
            Fate.ADDED: ngettext("%d question ajoutée", "%d questions ajoutées", counted[Fate.ADDED]),
            Fate.REMOVED: ngettext("%d question retirée", "%d questions retirées", counted[Fate.REMOVED]),
            Fate.MOVED: ngettext("%d question déplacée", "%d questions déplacées", counted[Fate.MOVED]),
            Fate.REWORDED: ngettext("%d question reformulée", "%d questions reformulées", counted[Fate.REWORDED]),
            Fate.CHANGED: ngettext("%d question modifiée", "%d questions modifiées", counted[Fate.CHANGED]),
        }
        return ", ".join(said[fate] % count for fate, count in counted.items() if count)


def difference(before: GridRevision, after: GridRevision) -> Difference:
    return compare(outline(before), outline(after))


def compare(before: Sequence[Part], after: Sequence[Part]) -> Difference:
    """Parts as ``after`` orders them, then those it has no longer; questions that are gone stand in their old part."""
    old_parts = {part.section.key: part for part in before}
    new_keys = [part.section.key for part in after]
    places = _Places(before, after)
    moved = _out_of_order([part.section.key for part in before if part.section.key in new_keys], new_keys)
    found = [_changed_part(part, old_parts.get(part.section.key), places, moved) for part in after]
    for part in before:
        if part.section.key not in new_keys:
            gone = Changed(part.section.key, _all(part.section.title, PieceKind.REMOVED), [Fate.REMOVED])
            found.append(ChangedPart(gone, places.removed_from(part)))
    return Difference(found)


class _Places:
    """Where each question stood and stands, by key."""

    def __init__(self, before: Sequence[Part], after: Sequence[Part]) -> None:
        self.old = {row.question.key: (part, row) for part in before for row in part.rows}
        self.new = {row.question.key: (part, row) for part in after for row in part.rows}

    def moved_within(self, part: Part, old: Part | None) -> set[str]:
        """Questions of the same part whose order changed."""
        stood = [row.question.key for row in old.rows] if old else []
        stand = [row.question.key for row in part.rows]
        return _out_of_order([key for key in stood if key in stand], stand)

    def removed_from(self, old: Part | None) -> list[Changed]:
        gone = [row for row in old.rows if row.question.key not in self.new] if old else []
        return [Changed(row.question.key, _all(row.question.text, PieceKind.REMOVED), [Fate.REMOVED]) for row in gone]


def _changed_part(part: Part, old: Part | None, places: _Places, moved: set[str]) -> ChangedPart:
    section = part.section
    if old is None:
        head = Changed(section.key, _all(section.title, PieceKind.ADDED), [Fate.ADDED])
    else:
        head = Changed(section.key, words(old.section.title, section.title))
        head.fates += [Fate.MOVED] if section.key in moved else []
        head.fates += [Fate.REWORDED] if old.section.title != section.title else []
        if old.section.help != section.help:
            head.fates.append(Fate.CHANGED)
            head.details.append(Detail(_("Aide"), words(old.section.help, section.help)))
    within = places.moved_within(part, old)
    questions = [_changed_question(row, part, places, row.question.key in within) for row in part.rows]
    changed = [question for question in questions if question.fates]
    return ChangedPart(head, [*changed, *places.removed_from(old)], len(questions) - len(changed))


def _changed_question(row: Row, part: Part, places: _Places, moved: bool) -> Changed:
    question = row.question
    if question.key not in places.old:
        details = [Detail(label, _all(text, PieceKind.SAME)) for label, text in _facts(row).items() if text]
        offered = " · ".join(option.label for option in row.options)
        details += [Detail(_("Réponses proposées"), _all(offered, PieceKind.SAME))] if offered else []
        return Changed(question.key, _all(question.text, PieceKind.ADDED), [Fate.ADDED], details)
    old_part, old = places.old[question.key]
    found = Changed(question.key, words(old.question.text, question.text))
    if old_part.section.key != part.section.key:
        found.details.append(Detail(_("Partie"), words(old_part.section.title, part.section.title)))
        moved = True
    found.fates += [Fate.MOVED] if moved else []
    found.fates += [Fate.REWORDED] if old.question.text != question.text else []
    before, after = _facts(old), _facts(row)
    if old.question.conditions == question.conditions:  # its sentence quotes questions that may be reworded
        before[_("Condition")] = after[_("Condition")]
    changed = [Detail(label, words(before[label], after[label])) for label in after if before[label] != after[label]]
    changed += _changed_options(old, row)
    found.fates += [Fate.CHANGED] if changed else []
    found.details += changed
    return found


def _changed_options(old: Row, row: Row) -> list[Detail]:
    """The options offered now, each with its marks, then those no longer offered; and their order when it changed."""
    before = {option.key: option.label for option in old.options}
    after = {option.key: option.label for option in row.options}
    found: list[Detail] = []
    if before != after:
        runs = [
            words(before[key], label) if key in before else _all(label, PieceKind.ADDED) for key, label in after.items()
        ]
        runs += [_all(label, PieceKind.REMOVED) for key, label in before.items() if key not in after]
        parted = [[Piece(PieceKind.SAME, " · "), *run] for run in runs[1:]]
        found.append(Detail(_("Réponses proposées"), sum(parted, runs[0])))
    if _out_of_order([key for key in before if key in after], after):
        found.append(Detail(_("Nouvel ordre des réponses"), _all(" · ".join(after.values()), PieceKind.SAME)))
    return found


def _facts(row: Row) -> dict[str, str]:
    """What is said of a question beside its words, in words."""
    question = row.question
    return {
        _("Type de réponse"): str(question.get_kind_display()),
        _("Aide"): question.help,
        _("Relances"): question.prompts,
        _("Échelle"): row.scale if question.kind == AnswerKind.SCALE else "",
        _("Unité"): question.unit if question.kind == AnswerKind.NUMBER else "",
        _("Condition"): row.condition,
        _("Dimension"): str(question.get_dimension_display()) if question.dimension else "",
        _("Approche"): question.approach_label,
        _("Question de recherche"): str(question.research_question or ""),
        _("Acteurs visés"): ", ".join(row.question.meant_for),
    }


def _all(text: str, kind: PieceKind) -> list[Piece]:
    return [Piece(kind, text)] if text else []


def _out_of_order(old: Sequence[str], new: Iterable[str]) -> set[str]:
    """The fewest keys whose moving turns the order of ``old`` into that of ``new``."""
    place = {key: index for index, key in enumerate(old)}
    common = [key for key in new if key in place]
    tails: list[int] = []
    back: dict[str, str | None] = {}
    ends: list[str] = []
    for key in common:  # the longest run that keeps its order stays; the others moved
        at = bisect_left(tails, place[key])
        tails[at:] = [place[key], *tails[at + 1 :]]
        ends[at:] = [key, *ends[at + 1 :]]
        back[key] = ends[at - 1] if at else None
    stay: set[str] = set()
    step = ends[-1] if ends else None
    while step is not None:
        stay.add(step)
        step = back[step]
    return set(common) - stay
