"""Which map to draw: of all territories, of one territory with what stands in it."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from territories import background, geometry, outlines, rendering
from territories.geometry import Bounds, Geometry
from territories.labels import Spot
from territories.legend import Entry
from territories.models import Commune, Territory
from territories.rendering import Area, Backdrop

#: How many communes, the most populated first, are named on the map, if their names have room.
NAMED = 24


def territory_drawing(
    territory: Territory,
    communes: Sequence[Commune],
    *,
    spots: Sequence[Spot] = (),
    words: str = "",
    legend: bool = True,
    signs: Sequence[Entry] = (),
    key: Sequence[str] = (),
    sketched: bool = False,
) -> SafeString | None:
    """The territory, its communes and what stands in them. ``words`` says the spots in the description.

    ``legend`` is for a figure that no page explains: ``signs`` ends it, and ``key`` says its numbers.
    ``territory.terrains`` is read.
    ``sketched``: the outlines of these communes have already only what such a map shows.
    """
    drawn = outlines.of_one_source(communes)
    light = [commune.outline or {} for commune in drawn] if sketched else outlines.light(drawn)
    areas = [Area(outline, territory.kind) for outline in light]
    numbered = {(spot.longitude, spot.latitude) for spot in spots}
    towns = [spot for spot in _towns(drawn) if (spot.longitude, spot.latitude) not in numbered]
    tentative = territory.is_tentative
    return rendering.draw(
        title=_("Carte du territoire « %(name)s »") % {"name": territory.name},
        description=" ".join([_described(territory, communes), words]).strip(),
        areas=areas,
        border=_border(territory, drawn, light),
        spots=[*spots, *towns],
        ground=_around(areas),
        entries=[
            *_entries([territory.kind], tentative=tentative, numbered=bool(spots), towns=bool(towns)),
            *signs,
        ]
        if legend
        else (),
        key=key,
        attribution=outlines.attribution(drawn),
    )


def frame(territory: Territory) -> Bounds | None:
    """The degrees that the map of the territory shows; ``None`` when it has no outline."""
    return rendering.window_of([Area(territory.outline, territory.kind)]) if territory.outline else None


def _border(territory: Territory, drawn: Sequence[Commune], light: Sequence[Geometry]) -> Area | None:
    """Along the communes as they are drawn: coarser than the territory's own outline when they are."""
    same = all(commune.outline == outline for commune, outline in zip(drawn, light, strict=True))
    outline = territory.outline if same else geometry.union(light)
    if not territory.outline or not outline:
        return None
    return Area(outline, territory.kind, whole=True, tentative=territory.is_tentative)


def without_outline(communes: Iterable[Commune]) -> str:
    """The communes that the map leaves out, in a sentence; empty when it draws them all."""
    listed = list(communes)
    drawn = {commune.code for commune in outlines.of_one_source(listed)}
    names = [commune.name for commune in listed if commune.code not in drawn]
    if not names:
        return ""
    return ngettext(
        "Une commune sans contour n’est pas dessinée : %(names)s.",
        "%(count)s communes sans contour ne sont pas dessinées : %(names)s.",
        len(names),
    ) % {"count": len(names), "names": ", ".join(names)}


def _described(territory: Territory, communes: Sequence[Commune]) -> str:
    count = len(communes)
    return ngettext(
        "Territoire %(kind)s de %(count)s commune, dont la liste suit la carte.",
        "Territoire %(kind)s de %(count)s communes, dont la liste suit la carte.",
        count,
    ) % {"kind": territory.get_kind_display(), "count": count}


def _towns(communes: Sequence[Commune]) -> list[Spot]:
    largest = sorted(communes, key=lambda commune: (-(commune.population or 0), commune.code))[:NAMED]
    return [
        Spot(*place, commune.name, weight=commune.population or 0) for commune in largest if (place := commune.place)
    ]


def _around(areas: Sequence[Area]) -> list[Backdrop]:
    window = rendering.window_of(areas)
    if window is None:
        return []
    outlined = background.around(window)
    named = background.names(outlined)
    return [Backdrop(outline, named.get(code, "")) for code, outline in sorted(outlined.items())]


def _entries(kinds: Collection[str], *, tentative: bool, numbered: bool, towns: bool = False) -> list[Entry]:
    entries = [
        Entry("area", _("territoire %(kind)s") % {"kind": Territory.Kind(kind).label}, kind=kind)
        for kind in Territory.Kind.values
        if kind in kinds
    ]
    if tentative:
        entries.append(Entry("area", _("en tirets : hypothèse"), tentative=True))
    if numbered:
        entries.append(Entry("number", _("commune où sont des acteurs, numérotée comme dans la liste")))
    if towns:
        entries.append(Entry("town", _("autre commune")))
    return entries


def territories_drawing(territories: Sequence[Territory]) -> SafeString | None:
    """All territories together, numbered in the order given."""
    drawn = [(number, territory) for number, territory in enumerate(territories, 1) if territory.outline]
    areas = [
        Area(territory.outline or {}, territory.kind, whole=True, tentative=territory.is_tentative)
        for _number, territory in drawn
    ]
    return rendering.draw(
        title=_("Carte des territoires étudiés"),
        description=" ".join(
            _("%(number)s : %(name)s, %(kind)s.")
            % {"number": number, "name": territory.name, "kind": territory.get_kind_display()}
            for number, territory in drawn
        ),
        areas=areas,
        spots=[
            Spot(*geometry.point_inside(territory.outline or {}), territory.name, number) for number, territory in drawn
        ],
        ground=_around(areas),
        attribution=_("Contours : © IGN, ADMIN EXPRESS (Licence Ouverte)"),
    )
