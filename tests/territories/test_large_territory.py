"""The map of a territory of several hundred communes travels light, and its communes still touch."""

import gzip
import json
from itertools import pairwise
from random import Random
from typing import Any

import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from territories.models import Commune, Territory
from tests import factories

pytestmark = pytest.mark.django_db

SIDE = 24
MOST = 60_000


@pytest.fixture
def large() -> Territory:
    """576 communes of jagged edges, each edge drawn the same on both of its sides."""
    chance = Random(7)
    edges: dict[Any, list[tuple[float, float]]] = {}

    def edge(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        if (end, start) in edges:
            return edges[end, start][::-1]
        if (start, end) not in edges:
            parts = [
                (start[0] + (end[0] - start[0]) * step / 9, start[1] + (end[1] - start[1]) * step / 9)
                for step in range(1, 9)
            ]
            between = [(x + chance.uniform(-0.05, 0.05), y + chance.uniform(-0.05, 0.05)) for x, y in parts]
            edges[start, end] = [start, *between, end]
        return edges[start, end]

    def ring(x: int, y: int) -> list[list[float]]:
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        points = [point for start, end in pairwise(corners) for point in edge(start, end)[:-1]]
        return [[round(2 + px * 0.06, 5), round(48 + py * 0.04, 5)] for px, py in [*points, points[0]]]

    return factories.territory(
        *(
            factories.commune(
                f"91{number:03}",
                name=f"Saint-Martin-sur-Orge-{number}",
                outline={"type": "Polygon", "coordinates": [ring(number % SIDE, number // SIDE)]},
            )
            for number in range(SIDE * SIDE)
        )
    )


def sent(client: Client, territory: Territory, file: str) -> bytes:
    response = client.get(f"/territoires/{territory.slug}/{file}", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    return response.content


def test_its_outlines_and_its_drawing_stay_light(client: Client, large: Territory) -> None:
    drawn = sum(int(shapely.get_num_coordinates(shape(one.outline))) for one in Commune.objects.all())
    assert drawn > 20_000
    outlines = sent(client, large, "contour.geojson")
    assert len(outlines) < MOST
    assert len(sent(client, large, "carte.svg")) < MOST
    assert len(json.loads(gzip.decompress(outlines))["features"]) == SIDE * SIDE


def test_its_communes_leave_no_gap_between_them(client: Client, large: Territory) -> None:
    collection = json.loads(gzip.decompress(sent(client, large, "contour.geojson")))
    shapes = [shape(feature["geometry"]) for feature in collection["features"]]
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.unary_union(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
