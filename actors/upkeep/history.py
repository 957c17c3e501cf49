"""Who changed what: each line of the histories in French words, the latest first. A set number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from actors import facts
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import JournalEntry
from commons.verbs import Verb
from territories.models import Commune, Zone

#: Lines of one history that are read: beyond, the oldest are left in the database.
MOST = 200
#: The facts of an organisation that are told. Where it is written, what a search reads, who checked it are not.
ORGANISATION = (
    *("name", "short_name", "aliases", "kind", "legal_form", "siren", "siret", "seat", "site", "area_communes"),
    *("area_zones", "nationwide", "services", "brings", "seeks", "website", "contact_email", "contact_phone"),
    *("source", "checked_on", "merged_into"),
)
_SETS: dict[str, type[models.Model]] = {"area_communes": Commune, "area_zones": Zone}
#: Told, and never put back from here: a merge is undone where it was made.
_NOT_PUT_BACK = ("merged_into", "checked_on")
_PARTICIPATION = ("organisation", "sought", "role", "state", "since", "until", "source")
_RELATION = ("source", "target", "kind", "wording", "nature", "period", "confidence", "source_document")
#: What only those who see evidence read.
_EVIDENCE = ("state", "confidence")
#: The rows of an ecosystem whose facts are put back, and these facts.
ROWS: dict[str, tuple[Any, Sequence[str]]] = {
    "participation": (Participation, _PARTICIPATION),
    "relation": (Relation, _RELATION),
}
#: Facts that mean nothing one without the other.
_TOGETHER = ({"kind", "wording"}, {"organisation", "sought"})
#: The table itself: each time it is asked for its history, a model makes a class anew.
_ORGANISATION_LINES: Any = Organisation.history.model

Values = dict[str, Any]


def latest_change() -> str:
    """What changes whenever an organisation does: what is kept of the directory is good for as long as it stays the
    same. Empty when nothing was ever written."""
    last = _ORGANISATION_LINES.objects.order_by("-history_id").values_list("history_id", "history_date").first()
    return f"{last[0]} {last[1]:%Y%m%d%H%M%S%f}" if last else ""


@dataclass(frozen=True)
class Change:
    """One fact, before and after."""

    name: str
    label: str
    before: str
    after: str
    can_be_put_back: bool = False


@dataclass(frozen=True)
class Entry:
    """One act: who, when, on what, why."""

    at: datetime
    who: str
    what: str
    why: str = ""
    changes: Sequence[Change] = field(default_factory=list)
    #: The line of history that holds the facts as they were before; empty when there is none.
    before: int | None = None
    #: Of an ecosystem: whether a participation or a relation was changed.
    kind: str = ""


def of_organisation(organisation: Organisation) -> list[Entry]:
    rows = list(organisation.history.select_related("history_user").order_by("-history_date", "-history_id")[:MOST])
    values = _organisation_values(rows)
    names = _names_of(values.values())
    entries = []
    for row, older in zip(rows, [*rows[1:], None], strict=True):
        before = values[older.history_id] if older else None
        changes = _changes(Organisation, ORGANISATION, before, values[row.history_id], names)
        if changes or row.history_type == "+" or row.history_change_reason:
            entries.append(
                Entry(
                    row.history_date,
                    _who(row.history_user),
                    _("a créé la fiche") if row.history_type == "+" else _("a modifié la fiche"),
                    row.history_change_reason or "",
                    changes,
                    older.history_id if older else None,
                )
            )
    return entries


def value_at(organisation: Organisation, line: int, name: str) -> Any:
    """The value of a fact as this line of the history holds it, fit for ``actions.edit``. Raises ``LookupError``."""
    row = organisation.history.filter(history_id=line).first()
    if row is None or name not in ORGANISATION or name in _NOT_PUT_BACK:
        raise LookupError(name)
    value = _organisation_values([row])[line][name]
    if name in _SETS:
        return list(_SETS[name]._default_manager.filter(pk__in=value).order_by("pk"))  # noqa: SLF001
    return Commune.objects.filter(pk=value).first() if name in ("seat", "site") else value


def row_values_at(
    ecosystem: Ecosystem, kind: str, line: int, name: str, *, evidence: bool
) -> tuple[Participation | Relation, dict[str, Any]]:
    """A row of an ecosystem as it is now, and the fact as this line of its history holds it, with those it does not go
    without. Raises ``LookupError`` when there is no such line, row or fact, or when it says more than this person sees.
    """
    model, told = ROWS[kind]
    past = model.history.filter(history_id=line, ecosystem=ecosystem).first()
    row = model._default_manager.filter(pk=past.id, ecosystem=ecosystem).first() if past else None  # noqa: SLF001
    if row is None or name not in told or (name in _EVIDENCE and not evidence):
        raise LookupError(name)
    names = next((pair for pair in _TOGETHER if name in pair and pair <= set(told)), {name})
    values = {one: getattr(past, row._meta.get_field(one).attname) for one in names}  # noqa: SLF001
    for end in names & {"organisation", "source", "target"}:
        values[end] = Organisation.objects.filter(pk=values[end]).first()
    return row, values


def of_ecosystem(ecosystem: Ecosystem, *, evidence: bool) -> list[Entry]:
    """Its participations and relations, and when the page itself was written. Without ``evidence``, neither how far
    contacts are nor how sure relations are, nor that they changed."""
    entries = [
        *_of_parts(Participation, ecosystem, _PARTICIPATION, evidence=evidence),
        *_of_parts(Relation, ecosystem, _RELATION, evidence=evidence),
        *_of_page(ecosystem),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_page(ecosystem: Ecosystem) -> list[Entry]:
    lines = JournalEntry.objects.filter(verb=Verb.ECOSYSTEM_EDITED, target_id=str(ecosystem.pk)).select_related("by")
    return [Entry(line.at, _who(line.by), _("a modifié l’écosystème")) for line in lines.order_by("-at")[:MOST]]


def _of_parts(model: Any, ecosystem: Ecosystem, told: Sequence[str], *, evidence: bool) -> list[Entry]:
    shown = [name for name in told if evidence or name not in _EVIDENCE]
    rows = list(
        model.history.filter(ecosystem=ecosystem)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[:MOST]
    )
    values = {row.history_id: _plain_values(row, told) for row in rows}
    names = _names_of(values.values())
    present = set(model._default_manager.filter(ecosystem=ecosystem).order_by().values_list("pk", flat=True))  # noqa: SLF001
    entries = []
    for position, row in enumerate(rows):
        older = next((other for other in rows[position + 1 :] if other.id == row.id), None)
        before = values[older.history_id] if older else None
        changes = _changes(model, shown, before, values[row.history_id], names) if row.history_type == "~" else []
        if changes or row.history_type != "~":
            what = _what(model, row.history_type) % {"thing": _said(model, values[row.history_id], names)}
            entries.append(
                Entry(
                    row.history_date,
                    _who(row.history_user),
                    what,
                    row.history_change_reason or "",
                    changes,
                    older.history_id if older and row.id in present else None,
                    model._meta.model_name,  # noqa: SLF001
                )
            )
    return entries


def _what(model: type[models.Model], kind: str) -> str:
    if model is Participation:
        return {
            "+": _("a ajouté un acteur : %(thing)s"),
            "~": _("a modifié la participation : %(thing)s"),
            "-": _("a retiré un acteur : %(thing)s"),
        }[kind]
    return {
        "+": _("a ajouté une relation : %(thing)s"),
        "~": _("a modifié une relation : %(thing)s"),
        "-": _("a retiré une relation : %(thing)s"),
    }[kind]


def _said(model: type[models.Model], values: Values, names: dict[Any, str]) -> str:
    if model is Participation:
        return names.get(values["organisation"], "") or values["sought"]
    source, target = (names.get(values[end], _("une fiche effacée")) for end in ("source", "target"))
    return f"{source} {values['wording'] or facts.words(Relation, 'kind', values['kind'])} {target}"


def _who(user: Any) -> str:
    return str(user) if user else _("Le site")


def _plain_values(row: Any, told: Iterable[str]) -> Values:
    return {name: getattr(row, row._meta.get_field(name).attname) for name in told}  # noqa: SLF001


def _organisation_values(rows: Sequence[Any]) -> dict[int, Values]:
    """The facts of each line, sets as sorted identifiers."""
    plain = [name for name in ORGANISATION if name not in _SETS]
    values = {row.history_id: {**_plain_values(row, plain), **{name: [] for name in _SETS}} for row in rows}
    for name, column in (("area_communes", "commune_id"), ("area_zones", "zone_id")):
        kept = getattr(Organisation.history.model, name).model.objects.filter(history__in=list(values))
        for line, key in kept.order_by(column).values_list("history_id", column):
            values[line][name].append(key)
    return values


def _names_of(values: Iterable[Values]) -> dict[Any, str]:
    """What the rows named by these facts are called today, by identifier; two or three queries, whatever the number."""
    keys: dict[Any, set[Any]] = {Commune: set(), Zone: set(), Organisation: set()}
    for held in values:
        keys[Commune] |= {held.get("seat"), held.get("site"), *held.get("area_communes", ())}
        keys[Zone] |= set(held.get("area_zones", ()))
        keys[Organisation] |= {held.get("merged_into"), held.get("organisation"), held.get("target")}
        if "target" in held:
            keys[Organisation].add(held["source"])
    found = {model: model._default_manager.filter(pk__in=wanted - {None}) for model, wanted in keys.items()}  # noqa: SLF001
    names: dict[Any, str] = {row.pk: str(row) for row in found[Commune].only("name", "departement")}
    return names | {row.pk: str(row) for model in (Zone, Organisation) for row in found[model]}


def _changes(
    model: Any, told: Iterable[str], before: Values | None, after: Values, names: dict[Any, str]
) -> list[Change]:
    if before is None:
        return []
    return [
        Change(
            name,
            facts.label(model, name),
            _in_words(model, name, before[name], names),
            _in_words(model, name, after[name], names),
            can_be_put_back=name not in _NOT_PUT_BACK,
        )
        for name in told
        if before[name] != after[name]
    ]


def _in_words(model: Any, name: str, value: Any, names: dict[Any, str]) -> str:
    if name in _SETS and value:
        return ", ".join(sorted(names.get(key, str(key)) for key in value))
    if isinstance(value, list):
        return facts.words(model, name, value)
    return names[value] if value in names else facts.words(model, name, value)
