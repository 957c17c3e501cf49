"""Outlines as public GeoJSON (RFC 7946): WGS 84 degrees, longitude first."""

from typing import Any

from territories import background, geometry, outlines
from territories.geometry import Geometry
from territories.models import Territory


def communes_of(territory: Territory) -> dict[str, Any]:
    """The communes of a territory, each with its code and its name, and nothing else.

    When they are very many, their outlines are coarser.
    """
    communes = list(territory.communes.order_by("code"))
    drawn = outlines.of_one_source(communes)
    return {
        "type": "FeatureCollection",
        "name": territory.name,
        "attribution": outlines.attribution(communes),
        "features": [
            _feature(outline, code=commune.code, name=commune.name)
            for commune, outline in zip(drawn, outlines.light(drawn), strict=True)
        ],
    }


def ground() -> dict[str, Any]:
    """The départements that hold a territory or touch its map: the ground of the maps."""
    drawn = Territory.objects.filter(outline__isnull=False).order_by("pk").values_list("outline", flat=True)
    windows = [geometry.widened(bounds) for outline in drawn if (bounds := geometry.bounds_of([outline or {}]))]
    return {
        "type": "FeatureCollection",
        "features": [_feature(outline, code=code) for code, outline in sorted(background.around(*windows).items())],
    }


def _feature(outline: Geometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "id": properties["code"], "properties": properties, "geometry": outline}
