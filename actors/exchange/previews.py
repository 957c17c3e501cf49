"""How an import is shown: its lines by what becomes of them, facts in words, the doubts to settle."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actors import facts
from actors.exchange.matching import CHANGE, CREATE, DOUBT, REFUSED, SAME, SKIP, SKIPPED
from actors.exchange.snapshots import Snapshot
from actors.models import ImportBatch, Organisation
from territories.models import Commune, Zone

TITLES = {
    DOUBT: gettext_lazy("À trancher"),
    CREATE: gettext_lazy("À créer"),
    CHANGE: gettext_lazy("À modifier"),
    REFUSED: gettext_lazy("Refusées"),
    SAME: gettext_lazy("Inchangées"),
    SKIPPED: gettext_lazy("Laissées de côté"),
    "kept": gettext_lazy("Gardées malgré l’annulation"),
}
TITLES_DONE = TITLES | {CREATE: gettext_lazy("Créées"), CHANGE: gettext_lazy("Modifiées")}


_PLACES = ("seat", "site", "area_communes", "area_zones")


@dataclass
class Part:
    """Lines that share a fate."""

    fate: str
    title: str
    lines: list[dict[str, Any]]


@dataclass
class Fact:
    label: str
    before: str
    after: str


@dataclass
class Candidate:
    """An organisation that a doubtful line may be, with what taking it so would change."""

    pk: str
    organisation: Organisation
    reason: str
    facts: list[str]


@dataclass
class Shown:
    """One line, in words."""

    line: dict[str, Any]
    name: str
    organisation: Organisation | None
    facts: list[Fact] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    like: list[str] = field(default_factory=list)
    #: Its very name is taken: it cannot be another organisation.
    taken: bool = False


def parts(batch: ImportBatch) -> list[Part]:
    """Those that hold lines, what needs a decision first."""
    titles = TITLES if batch.state == ImportBatch.State.PREVIEWED else TITLES_DONE
    found = [
        Part(fate, str(title), [line for line in batch.lines if line.get("fate") == fate])
        for fate, title in titles.items()
    ]
    if batch.state == ImportBatch.State.UNDONE:
        found.insert(0, Part("kept", str(titles["kept"]), [line for line in batch.lines if line.get("kept")]))
    return [part for part in found if part.lines]


def summary(batch: ImportBatch) -> dict[str, Any]:
    """Counts by fate; fields of known organisations that were empty, values that give way to another; doubts still
    without a choice; columns that mean nothing here."""
    fates = Counter(line.get("fate", "") for line in batch.lines)
    pairs = [pair for line in batch.lines if line.get("fate") == CHANGE for pair in line["diff"].items()]
    replaced = sum(_replaces(name, *values) for name, values in pairs)
    filled = sum(values[0] in (None, "", [], False) for _name, values in pairs)
    undecided = sum(line.get("fate") == DOUBT and not line["choice"] for line in batch.lines)
    chosen = sum(line.get("fate") == DOUBT and line["choice"] not in ("", SKIP) for line in batch.lines)
    return {
        "lines": len(batch.lines),
        "fates": dict(fates),
        "undecided": undecided,
        "filled": filled,
        "replaced": replaced,
        "writes": fates[CREATE] + fates[CHANGE] + chosen,
        "ignored": batch.lines[0].get("ignored", []) if batch.lines else [],
        "moved": sum(bool(line.get("moved")) for line in batch.lines),
        "undone": undone(batch) if batch.state == ImportBatch.State.UNDONE else [],
        "kept": sum(bool(line.get("kept")) for line in batch.lines),
    }


def undone(batch: ImportBatch) -> list[str]:
    """What undoing did, in sentences: organisations as before, taken away, kept because of what came since."""
    free = [line for line in batch.lines if line.get("target") and not line.get("kept")]
    fates = Counter(line.get("fate", "") for line in free)
    kept = sum(bool(line.get("kept")) for line in batch.lines)
    said = [
        (fates[CHANGE], ngettext("%d fiche rendue comme avant.", "%d fiches rendues comme avant.", fates[CHANGE])),
        (fates[CREATE], ngettext("%d fiche retirée.", "%d fiches retirées.", fates[CREATE])),
        (
            kept,
            ngettext(
                "%d ligne gardée, car changée ou utilisée depuis.",
                "%d lignes gardées, car changées ou utilisées depuis.",
                kept,
            ),
        ),
    ]
    return [sentence % count for count, sentence in said if count]


def _replaces(name: str, before: Any, after: Any) -> bool:
    """Something that was known is no more said: other names, and a source beside the first, only add."""
    if before in (None, "", [], False) or name == "source":
        return False
    return not (isinstance(before, list) and set(before) <= set(after))


def shown(lines: Sequence[dict[str, Any]]) -> list[Shown]:
    """A few queries, whatever the lines."""
    near = {UUID(pk) for line in lines for pk, _name, _reason in line.get("near", [])}
    targets = {UUID(line["target"]) for line in lines if line.get("target")}
    organisations = Organisation.objects.select_related("seat").in_bulk(list(near | targets))
    words = Words(_named(lines))
    found = []
    for line in lines:
        one = Shown(line, line["facts"].get("name", ""), organisations.get(_uuid(line.get("target"))))
        one.facts = [Fact(words.label(name), *map(words.of(name), pair)) for name, pair in line.get("diff", {}).items()]
        for pk, _name, reason in line.get("near", []):
            if UUID(pk) in organisations:
                organisation = organisations[UUID(pk)]
                one.candidates.append(Candidate(pk, organisation, reason, _identity(organisation)))
        if line.get("fate") == DOUBT:
            one.facts = [
                Fact(words.label(name), "", words.of(name)(value))
                for name, value in line["facts"].items()
                if value and name != "name"
            ]
        one.taken = any(candidate.organisation.name == one.name for candidate in one.candidates)
        one.like = [
            _("ressemble à la ligne %(number)d du fichier : %(reason)s") % {"number": number, "reason": reason}
            for number, reason in line.get("like", [])
        ]
        found.append(one)
    return found


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _identity(organisation: Organisation) -> list[str]:
    """What lets a person tell whether it is the one."""
    said = [str(organisation.get_kind_display())]
    if organisation.short_name and organisation.short_name != organisation.name:
        said.append(organisation.short_name)
    if organisation.siren:
        said.append(f"SIREN {organisation.siren}")
    if organisation.seat:
        said.append(organisation.seat.name)
    return said


class Words:
    """Values of facts in words; the communes and zones they name are read once."""

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        values = [snapshot[name] for snapshot in snapshots for name in _PLACES if snapshot.get(name)]
        keys = {key for value in values for key in (value if isinstance(value, list) else [value])}
        self.communes = Commune.objects.defer("outline").in_bulk([key for key in keys if "-" not in key])
        self.zones = Zone.objects.in_bulk([key for key in keys if "-" in key])

    def label(self, name: str) -> str:
        return facts.label(Organisation, name)

    def of(self, name: str) -> Any:
        return lambda value: self.say(name, value)

    def say(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name in ("seat", "site"):
            return str(self.communes.get(value, value))
        if name == "area_communes":
            return ", ".join(str(self.communes.get(code, code)) for code in value)
        if name == "area_zones":
            return ", ".join(str(self.zones.get(key, key)) for key in value)
        if isinstance(value, list):
            return ", ".join(value)
        if name == "checked_on":
            return "/".join(reversed(str(value).split("-")))
        return facts.words(Organisation, name, value)


def _named(lines: Sequence[dict[str, Any]]) -> Iterator[Snapshot]:
    """The facts that lines give and replace."""
    for line in lines:
        yield line["facts"]
        for at in (0, 1):
            yield {name: pair[at] for name, pair in line.get("diff", {}).items()}
