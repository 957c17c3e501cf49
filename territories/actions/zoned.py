"""Bringing INSEE's zoning in: every line of a file in one transaction, and the proposals that follow from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from territories.actions.composition import propose_kinds_again
from territories.models import Commune

ATTRACTION, DENSITY = "INSEE, aires d’attraction des villes 2020", "INSEE, grille communale de densité"
FIELDS = ("attraction_category", "attraction_size", "density", "zoning_source")
#: Codes given to one query.
CHUNK = 500


@transaction.atomic
def bring_zoning(values: Mapping[str, Mapping[str, str]]) -> tuple[int, int]:
    """Writes these fields by code of commune, the others staying as they are.

    Returns how many communes have changed, and how many territories are proposed another kind or basis.
    """
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for commune in Commune.objects.order_by("pk").only(*FIELDS):
        before = tuple(getattr(commune, name) for name in FIELDS)
        if after := _after(commune, values.get(commune.pk), before):
            alike[after].append(commune.pk)
    for after, held in alike.items():
        for few in _chunks(held):
            Commune.objects.filter(pk__in=few).update(**dict(zip(FIELDS, after, strict=True)))
    return sum(map(len, alike.values())), propose_kinds_again()


def _after(commune: Commune, given: Mapping[str, str] | None, before: tuple[str, ...]) -> tuple[str, ...] | None:
    """What is to be written; nothing when it is there already."""
    if given is None:
        return None
    category, size, density = (given.get(name, getattr(commune, name)) for name in FIELDS[:3])
    source = " ; ".join(name for name, held in ((ATTRACTION, category), (DENSITY, density)) if held)
    after = (category, size, density, source)
    return None if after == before else after


def _chunks(held: list[str]) -> Iterable[list[str]]:
    return (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))
