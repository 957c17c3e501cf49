"""Bringing the official code and its outlines in, a département at a time: whole or not at all, again without harm."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from territories import background
from territories.actions.composition import redraw_territories_with
from territories.models import Commune, FormerCommune, Zone
from territories.referential import Referential
from territories.sources import Drawn, InTurn

#: What is written of a commune, and the word that a report has for it.
FIELDS = {
    "name": "nom",
    "folded_name": "nom",
    "departement": "département",
    "epci_id": "EPCI",
    "ept_id": "EPT",
    "population": "population",
    "outline": "contour",
    "outline_source": "source du contour",
    "outline_predates_merger": "source du contour",
    "longitude": "mairie",
    "latitude": "mairie",
}


@dataclass
class Report:
    """What an import did, in numbers of communes, and the codes of those that call for a word."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    #: Word of a field → in how many updated communes it has changed.
    changes: Counter[str] = field(default_factory=Counter)
    without_outline: list[str] = field(default_factory=list)
    without_town_hall: list[str] = field(default_factory=list)
    predating: list[str] = field(default_factory=list)
    #: Communes that keep the outline of another source than the one that drew their département.
    other_source: list[str] = field(default_factory=list)
    #: Communes here that the code no longer holds.
    gone: list[str] = field(default_factory=list)
    redrawn: int = 0

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged

    def add(self, other: "Report") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def bring_departement(departement: str, referential: Referential, sources: InTurn) -> Report:
    """Writes what is new or has changed in a département, in one transaction; the territories it touches are redrawn.

    The source is asked before the transaction. Raises ``SourceFailed``: nothing of the département is then written.
    An outline that the source does not give stays as it is.
    """
    notice, drawn = sources.drawn_in(departement, _drawn_by(departement, referential))
    communes, report = referential.communes_of(departement), Report()
    with transaction.atomic():
        known = Commune.objects.in_bulk([commune.pk for commune in communes])
        for commune in communes:
            _draw(commune, drawn.get(commune.pk), notice, known.get(commune.pk))
        _write(Zone.objects, referential.areas(), ["name", "folded_name", "parent_id"])
        _write(Zone.objects, referential.groupings_of(departement), ["name", "folded_name"])
        changed = _sorted_out(communes, known, report)
        _upsert(Commune.objects, changed, list(FIELDS))
        _write(FormerCommune.objects, referential.former_of(departement), ["name", "commune_id"])
        _forget_former(departement, referential)
        report.gone = _gone(departement, referential)
        moved = [one.pk for one in changed if _differs(one, known.get(one.pk), ("outline", "outline_source"))]
        report.redrawn = redraw_territories_with(moved) if moved else 0
    background.forget([departement])
    _say_what_is_missing(communes, notice, report)
    return report


def _drawn_by(departement: str, referential: Referential) -> str:
    """The notice of the source, if there is only one, that has drawn every commune of the département."""
    rows = Commune.objects.filter(departement=departement, outline__isnull=False).order_by()
    held = dict(rows.values_list("outline_source").annotate(models.Count("pk")))
    whole = len(held) == 1 and sum(held.values()) >= len(referential.communes[departement])
    return next(iter(held)) if whole else ""


def _draw(commune: Commune, drawn: Drawn | None, notice: str, known: Commune | None) -> None:
    """Gives the commune what the source knows, else what was known here."""
    kept = drawn if drawn and drawn.outline else None
    if kept:
        commune.outline, commune.outline_source = kept.outline, notice
        commune.outline_predates_merger = kept.predates_merger
    elif known:
        for name in ("outline", "outline_source", "outline_predates_merger"):
            setattr(commune, name, getattr(known, name))
    if drawn and drawn.place:
        commune.longitude, commune.latitude = drawn.place
    elif known:
        commune.longitude, commune.latitude = known.longitude, known.latitude


def _sorted_out(communes: list[Commune], known: dict[str, Commune], report: Report) -> list[Commune]:
    """Those to write; the report counts them, and the fields that changed."""
    changed = []
    for commune in communes:
        before = known.get(commune.pk)
        if before is None:
            report.created += 1
        elif words := {word for name, word in FIELDS.items() if getattr(commune, name) != getattr(before, name)}:
            report.updated += 1
            report.changes.update(words)
        else:
            report.unchanged += 1
            continue
        changed.append(commune)
    return changed


def _say_what_is_missing(communes: list[Commune], notice: str, report: Report) -> None:
    report.without_outline = [commune.pk for commune in communes if commune.outline is None]
    report.without_town_hall = [commune.pk for commune in communes if commune.longitude is None]
    report.predating = [commune.pk for commune in communes if commune.outline_predates_merger]
    if notice:
        report.other_source = [
            commune.pk for commune in communes if commune.outline is not None and commune.outline_source != notice
        ]


def _forget_former(departement: str, referential: Referential) -> None:
    """A code that serves again, a commune being re-established, no longer means another."""
    codes = [past.pk for past in referential.former_of(departement)]
    FormerCommune.objects.filter(commune__departement=departement).exclude(pk__in=codes).delete()
    FormerCommune.objects.filter(pk__in=referential.communes[departement]).delete()


def _gone(departement: str, referential: Referential) -> list[str]:
    """They stay: territories and organisations may stand on them."""
    here = Commune.objects.filter(departement=departement).order_by("pk").values_list("pk", flat=True)
    return [code for code in here if code not in referential.communes[departement]]


def _write(objects: "models.Manager[Any]", rows: Sequence[models.Model], fields: list[str]) -> None:
    """Those that are new or differ, and no other."""
    known = objects.in_bulk([row.pk for row in rows])
    _upsert(objects, [row for row in rows if _differs(row, known.get(row.pk), fields)], fields)


def _upsert(objects: "models.Manager[Any]", rows: Sequence[models.Model], fields: list[str]) -> None:
    objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=[name.removesuffix("_id") for name in fields]
    )


def _differs(row: models.Model, known: models.Model | None, fields: Iterable[str]) -> bool:
    return known is None or any(getattr(row, name) != getattr(known, name) for name in fields)
