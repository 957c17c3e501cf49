"""The facts of many organisations at once, as plain values: what imports compare, exports write, merges give back.

A snapshot is ``{field: value}`` in values that JSON keeps: a commune is its code, a zone its identifier, a date its
ISO form, communes, zones and themes are sorted lists.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, QuerySet

from actors.models import Organisation
from commons.models import CommonsTag
from commons.names import typeset

Snapshot = dict[str, Any]
#: Fields whose value is a text.
TEXTS = (
    "name",
    "short_name",
    "kind",
    "legal_form",
    "siren",
    "siret",
    "services",
    "brings",
    "seeks",
    "website",
    "contact_email",
    "contact_phone",
    "source",
)
#: Fields whose value is a set of rows, and themes: sorted lists here.
SETS = ("area_communes", "area_zones", "themes")
#: Identifiers named in a query: with more, the database is asked for everything.
MOST_NAMED = 500
FIELDS = (*TEXTS, "aliases", "seat", "site", "nationwide", "checked_on", "checked_by", *SETS)


def of(rows: QuerySet[Organisation]) -> dict[UUID, Snapshot]:
    """By identifier, in the order of ``rows``; five queries, however many rows."""
    names = (*TEXTS, "aliases", "seat_id", "site_id", "nationwide", "checked_on", "checked_by_id")
    found: dict[UUID, Snapshot] = {}
    for pk, *values in rows.values_list("pk", *names):
        snapshot = dict(zip(names, values, strict=True))
        snapshot["seat"], snapshot["site"] = snapshot.pop("seat_id") or "", snapshot.pop("site_id") or ""
        snapshot["checked_by"] = str(snapshot.pop("checked_by_id") or "")
        checked: date | None = snapshot["checked_on"]
        snapshot["checked_on"] = checked.isoformat() if checked else ""
        found[pk] = snapshot | {name: [] for name in SETS}
    _fill(found, "area_communes", _links("area_communes", "commune_id", found))
    _fill(found, "area_zones", _links("area_zones", "zone_id", found))
    _fill(found, "themes", _themes(found))
    return found


def one(organisation: Organisation) -> Snapshot:
    return of(Organisation.objects.filter(pk=organisation.pk))[organisation.pk]


def fingerprint() -> tuple[int, int]:
    """Changes whenever an organisation does: every change writes a line of history."""
    found = Organisation.history.aggregate(last=Max("history_id"), lines=Count("history_id"))
    return found["last"] or 0, found["lines"]


def differing(before: Snapshot, after: Snapshot) -> dict[str, tuple[Any, Any]]:
    """Fields of ``after`` that are not as ``before`` holds them; kinds of spaces and quotes, ends of lines and
    capitals of themes do not count."""
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if _comparable(name, before.get(name)) != _comparable(name, value)
    }


def _comparable(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return typeset(value)
    if name in ("aliases", "themes"):
        words = [typeset(word) for word in value or []]
        return sorted(word.casefold() for word in words) if name == "themes" else words
    return value


def _fill(found: dict[UUID, Snapshot], name: str, pairs: Iterable[tuple[UUID, str]]) -> None:
    gathered: dict[UUID, list[str]] = defaultdict(list)
    for pk, value in pairs:
        gathered[pk].append(value)
    for pk, values in gathered.items():
        if pk in found:
            found[pk][name] = sorted(values)


def _links(name: str, column: str, of_these: Collection[UUID]) -> Iterable[tuple[UUID, str]]:
    """All links when many are asked for: a list of thousands of identifiers is slower than the whole table."""
    through: Any = getattr(Organisation, name).through
    rows = through.objects.order_by("pk").values_list("organisation_id", column)
    return rows.filter(organisation_id__in=list(of_these)) if len(of_these) <= MOST_NAMED else rows


def _themes(of_these: Collection[UUID]) -> Iterable[tuple[UUID, str]]:
    kind = ContentType.objects.get_for_model(Organisation)
    rows = CommonsTag.objects.filter(content_type=kind).order_by("pk").values_list("object_id", "tag__name")
    return rows.filter(object_id__in=list(of_these)) if len(of_these) <= MOST_NAMED else rows
