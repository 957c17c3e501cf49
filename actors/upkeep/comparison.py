"""Two organisations side by side: what differs, what is gathered, what would move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from actors import facts
from actors.exchange.previews import Words
from actors.exchange.snapshots import SETS, Snapshot
from actors.models import Organisation
from actors.upkeep import uses

#: What both give to the one that stays.
GATHERED = ("aliases", *SETS, "nationwide")


@dataclass
class Row:
    """One field of both in words; ``choice`` is the pair of radio buttons when they differ."""

    label: str
    one: str
    other: str
    choice: Any = None


def rows(form: Any, one: Snapshot, other: Snapshot) -> list[Row]:
    """Fields of which one says something, those that differ with a choice."""
    words = Words([one, other])
    found = []
    for name in form.compared:
        said = words.say(name, one[name]), words.say(name, other[name])
        if any(said):
            choice = form[name] if name in form.differing else None
            found.append(Row(facts.label(Organisation, name), *said, choice))
    return found


def gathered(one: Snapshot, other: Snapshot) -> list[Row]:
    words = Words([one, other])
    found = [(name, words.say(name, one[name]), words.say(name, other[name])) for name in GATHERED]
    return [Row(facts.label(Organisation, name), *said) for name, *said in found if one[name] or other[name]]


def references(one: Organisation, other: Organisation) -> list[tuple[str, int, int]]:
    """What refers to each, on any floor: what it is, how many to one, how many to the other."""
    counted: Counter[tuple[str, Any]] = Counter(uses.every([one.pk, other.pk]))
    kinds: Sequence[str] = sorted({kind for kind, _pk in counted})
    return [(capfirst(kind), counted[kind, one.pk], counted[kind, other.pk]) for kind in kinds]
