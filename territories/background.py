"""The ground of every map: outlines of the départements, made of the communes' own, drawn once and kept."""

from collections.abc import Collection

from django.core.cache import cache
from django.db.models import Max, Min

from territories import geometry
from territories.geometry import Bounds
from territories.models import Commune, Zone

DAY = 24 * 3600
#: Degrees, about 150 m: a line of context, not a boundary to read.
TOLERANCE = 0.002
#: Degrees from the edge of a large commune to its town hall, at most or so.
NEAR = 0.12
_BOXES = "departement-boxes"


def departements(codes: Collection[str]) -> dict[str, geometry.Geometry]:
    """The outline of each of these départements, as far as its communes are known here."""
    keys = {_key(code): code for code in codes}
    drawn: dict[str, geometry.Geometry] = {keys[key]: kept for key, kept in cache.get_many(keys).items()}
    missing = set(codes) - set(drawn)
    if missing:
        made = _draw(missing)
        cache.set_many({_key(code): outline for code, outline in made.items()}, DAY)
        drawn |= made
    return drawn


def around(*windows: Bounds) -> dict[str, geometry.Geometry]:
    """The outlines of the départements that one of these windows may show: what a map has around."""
    seen = [code for code, box in _boxes().items() if any(_meet(box, window) for window in windows)]
    return departements(sorted(seen))


def _boxes() -> dict[str, Bounds]:
    """About where each département is: around its town halls, or its outline where none is known, as in Paris."""
    kept: dict[str, Bounds] | None = cache.get(_BOXES)
    if kept is None:
        edges = Min("longitude"), Min("latitude"), Max("longitude"), Max("latitude")
        rows = Commune.objects.order_by().values_list("departement", *edges)
        kept = {code: (w - NEAR, s - NEAR, e + NEAR, n + NEAR) for code, w, s, e, n in rows if w is not None}
        unplaced = departements([code for code, west, *_rest in rows if west is None])
        kept |= {code: box for code, outline in unplaced.items() if (box := geometry.bounds_of([outline]))}
        cache.set(_BOXES, kept, DAY)
    return kept


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def names(codes: Collection[str]) -> dict[str, str]:
    """The names of these départements, those that are known."""
    rows = Zone.objects.filter(kind=Zone.Kind.DEPARTEMENT, code__in=codes).order_by("code")
    return dict(rows.values_list("code", "name"))


def forget(codes: Collection[str] = ()) -> None:
    """After an import: these départements, or all of them, are drawn anew when next asked for."""
    every = codes or Commune.objects.order_by("departement").values_list("departement", flat=True).distinct()
    cache.delete_many([_BOXES, *(_key(code) for code in every)])


def _draw(codes: Collection[str]) -> dict[str, geometry.Geometry]:
    outlines: dict[str, list[geometry.Geometry]] = {code: [] for code in codes}
    rows = Commune.objects.filter(departement__in=codes, outline__isnull=False).order_by("pk")
    for code, outline in rows.values_list("departement", "outline"):
        outlines[code].append(outline or {})
    whole = {code: geometry.union(parts) for code, parts in outlines.items()}
    return {
        code: geometry.without_holes(geometry.simplified(outline, TOLERANCE))
        for code, outline in whole.items()
        if outline
    }


def _key(code: str) -> str:
    return f"departement-outline-{code}"
