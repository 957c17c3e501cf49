"""Which map to draw: of all territories, of one territory with what stands in it."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from territories import background, geometry, outlines, rendering
from territories.models import Commune, Territory
from territories.rendering import Area, Spot

#: How many communes, the most populated first, may have their name on the map: beyond, they hide each other.
NAMED = 14


def territory_drawing(
    territory: Territory, communes: Sequence[Commune], *, spots: Sequence[Spot] = (), words: str = ""
) -> SafeString | None:
    """The territory, its communes and what stands in them. ``words`` says the spots in the description."""
    drawn = [commune for commune in communes if commune.outline]
    numbered = {(spot.longitude, spot.latitude) for spot in spots}
    return rendering.draw(
        title=_("Carte du territoire « %(name)s »") % {"name": territory.name},
        description=" ".join([_described(territory, communes), words]).strip(),
        areas=[Area(commune.outline or {}, territory.kind) for commune in drawn],
        border=territory.outline,
        spots=[*spots, *(spot for spot in _towns(drawn) if (spot.longitude, spot.latitude) not in numbered)],
        ground=background.departements(sorted({commune.departement for commune in drawn})).values(),
        attribution=outlines.attribution(drawn),
    )


def _described(territory: Territory, communes: Sequence[Commune]) -> str:
    count = len(communes)
    return ngettext(
        "Territoire %(kind)s de %(count)s commune, dont la liste suit la carte.",
        "Territoire %(kind)s de %(count)s communes, dont la liste suit la carte.",
        count,
    ) % {"kind": territory.get_kind_display(), "count": count}


def _towns(communes: Sequence[Commune]) -> list[Spot]:
    largest = sorted(communes, key=lambda commune: (-(commune.population or 0), commune.code))[:NAMED]
    return [Spot(*place, commune.name) for commune in largest if (place := commune.place)]


def territories_drawing(territories: Sequence[Territory]) -> SafeString | None:
    """All territories together, numbered in the order given."""
    drawn = [(number, territory) for number, territory in enumerate(territories, 1) if territory.outline]
    codes = Commune.objects.filter(territories__in=[territory for _number, territory in drawn])
    ground = background.departements(sorted(set(codes.order_by().values_list("departement", flat=True).distinct())))
    return rendering.draw(
        title=_("Carte des territoires étudiés"),
        description=" ".join(
            _("%(number)s : %(name)s, %(kind)s.")
            % {"number": number, "name": territory.name, "kind": territory.get_kind_display()}
            for number, territory in drawn
        ),
        areas=[
            Area(territory.outline or {}, territory.kind, whole=True, tentative=territory.is_tentative)
            for _number, territory in drawn
        ],
        spots=[
            Spot(*geometry.point_inside(territory.outline or {}), territory.name, number) for number, territory in drawn
        ],
        ground=ground.values(),
        attribution=_("Contours : © IGN, ADMIN EXPRESS (Licence Ouverte)"),
    )
