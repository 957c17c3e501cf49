"""The directory as files: CSV and XLSX that come back in as they went out, and GeoJSON. Public facts only."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from actors.exchange import columns, snapshots
from actors.models import Organisation
from commons import tables
from territories.models import Commune

CSV, XLSX = "csv", "xlsx"


def sheet(rows: QuerySet[Organisation]) -> list[list[Any]]:
    """The lines of a file, by name; seven queries, however many organisations."""
    found = snapshots.of(rows.order_by("folded_name", "pk"))
    communes = _seats(found.values())
    return [columns.cells(snapshot, communes) for snapshot in found.values()]


def in_csv(rows: QuerySet[Organisation]) -> Iterator[str]:
    return tables.csv_lines(columns.headers(), sheet(rows))


def in_xlsx(rows: QuerySet[Organisation]) -> bytes:
    return tables.xlsx({_("Organisations"): (columns.headers(), sheet(rows)), **_explanations()})


def template(kind: str) -> str | bytes:
    """An empty file with all the columns; the workbook explains them on a second sheet."""
    if kind == CSV:
        return "".join(tables.csv_lines(columns.headers(), []))
    return tables.xlsx({_("Organisations"): (columns.headers(), []), **_explanations()})


def _explanations() -> dict[str, Any]:
    headers = [_("colonne"), _("ce qu’on y met"), _("autres titres compris")]
    return {_("Mode d’emploi"): (headers, columns.explained())}


def in_geojson(rows: QuerySet[Organisation]) -> dict[str, Any]:
    """RFC 7946: WGS 84 degrees, longitude first. The point is the town hall of the seat, else of the site; an
    organisation whose place nobody knows has no geometry."""
    found = snapshots.of(rows.order_by("folded_name", "pk"))
    slugs = dict(rows.order_by().values_list("pk", "slug"))
    communes = _seats(found.values())
    return {
        "type": "FeatureCollection",
        "name": _("Organisations"),
        "attribution": _("Point : mairie de la commune. Sources sur chaque fiche."),
        "features": [_feature(str(pk), slugs[pk], snapshot, communes) for pk, snapshot in found.items() if pk in slugs],
    }


def _feature(pk: str, slug: str, snapshot: dict[str, Any], communes: dict[str, Commune]) -> dict[str, Any]:
    commune = communes.get(snapshot["seat"]) or communes.get(snapshot["site"])
    place = commune.place if commune else None
    facts = dict(zip(columns.headers(), columns.cells(snapshot, communes), strict=True))
    return {
        "type": "Feature",
        "id": pk,
        "properties": {name: value for name, value in facts.items() if value}
        | {"fiche": f"{settings.SITE_URL}/acteurs/{slug}/"},
        "geometry": {"type": "Point", "coordinates": list(place)} if place else None,
    }


def _seats(found: Iterable[dict[str, Any]]) -> dict[str, Commune]:
    """Outlines are read only where no town hall is known."""
    wanted = {snapshot[name] for snapshot in found for name in ("seat", "site")} - {""}
    rows = Commune.objects.filter(pk__in=wanted)
    unplaced = Q(longitude=None) | Q(latitude=None)
    return rows.exclude(unplaced).defer("outline").in_bulk() | rows.filter(unplaced).in_bulk()
