"""Several territories side by side: what is known of each, with the year and the source of each figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.validators import slug_re
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from commons import tables
from commons.names import folded
from commons.policies import Person
from territories import geometry
from territories.models import Indicator, Territory

#: Beyond, a table is no longer read.
MOST = 8


@dataclass(frozen=True)
class Side:
    """A territory and what its communes and its outline say of it: ``area`` in square kilometres."""

    territory: Territory
    communes: int
    population: int
    area: float | None

    @property
    def density(self) -> float | None:
        """Inhabitants a square kilometre."""
        return self.population / self.area if self.population and self.area else None


@dataclass(frozen=True)
class Line:
    """One indicator: for each territory in order, its figures from the latest year to the earliest, or none."""

    name: str
    unit: str
    cells: list[list[Indicator]] = field(default_factory=list)

    @property
    def years_differ(self) -> bool:
        return len({cell[0].year for cell in self.cells if cell}) > 1


def sides(slugs: Sequence[str], user: Person) -> list[Side]:
    """The territories of these addresses that ``user`` sees, in the order asked, each once, ``MOST`` at most."""
    wanted = [slug for slug in dict.fromkeys(slugs) if slug_re.fullmatch(slug)][:MOST]
    rows = (
        Territory.objects.visible_to(user)
        .filter(slug__in=wanted)
        .annotate(commune_count=Count("communes"), people=Sum("communes__population"))
        .prefetch_related("indicators")
    )
    found = {territory.slug: territory for territory in rows.order_by("pk")}
    return [
        Side(territory, territory.commune_count, territory.people or 0, _area(territory))
        for slug in wanted
        if (territory := found.get(slug))
    ]


def lines(compared: Sequence[Side]) -> list[Line]:
    """Indicators by name, those that most territories have first; another unit is another line."""
    made: dict[tuple[str, str], Line] = {}
    for place, side in enumerate(compared):
        for indicator in sorted(side.territory.indicators.all(), key=lambda one: (-one.year, one.name)):
            key = folded(indicator.name), indicator.unit
            line = made.setdefault(key, Line(indicator.name, indicator.unit, [[] for _side in compared]))
            line.cells[place].append(indicator)
    return sorted(made.values(), key=lambda line: (-sum(map(bool, line.cells)), folded(line.name), line.unit))


def csv_lines(compared: Sequence[Side]) -> Iterator[str]:
    """Every figure of every year, one a line, as a spreadsheet reads it back."""
    headers = [_("territoire"), _("indicateur"), _("valeur"), _("unité"), _("année"), _("source")]
    return tables.csv_lines(headers, (row for side in compared for row in _rows(side)))


def _rows(side: Side) -> Iterator[list[Any]]:
    name = side.territory.name
    yield [name, _("Type"), side.territory.get_kind_display(), "", "", ""]
    yield [name, _("Certitude du périmètre"), side.territory.get_certainty_display(), "", "", ""]
    yield [name, _("Communes"), side.communes, "", "", side.territory.justification]
    yield [name, _("Population municipale"), side.population, _("habitants"), "", ""]
    if side.area:
        yield [name, _("Superficie"), round(side.area, 1), "km²", "", ""]
    for indicator in sorted(side.territory.indicators.all(), key=lambda one: (folded(one.name), -one.year)):
        value = float(indicator.value)
        yield [
            name,
            indicator.name,
            int(value) if value.is_integer() else value,
            indicator.unit,
            indicator.year,
            indicator.source,
        ]


def _area(territory: Territory) -> float | None:
    return geometry.area(territory.outline) if territory.outline else None
