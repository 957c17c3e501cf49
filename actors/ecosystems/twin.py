"""The graph of an ecosystem in words: actor by actor, what each does to whom, with sources as numbered notes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from actors.ecosystems.graph import words_of
from actors.models import Organisation, Relation


@dataclass(frozen=True)
class Line:
    """One relation as seen from who acts: on whom, and the number of the note that says where it is known from."""

    relation: Relation
    note: int


@dataclass(frozen=True)
class Deed:
    """What an actor does, and to whom: relations said in the same words, of one nature."""

    label: str
    nature: str
    lines: list[Line]


@dataclass(frozen=True)
class Said:
    actor: Organisation
    deeds: list[Deed]


def numbered(relations: Iterable[Relation], others: Iterable[str] = ()) -> dict[str, int]:
    """The number of each source, from one: those of the relations as they are told, then ``others``."""
    told = [row.source_document for row in sorted(relations, key=_order)]
    found = dict.fromkeys(source for source in [*told, *others] if source)
    return {source: number for number, source in enumerate(found, 1)}


def asked_for(relations: Iterable[Relation], kinds: Collection[str], nature: str) -> list[Relation]:
    """Those of these kinds and this nature; none given: all."""
    return [row for row in relations if (not kinds or row.kind in kinds) and (not nature or row.nature == nature)]


def tell(relations: Iterable[Relation], notes: Mapping[str, int]) -> list[Said]:
    """By who acts; relations come with both their ends."""
    kept = sorted(relations, key=_order)
    words = words_of(Relation.Kind) | words_of(Relation.Nature)
    return [
        Said(rows[0].source, _deeds(rows, notes, words))
        for _source, group in groupby(kept, key=lambda row: row.source_id)
        for rows in [list(group)]
    ]


def _order(row: Relation) -> tuple[str, ...]:
    """By who acts, what they do, on whom: nothing here says how sure it is."""
    actor, target = (row.source.sort_key, str(row.source_id)), row.target.sort_key
    return *actor, row.kind, row.wording, row.nature, target, row.period, str(row.pk)


def _deeds(rows: Sequence[Relation], notes: Mapping[str, int], words: Mapping[str, str]) -> list[Deed]:
    return [
        Deed(
            same[0].wording or words[same[0].kind],
            words[same[0].nature],
            [Line(row, notes.get(row.source_document, 0)) for row in same],
        )
        for _kind, group in groupby(rows, key=lambda row: (row.kind, row.wording, row.nature))
        for same in [list(group)]
    ]
