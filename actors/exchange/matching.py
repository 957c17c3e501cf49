"""What the lines of an import would do to the directory as it is now: create, change, nothing, or raise a doubt."""

import re
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from actors.exchange import snapshots
from actors.exchange.snapshots import Snapshot
from actors.models import Organisation
from actors.upkeep import similar
from actors.upkeep.similar import Card, Directory
from commons.names import folded, typeset

CREATE, CHANGE, SAME, DOUBT, REFUSED, SKIPPED = "create", "change", "same", "doubt", "refused", "skipped"
#: Answers to a doubt, besides the identifier of the organisation that it is.
ANOTHER, SKIP = "another", "skip"
MOST_NEAR = 3
_SOURCES = re.compile(r"\s+;\s*|;\s+")
_LONGEST_SOURCE = Organisation._meta.get_field("source").max_length or 0  # noqa: SLF001
_LINES = UUID("6f6a3e3e-6d0c-4f6e-9d0b-3d5b6f5f0a11")
Line = dict[str, Any]


def match(lines: list[Line], *, decided: bool) -> None:
    """Writes on each line its ``fate``, and with it ``target``, ``diff`` (``{field: [before, after]}``), ``near``.

    ``decided``: doubts are settled by their ``choice``, those without one are passed over. A dozen queries.
    """
    known = _Known(lines)
    named: dict[str, int] = {}
    taken: dict[str, int] = {}
    for line in lines:
        line |= {"fate": REFUSED, "target": "", "diff": {}, "near": [], "like": [], "clash": "", "remarks": []}
        if line["reasons"]:
            continue
        first = named.setdefault(folded(line["facts"]["name"]), line["number"])
        if first != line["number"]:
            line["clash"] = _("même nom que la ligne %(number)d") % {"number": first}
            continue
        known.weigh(line)
        if decided and line["fate"] == DOUBT:
            known.settle(line)
        if line["target"] and taken.setdefault(line["target"], line["number"]) != line["number"]:
            line |= {"fate": REFUSED, "diff": {}}
            line["clash"] = _("vise la même organisation que la ligne %(number)d") % {"number": taken[line["target"]]}


def signature(line: Line) -> tuple[Any, ...]:
    """What was shown of a line, and must still hold when it is confirmed."""
    return line["fate"], line["target"], line["diff"], line["near"], line["like"], line["clash"]


class _Known:
    """The directory, read once, and the lines of the file themselves."""

    def __init__(self, lines: list[Line]) -> None:
        rows = Organisation.objects.order_by("pk").values_list("name", "pk", "merged_into", "siren")
        self.by_name = {
            typed: (merged or pk, siren) for name, pk, merged, siren in rows for typed in (typeset(name), name)
        }
        self.merged = {pk: merged for _name, pk, merged, _siren in rows if merged}
        self.base = Directory(similar.cards(Organisation.objects.current()))
        self.names = dict(Organisation.objects.order_by().values_list("pk", "name"))
        fresh = [line for line in lines if not line["reasons"] and not self.named(line)]
        self.numbers = {_key(line): line["number"] for line in fresh}
        self.file = Directory(_card(line) for line in fresh)
        exact = {found[0] for line in lines if (found := self.named(line))}
        chosen = {UUID(line["choice"]) for line in lines if line["choice"] not in ("", ANOTHER, SKIP)}
        self.snapshots = snapshots.of(Organisation.objects.filter(pk__in=list(exact | chosen)).order_by("pk"))

    def named(self, line: Line) -> tuple[UUID, str] | None:
        """The organisation of this very name, whatever the apostrophes and the spaces, and its SIREN."""
        name = line["facts"].get("name", "")
        return self.by_name.get(name) or self.by_name.get(typeset(name))

    def weigh(self, line: Line) -> None:
        exact = self.named(line)
        if exact:
            self._same_name(line, *exact)
            return
        near = [match for match in self.base.near(_card(line)) if match.pk in self.names][:MOST_NEAR]
        like = [match for match in self.file.near(_card(line)) if self.numbers[match.pk] < line["number"]][:MOST_NEAR]
        line["near"] = [[str(match.pk), self.names[match.pk], match.reason] for match in near]
        line["like"] = [[self.numbers[match.pk], match.reason] for match in like]
        if near or like:
            line["fate"] = DOUBT
        else:
            _create(line)

    def _same_name(self, line: Line, pk: UUID, siren: str) -> None:
        if siren and line["facts"].get("siren", siren) != siren:
            line["fate"] = DOUBT
            line["near"] = [[str(pk), self.names[pk], _("même nom, mais un autre SIREN")]]
        else:
            self._change(line, pk)

    def settle(self, line: Line) -> None:
        choice, named = line["choice"], self.named(line)
        if choice in {near[0] for near in line["near"]} and UUID(choice) in self.snapshots:
            self._change(line, UUID(choice))
        elif choice == ANOTHER and not named:
            _create(line)
        else:
            line["fate"] = SKIPPED

    def _change(self, line: Line, pk: UUID) -> None:
        before = self.snapshots[pk]
        after = _merged(line, before)
        changes = snapshots.differing(before, after)
        line["target"] = str(pk)
        line["diff"] = {name: list(pair) for name, pair in changes.items()}
        line["fate"] = CHANGE if changes else SAME


def _merged(line: Line, before: Snapshot) -> Snapshot:
    """What the line makes of an organisation: its name stays, another name becomes an alias, nothing is emptied."""
    facts = dict(line["facts"])
    name = facts.pop("name")
    if line["guessed"] and before["kind"] != Organisation.Kind.OTHER:
        facts.pop("kind", None)
    if facts.get("site") and facts["site"] == facts.get("seat", before["seat"]) and not before["site"]:
        del facts["site"]
    known = {folded(one) for one in (before["name"], before["short_name"], facts.get("short_name", ""))}
    aliases = list(before["aliases"])
    for alias in (*facts.get("aliases", []), name):
        if folded(alias) not in known | {folded(one) for one in aliases}:
            aliases.append(alias)
    if facts.get("source"):
        facts["source"] = _both_sources(line, before["source"])
    return facts | {"aliases": aliases}


def _both_sources(line: Line, old: str) -> str:
    """The source known, then those of the line that it does not hold: « ancienne ; nouvelle », as long as they fit."""
    known = {typeset(one).casefold() for one in _SOURCES.split(old)}
    given = {typeset(one).casefold(): one for one in _SOURCES.split(line["facts"].get("source", "")) if one}
    added = [one for key, one in given.items() if key not in known]
    both = " ; ".join([*([old] if old else []), *added])
    if len(both) <= _LONGEST_SOURCE:
        return both
    line["remarks"].append(_("la source de la fiche est gardée : avec celle du fichier, elle serait trop longue"))
    return old


def _create(line: Line) -> None:
    facts = line["facts"] | {"kind": line["facts"].get("kind") or str(Organisation.Kind.OTHER)}
    line["fate"] = CREATE
    line["diff"] = {name: [None, value] for name, value in facts.items() if value not in ("", [], False)}


def _key(line: Line) -> UUID:
    """An identifier for a line among those of organisations."""
    return uuid5(_LINES, str(line["number"]))


def _card(line: Line) -> Card:
    facts = line["facts"]
    names = (facts["name"], facts.get("short_name", ""), *facts.get("aliases", []))
    town = facts.get("seat") or facts.get("site") or ""
    return Card(_key(line), tuple(similar.spelling(name) for name in names if name), facts.get("siren", ""), town)
