"""Pure functions on outlines. Everywhere: WGS 84 degrees, longitude first, GeoJSON geometries as plain dicts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isclose
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Geometry = dict[str, Any]
#: An array of shapely geometries: whole départements are read, repaired and written at once, ten times faster.
Shapes = np.ndarray[Any, Any]

#: Decimals kept of a degree: about one metre.
DECIMALS = 5
#: Kilometres: the sphere that has the surface of the Earth.
EARTH_RADIUS = 6371.007
#: Share of a territory's length that no map of the whole of it can show.
FINEST = 0.0002
#: Vertices beyond which the map of one territory weighs too much: sixty kilobytes, compressed.
MOST_VERTICES = 7000
#: Share of their common length: half a unit of a drawing, and what is too coarse to be a map.
HALF_A_UNIT, COARSEST = 1 / 1600, 1 / 50
#: Square degrees, about one hectare: a hole smaller than that is a crack between two communes, not an enclave.
SLIVER = 1.2e-6


def union(outlines: Iterable[Geometry | None]) -> Geometry | None:
    """What the outlines cover together; ``None`` when there is none. Communes of one source share their vertices.

    The cracks that rounding leaves between neighbours are closed; a real enclave stays a hole.
    """
    return union_of(json.dumps(outline) for outline in outlines if outline)


def union_of(texts: Iterable[str]) -> Geometry | None:
    """The same, of outlines as a database writes them: reading them as text halves the time of a département."""
    shapes = _shapes(texts)
    if not len(shapes):
        return None
    return _rounded(_without_slivers(_only_surfaces(_together(shapes))))


def simplified_as_whole(outline: Geometry) -> Geometry:
    """The outline with the vertices that a map of all of it can show: within ``FINEST`` of its own length."""
    west, south, east, north = shape(outline).bounds
    return simplified(outline, max(east - west, north - south) * FINEST)


def lightened(outlines: Sequence[Geometry], most: int = MOST_VERTICES) -> list[Geometry]:
    """Neighbours with at most ``most`` vertices together, unless that is too coarse to be a map.

    The more there are of them, the coarser they get, in the same order, their common edges still common. Outlines
    that overlap, from two sources, stay as they are where they do.
    """
    shapes = _shapes(json.dumps(outline) for outline in outlines)
    west, south, east, north = shapely.total_bounds(shapes)
    length = max(east - west, north - south)
    tolerance = length * HALF_A_UNIT
    # What surrounds them all keeps its shape: it only loses what no drawing shows.
    lighter = shapely.coverage_simplify(shapes, tolerance) if _vertices(shapes) > most else shapes
    while _vertices(lighter) > most and tolerance < length * COARSEST:
        # From the last result and not from the first: each round has less to read, and is short when far from the end.
        tolerance *= 1.5 if _vertices(lighter) < 2 * most else 2.25
        lighter = shapely.coverage_simplify(lighter, tolerance, simplify_boundary=False)
    return as_geojson(_repaired(lighter))


def simplified(outline: Geometry, tolerance: float) -> Geometry:
    """The outline with fewer vertices; ``tolerance`` in degrees."""
    return _rounded(shape(outline).simplify(tolerance))


def without_holes(outline: Geometry) -> Geometry:
    """Outer rings only: communes that the source forgot after a merger do not make lakes."""
    polygons = [shapely.Polygon(part.exterior) for part in shapely.get_parts(shape(outline))]
    return _rounded(shapely.unary_union(polygons))


def clipped(outline: Geometry, bounds: "Bounds") -> Geometry | None:
    """The part of the outline inside ``bounds``; ``None`` when nothing of it is."""
    part = _only_surfaces(shapely.clip_by_rect(_valid(shape(outline)), *bounds))
    return None if part.is_empty else _rounded(part)


def largest_left(outlines: Iterable[Geometry], covered: Iterable[Geometry]) -> Iterator[Geometry | None]:
    """The largest piece of each outline that the others leave; ``None`` when they leave nothing of any size."""
    hidden = _together(_shapes(json.dumps(one) for one in covered))
    for outline in outlines:
        left = shapely.difference(_valid(shape(outline)), hidden)
        pieces = [piece for piece in shapely.get_parts(left) if piece.geom_type == "Polygon"]
        largest = max(pieces, key=lambda piece: piece.area, default=None)
        yield None if largest is None or largest.is_empty else _rounded(largest)


def sketched(texts: Iterable[str], tolerance: float) -> list[Geometry]:
    """Neighbours as a database writes them, in the same order, with the vertices that show at that size, in degrees."""
    return as_geojson(_repaired(shapely.coverage_simplify(_shapes(texts), tolerance)))


def as_geojson(shapes: Shapes) -> list[Geometry]:
    """Each as a Polygon, or a MultiPolygon of several parts; outer rings anticlockwise, five decimals."""
    lone = shapely.get_num_geometries(shapes) == 1
    parted = np.where(lone, shapely.get_geometry(shapes, 0), shapes)
    rounded = shapely.transform(shapely.orient_polygons(parted), lambda points: np.round(points, DECIMALS))
    return [json.loads(text) for text in shapely.to_geojson(rounded)]


#: West, south, east, north.
Bounds = tuple[float, float, float, float]


def bounds_of(outlines: Iterable[Geometry]) -> Bounds | None:
    """The box around all outlines; ``None`` when there is none."""
    points = np.array([point for outline in outlines for ring in rings(outline) for point in ring])
    if not len(points):
        return None
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return west, south, east, north


def widened(bounds: Bounds, share: float = 0.4) -> Bounds:
    """The box made larger on each side by that share of its size."""
    west, south, east, north = bounds
    across, up = (east - west) * share, (north - south) * share
    return west - across, south - up, east + across, north + up


def rings(outline: Geometry) -> list[list[tuple[float, float]]]:
    """Every ring of a Polygon or MultiPolygon, outer and inner alike."""
    polygons = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    return [[(x, y) for x, y in ring] for polygon in polygons for ring in polygon]


def area(outline: Geometry) -> float:
    """Square kilometres, on a sphere: within half a percent of the real surface of this very outline."""
    # Lambert's cylinder: longitude beside the sine of latitude keeps every surface.
    flat = shapely.transform(
        shape(outline),
        lambda points: np.column_stack((np.radians(points[:, 0]), np.sin(np.radians(points[:, 1])))),
    )
    return float(flat.area) * EARTH_RADIUS**2


def point_inside(outline: Geometry) -> tuple[float, float]:
    """A point that is inside the outline, whatever its shape: where to put a label."""
    point = shape(outline).representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def _shapes(texts: Iterable[str]) -> Shapes:
    return _repaired(shapely.from_geojson(np.array(list(texts), dtype=object)))


def _repaired(shapes: Shapes) -> Shapes:
    crossed = np.flatnonzero(~shapely.is_valid(shapes))
    shapes[crossed] = [_valid(shape) for shape in shapes[crossed]]
    return shapes


def _vertices(shapes: Shapes) -> int:
    return int(shapely.get_num_coordinates(shapes).sum())


def _together(shapes: Shapes) -> BaseGeometry:
    """Their union. Neighbours that share their edges to the last vertex only lose them, five times faster; what
    overlaps or is there twice shows in the surface, and is united as any outlines."""
    try:
        made = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.unary_union(shapes)
    whole = made.is_valid and isclose(made.area, float(shapely.area(shapes).sum()), rel_tol=1e-9)
    return made if whole else shapely.unary_union(shapes)


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    return geometry if geometry.is_valid else _only_surfaces(shapely.make_valid(geometry))


def _without_slivers(geometry: BaseGeometry) -> BaseGeometry:
    kept = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area >= SLIVER])
        for part in shapely.get_parts(geometry)
    ]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def _only_surfaces(geometry: BaseGeometry) -> BaseGeometry:
    """Repairs and cuts leave lines and points behind: an outline has only polygons."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"}]
    if geometry.geom_type == "GeometryCollection":
        return shapely.unary_union(parts)
    return geometry


def _rounded(geometry: BaseGeometry) -> Geometry:
    """As GeoJSON says it: outer rings anticlockwise, lists, few decimals; a lone polygon is a Polygon."""
    if geometry.geom_type == "MultiPolygon" and len(shapely.get_parts(geometry)) == 1:
        geometry = shapely.get_parts(geometry)[0]
    made = mapping(shapely.orient_polygons(geometry))
    return {"type": made["type"], "coordinates": _round(made["coordinates"])}


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    return [_round(part) for part in value]
