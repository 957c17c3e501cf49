"""Outlines made of several: no crack, no gap between neighbours, a surface in square kilometres."""

import math

import pytest
import shapely
from shapely.geometry import mapping, shape

from territories import geometry
from territories.geometry import Geometry


def box(west: float, south: float, east: float, north: float) -> Geometry:
    return dict(mapping(shapely.box(west, south, east, north)))


def around(hole: Geometry) -> list[Geometry]:
    """Two halves of a square with this hole astride them."""
    cut = shape(hole)
    halves = (shapely.box(2.0, 48.0, 2.1, 48.2), shapely.box(2.1, 48.0, 2.2, 48.2))
    return [dict(mapping(half.difference(cut))) for half in halves]


def test_a_crack_between_two_communes_is_closed_and_an_enclave_is_kept() -> None:
    crack, enclave = box(2.09995, 48.05, 2.10005, 48.06), box(2.05, 48.05, 2.15, 48.15)
    closed = shape(geometry.union(around(crack)) or {})
    assert not closed.interiors
    assert closed.area == pytest.approx(0.04)
    assert len(shape(geometry.union(around(enclave)) or {}).interiors) == 1


def test_neighbours_made_lighter_together_keep_their_common_edge() -> None:
    wavy = [(2.1 + 0.001 * (number % 2), 48.0 + number / 200) for number in range(41)]
    west = shapely.Polygon([(2.0, 48.0), *wavy, (2.0, 48.2)])
    east = shapely.Polygon([(2.2, 48.0), *wavy, (2.2, 48.2)])
    both = [dict(mapping(west)), dict(mapping(east))]
    one, other = (shape(part) for part in geometry.lightened(both, most=20))
    assert len(one.exterior.coords) < 20
    assert one.intersection(other).area == pytest.approx(0, abs=1e-9)
    assert shapely.union(one, other).area == pytest.approx(0.04, rel=1e-6)


@pytest.mark.parametrize("south", [0.0, 48.0, 64.0])
def test_a_surface_is_that_of_the_sphere(south: float) -> None:
    # A degree of latitude is 111.2 km; a degree of longitude, that by the cosine of the latitude.
    expected = (111.195 * 0.1) ** 2 * math.cos(math.radians(south + 0.05))
    assert geometry.area(box(2.0, south, 2.1, south + 0.1)) == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize("west", [0, 0.5, 1])
def test_outlines_that_overlap_or_come_twice_are_united_as_neighbours_are(west: float) -> None:
    both = [box(0, 0, 1, 1), box(west, 0, west + 1, 1)]
    assert shape(geometry.union(both) or {}).equals(shapely.box(0, 0, west + 1, 1))
