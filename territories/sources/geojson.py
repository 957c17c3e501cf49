"""Reading GeoJSON that others wrote: feature after feature, so that 50 MB hold in memory, and trusting nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from commons.names import writable
from territories.sources import SourceUnreadable, shapes

#: Bytes of a file beyond which it is not read: all of France, outlines at 5 m, weighs about 300 MB by pieces of 10.
MOST = 200_000_000
#: West, south, east, north of metropolitan France and of its overseas départements, largely.
FRANCE = ((-6.0, 41.0, 10.0, 52.0), (-64.0, 1.0, -50.0, 19.0), (43.0, -23.0, 58.0, -10.0))
#: How many times the length of its own box an outline that crosses itself may be: beyond, it is no mistake of a
#: pencil, and mending it could take hours.
MOST_WINDING = 20
#: Characters of a property: more would be no code nor name, and would fill the report.
LONGEST = 60
_MALFORMED = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    shapely.errors.ShapelyError,
)
_START = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def features(data: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """Line and content of each feature of a ``FeatureCollection``. Raises ``SourceUnreadable``, naming the line."""
    text = _decoded(data, name)
    start = _START.search(text)
    if not start:
        raise SourceUnreadable(f"{name} : ce n’est pas du GeoJSON (une « FeatureCollection » avec ses « features »).")
    position, line, counted = start.end(), text.count("\n", 0, start.end()) + 1, start.end()
    while True:
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, position), position
        if text[position : position + 1] == "]":
            break
        try:
            feature, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            at = text.count("\n", 0, getattr(error, "pos", position)) + 1
            raise SourceUnreadable(
                f"{name}, ligne {at} : le fichier est abîmé ou incomplet, rien n’en est repris."
            ) from error
        yield line, feature
    _check_around(text[: start.end()] + text[position:], name)


def shape_of(feature: Any) -> tuple[BaseGeometry, bool]:
    """The outline, valid and made of polygons, and whether it had to be mended. Raises ``ValueError``, in French."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("pas de contour (Polygon ou MultiPolygon)")
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except _MALFORMED as error:
        raise ValueError("contour illisible : coordonnées manquantes ou mal formées") from error
    bounds = np.array(shape.bounds)
    if shape.is_empty or not np.isfinite(bounds).all():
        raise ValueError("contour vide, ou coordonnées qui ne sont pas des nombres")
    if not any(_inside(bounds, window) for window in FRANCE):
        raise ValueError(
            "contour hors de France : les coordonnées doivent être en degrés (WGS 84), la longitude avant la latitude"
        )
    if shape.is_valid and not shapely.is_empty(shapely.get_parts(shape)).any():
        return shape, False
    if shape.length > MOST_WINDING * shapely.box(*bounds).length:
        raise ValueError("contour qui se croise de toutes parts, impossible à réparer")
    mended = shapes.surfaces(shape)
    if mended.is_empty:
        raise ValueError("contour sans surface")
    return mended, True


def property_of(feature: Any, name: str) -> str:
    """A property as text, empty when it is not there."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(name) if isinstance(properties, dict) else None
    return writable(str(value)).strip()[:LONGEST] if isinstance(value, str | int) else ""


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceUnreadable(
            f"{name}, ligne {line} : le fichier n’est pas en UTF-8, rien n’en est repris."
        ) from error


def _check_around(around: str, name: str) -> None:
    """What stands before and after the features is JSON too: a file cut short after its last feature is refused."""
    try:
        whole = json.loads(around)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{name} : le fichier est abîmé ou incomplet, rien n’en est repris.") from error
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        raise SourceUnreadable(f"{name} : ce n’est pas une « FeatureCollection » GeoJSON.")


def _inside(bounds: Any, window: tuple[float, float, float, float]) -> bool:
    west, south, east, north = window
    return bool(bounds[0] >= west and bounds[1] >= south and bounds[2] <= east and bounds[3] <= north)
