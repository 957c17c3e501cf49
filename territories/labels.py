"""Where the numbers and names of a map stand, so that none covers another. In the units of the drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from territories.signs import Sign

#: Left, top, right, bottom.
Box = tuple[float, float, float, float]

ROUNDS = 90
#: Between two discs.
GAP = 1.5
#: Characters by width; a figure that stands alone may be drawn in wider letters than ours.
_NARROW, _WIDE = frozenset("fijlrtI'’.,:;!()-– \u00a0\u202f"), frozenset("mwMWQOGDCHNUÉÈÀÂ%@")


#: Share of a text that is before the point where it is anchored.
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Spot:
    """A point of the map: with a number, that of the list beside the map; without, a name only."""

    longitude: float
    latitude: float
    name: str
    number: int | None = None
    #: The heaviest is named first.
    weight: int = 0
    #: Beside its number: what stands there, when it is one thing.
    sign: Sign | None = None
    #: Outside what the map is about.
    hollow: bool = False


@dataclass(frozen=True)
class Mark:
    """A spot where it stands: ``x, y``; what it marks is at ``point``, elsewhere when discs were pushed apart."""

    spot: Spot
    x: float
    y: float
    point: tuple[float, float]


@dataclass(frozen=True)
class Name:
    """A text that starts, ends or is centred at ``x`` as ``anchor`` says; ``y`` is its base line."""

    text: str
    x: float
    y: float
    anchor: str
    spot: Spot


def wide(text: str, size: float) -> float:
    """How wide the text is at most, in the widest of the usual fonts without serifs."""
    return size * sum(0.36 if char in _NARROW else 0.84 if char in _WIDE else 0.61 for char in text)


def spread(points: Sequence[tuple[float, float]], radius: float, frame: Box) -> list[tuple[float, float]]:
    """Points at least two radii apart, each as near as may be to where it was, inside the frame if there is room."""
    if not points:
        return []
    at = np.array(points, dtype=float)
    # Two points in one place part in a direction of their own, the same at each drawing.
    turn = np.arange(len(at)) * 2.4
    at += np.column_stack([np.cos(turn), np.sin(turn)]) * 0.01
    low, high = np.array(frame[:2]) + radius, np.array(frame[2:]) - radius
    apart = 2 * radius + GAP
    for _round in range(ROUNDS):
        gaps = at[:, None, :] - at[None, :, :]
        far = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(far, apart)
        lack = np.clip(apart - far, 0, None)
        if lack.max() < GAP / 2:
            break
        at += (gaps / far[..., None] * lack[..., None] * 0.5).sum(axis=1) * 0.9
        at = np.clip(at, low, np.maximum(low, high))
    return [(round(float(x), 1), round(float(y), 1)) for x, y in at]


def discs(spots: Iterable[tuple[Spot, tuple[float, float]]], radius: float, frame: Box) -> list[Mark]:
    """The numbered spots, pushed apart where they would hide each other."""
    given = list(spots)
    return [
        Mark(spot, *stands, point)
        for (spot, point), stands in zip(given, spread([point for _spot, point in given], radius, frame), strict=True)
    ]


class Ground:
    """What is already taken of a drawing."""

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        self.taken: list[Box] = []

    def take(self, x: float, y: float, radius: float) -> None:
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def beside(self, spot: Spot, x: float, y: float, *, size: float, away: float) -> Name | None:
        """The spot's name at ``away`` from ``x, y``: right, left, above or below; ``None`` without room."""
        return self._first_free(
            spot,
            size,
            [
                (x + away, y, "start"),
                (x - away, y, "end"),
                (x, y - away - size / 2, "middle"),
                (x, y + away + size / 2, "middle"),
            ],
        )

    def upon(self, spot: Spot, x: float, y: float, *, size: float) -> Name | None:
        """The spot's name centred on ``x, y``, or a few lines higher or lower; ``None`` without room."""
        return self._first_free(spot, size, [(x, y + shift * size, "middle") for shift in (0, -1.5, 1.5, -3, 3)])

    def _first_free(self, spot: Spot, size: float, places: list[tuple[float, float, str]]) -> Name | None:
        width = wide(spot.name, size)
        for x, middle, anchor in places:
            left = x - width * _BEFORE[anchor]
            box = (left, middle - size / 2, left + width, middle + size / 2)
            if self._is_free(box):
                self.taken.append(box)
                return Name(spot.name, round(x, 1), round(middle + size * 0.34, 1), anchor, spot)
        return None

    def _is_free(self, box: Box) -> bool:
        west, north, east, south = self.frame
        inside = box[0] > west + 2 and box[2] < east - 2 and box[1] > north + 2 and box[3] < south - 2
        return inside and not any(overlap(box, other) for other in self.taken)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
