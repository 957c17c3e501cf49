"""What is drawn once a département and kept: its outline, the ground of every map, and its communes in few strokes."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Min, TextField
from django.db.models.functions import Cast

from territories import geometry
from territories.geometry import Bounds, Geometry
from territories.models import Commune, Zone

#: An import forgets what it changes.
MONTH = 30 * 24 * 3600
#: Degrees, about 150 m: a line of context, not a boundary to read.
TOLERANCE = 0.002
#: The same for its communes, when there are so many that a drawing gives a unit to 500 m.
SKETCHED = 0.006
#: Degrees from the edge of a large commune to its town hall, at most or so.
NEAR = 0.12
_BOXES = "departement-boxes"


def departements(codes: Collection[str]) -> dict[str, Geometry]:
    """The outline of each of these départements, as far as its communes are known here."""
    return _kept(_key, codes, _draw)


def sketches(codes: Collection[str]) -> dict[str, Geometry]:
    """The communes of these départements, by code, as a map of a whole region shows them."""
    kept = _kept(_sketch_key, codes, _sketch)
    return {commune: outline for communes in kept.values() for commune, outline in communes.items()}


def _kept(key: Callable[[str], str], codes: Collection[str], make: Callable[[str], Any]) -> dict[str, Any]:
    """What is kept for each of these départements, and made where it is not; nothing where nothing is made."""
    keys = {key(code): code for code in codes}
    known = {keys[at]: kept for at, kept in cache.get_many(keys).items()}
    made = {code: drawn for code in set(codes) - set(known) if (drawn := make(code))}
    cache.set_many({key(code): drawn for code, drawn in made.items()}, MONTH)
    return known | made


def around(*windows: Bounds) -> dict[str, Geometry]:
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
        cache.set(_BOXES, kept, MONTH)
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
    cache.delete_many([_BOXES, *(key(code) for code in every for key in (_key, _sketch_key))])


def _draw(code: str) -> Geometry | None:
    whole = geometry.union_of(_written(code).values())
    return whole and geometry.without_holes(geometry.simplified(whole, TOLERANCE))


def _sketch(code: str) -> dict[str, Geometry]:
    written = _written(code)
    return dict(zip(written, geometry.sketched(written.values(), SKETCHED), strict=True)) if written else {}


def _written(code: str) -> dict[str, str]:
    """The outlines of a département as text, by code: read as objects, they would take longer than the drawing."""
    drawn = Commune.objects.filter(departement=code, outline__isnull=False).order_by("pk")
    return dict(drawn.values_list("pk", Cast("outline", TextField())))


def _key(code: str) -> str:
    return f"departement-outline-{code}"


def _sketch_key(code: str) -> str:
    return f"departement-sketches-{code}"
