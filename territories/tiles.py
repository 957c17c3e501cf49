"""Map tiles, when the operator turns them on: fetched for the visitor, kept a month, served from our own address.

Nothing asks a third party from the visitor's browser. Only what lies around a territory is fetched: this is no relay
to the whole world.
"""

from dataclasses import dataclass
from math import cos, log, pi, radians, tan

from django.conf import settings
from django.core.cache import cache, caches

from commons import remote
from territories import geometry
from territories.geometry import Bounds
from territories.models import Territory

#: The deepest level asked for; a tile beyond this many bytes is refused.
DEEPEST, MOST = 19, 300_000
TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
MONTH = 30 * 24 * 3600
#: Seconds: how long a tile is waited for, a provider that fails is left alone, the territories are remembered.
PATIENCE, PAUSE, REMEMBERED = 4.0, 30, 300
#: Degrees around a territory within which tiles are fetched.
AROUND = 0.5
_DOWN, _WINDOWS = "tiles-down", "tiles-windows"


@dataclass(frozen=True)
class Layer:
    """What a page needs to show tiles; ``address`` is a pattern with ``{z}``, ``{x}`` and ``{y}``."""

    address: str
    attribution: str


@dataclass(frozen=True)
class Tile:
    content: bytes
    content_type: str


class NoTile(Exception):
    """There is none at this address: no provider, no such square, or nothing of ours near it."""


class Unavailable(Exception):
    """The provider does not answer, or with something that is not a tile."""


def layer() -> Layer | None:
    """``None`` unless the operator has turned tiles on."""
    if not settings.TILES_URL:
        return None
    return Layer("/tuiles/{z}/{x}/{y}.png", settings.TILES_ATTRIBUTION)


def tile(z: int, x: int, y: int) -> Tile:
    """The square ``x``, ``y`` of level ``z``, kept or fetched. Raises ``NoTile`` or ``Unavailable``."""
    if not settings.TILES_URL or z > DEEPEST or x >= 2**z or y >= 2**z or not _is_near(z, x, y):
        raise NoTile
    key = f"{z}-{x}-{y}"
    kept: Tile | None = caches["tiles"].get(key)
    if kept is None:
        kept = _fetch(z, x, y)
        caches["tiles"].set(key, kept, MONTH)
    return kept


def _fetch(z: int, x: int, y: int) -> Tile:
    if cache.get(_DOWN):
        raise Unavailable
    address = settings.TILES_URL.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
    try:
        answer = remote.get(address, patience=PATIENCE, most=MOST)
    except remote.Refused as refusal:  # that square, not the whole provider
        raise Unavailable from refusal
    except remote.Unreachable as failure:
        # Without a pause, a provider that hangs would hold each of our processes in turn.
        cache.set(_DOWN, True, PAUSE)
        raise Unavailable from failure
    content_type = answer.headers["content-type"].partition(";")[0].strip().lower()
    if content_type not in TYPES or not answer.content:
        raise Unavailable(content_type)
    return Tile(answer.content, content_type)


def _is_near(z: int, x: int, y: int) -> bool:
    across = 2**z
    return any(
        _column(west, across) <= x <= _column(east, across) and _row(north, across) <= y <= _row(south, across)
        for west, south, east, north in _windows()
    )


def _column(longitude: float, across: int) -> int:
    return int((longitude + 180) / 360 * across)


def _row(latitude: float, across: int) -> int:
    """Of the square that holds the latitude, in the projection of web maps."""
    angle = radians(max(-85.0, min(85.0, latitude)))
    return int((1 - log(tan(angle) + 1 / cos(angle)) / pi) / 2 * across)


def _windows() -> list[Bounds]:
    kept: list[Bounds] | None = cache.get(_WINDOWS)
    if kept is None:
        drawn = Territory.objects.filter(outline__isnull=False).order_by("pk").values_list("outline", flat=True)
        boxes = [geometry.bounds_of([outline]) for outline in drawn if outline]
        kept = [(w - AROUND, s - AROUND, e + AROUND, n + AROUND) for w, s, e, n in filter(None, boxes)]
        cache.set(_WINDOWS, kept, REMEMBERED)
    return kept
