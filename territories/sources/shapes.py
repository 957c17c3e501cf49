"""Outlines by hundreds: arrays of shapely geometries. WGS 84 degrees, longitude first."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from territories.geometry import DECIMALS, Shapes

#: Degrees, about 50 m: vertices that a map of a territory cannot show.
TOLERANCE = 0.0005
#: Degrees, about 400 m: how far from its outline a town hall may be said to be, outlines being simplified.
ASTRAY = 0.004


def lightened(shapes: Shapes) -> Shapes:
    """Neighbours with fewer vertices, their common edges still common: neither gap nor overlap between them.

    Their outer edge keeps all its vertices: it is also that of neighbours which are not among them.
    """
    made = shapely.coverage_simplify(shapes, TOLERANCE, simplify_boundary=False)
    return np.where(shapely.is_empty(made) | ~shapely.is_valid(made), shapes, made)


def places(shapes: Sequence[Any] | Shapes, points: Sequence[Any] | Shapes) -> list[tuple[float, float] | None]:
    """Longitude and latitude of each point, unless it is not in its commune: in the public list one in twenty is not.

    A missing point or outline is ``None``; a point without outline is taken at its word.
    """
    outlines, halls = np.array(shapes, dtype=object), np.array(points, dtype=object)
    near = shapely.dwithin(outlines, halls, ASTRAY) | shapely.is_missing(outlines)
    known = np.where(near & ~shapely.is_empty(halls), halls, np.array(None, dtype=object))
    return [
        None if np.isnan(x) else (round(float(x), DECIMALS), round(float(y), DECIMALS))
        for x, y in zip(shapely.get_x(known), shapely.get_y(known), strict=True)
    ]


def surfaces(shape: BaseGeometry) -> BaseGeometry:
    """The same made valid, of polygons only; empty when nothing of it has a surface."""
    mended = shapely.make_valid(shapely.force_2d(shape), method="structure", keep_collapsed=False)
    return shapely.unary_union(list(_polygons(shapely.get_parts(mended))))


def _polygons(parts: Iterable[BaseGeometry]) -> Iterable[BaseGeometry]:
    for part in parts:
        yield from (one for one in shapely.get_parts(part) if one.geom_type == "Polygon")
