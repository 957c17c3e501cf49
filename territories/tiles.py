"""Map tiles, when the operator turns them on: fetched for the visitor, kept a month, served from our own address.

Nothing asks a third party from the visitor's browser. Only what lies around a territory is fetched: this is no relay
to the whole world.
"""

import re
from dataclasses import dataclass
from hashlib import blake2s
from math import cos, log, pi, radians, tan
from time import time

from django.conf import settings
from django.core.cache import cache, caches

from commons import remote
from territories import geometry
from territories.geometry import Bounds
from territories.models import Territory

#: The deepest level asked for; a tile beyond this many bytes is refused.
DEEPEST, MOST = 19, 300_000
#: How each kind of picture that a map shows begins; what a provider says of its type is not believed.
STARTS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", flags=re.DOTALL),
}
#: Refusals that are of us and not of one square: asking again at once would not help.
OF_US = frozenset({401, 403, 429})
MONTH = 30 * 24 * 3600
#: Seconds: how long a tile is waited for, a provider that fails is left alone, the territories are remembered.
PATIENCE, PAUSE, REMEMBERED = 3.0, 30, 300
#: Seconds a whole tile may take, however regularly it comes.
WHOLE = 6.0
#: Degrees around a territory within which tiles are fetched.
AROUND = 0.5
#: Squares asked of the provider in a minute, at most: a dozen people who move a map fast.
A_MINUTE = 1200
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
    key = key_of(z, x, y)
    kept: Tile | None = caches["tiles"].get(key)
    if kept is None:
        kept = _fetch(z, x, y)
        caches["tiles"].set(key, kept, MONTH)
    return kept


def key_of(z: int, x: int, y: int) -> str:
    """Of one provider: another one's squares are not shown under its name."""
    return f"{blake2s(settings.TILES_URL.encode(), digest_size=6).hexdigest()}-{z}-{x}-{y}"


def _fetch(z: int, x: int, y: int) -> Tile:
    missing = f"tiles-none-{key_of(z, x, y)}"
    if cache.get(_DOWN) or cache.get(missing):
        raise Unavailable
    if not _may_ask():
        raise Unavailable
    address = settings.TILES_URL.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
    try:
        answer = remote.get(address, patience=PATIENCE, whole=WHOLE, most=MOST)
    except remote.Refused as refusal:
        cache.set(_DOWN if refusal.status in OF_US else missing, True, PAUSE)
        raise Unavailable from refusal
    except remote.Unreachable as failure:
        # Without a pause, a provider that hangs would hold each of our processes in turn.
        cache.set(_DOWN, True, PAUSE)
        raise Unavailable from failure
    said = answer.headers["content-type"].partition(";")[0].strip().lower()
    found = next((kind for kind, start in STARTS.items() if start.match(answer.content)), "")
    if said not in STARTS or not found:
        cache.set(missing, True, PAUSE)
        raise Unavailable(said)
    return Tile(answer.content, found)


def _may_ask() -> bool:
    """What a provider is asked in a minute for all visitors together is bounded: some six million squares are near a
    territory."""
    minute = f"tiles-asked-{int(time()) // 60}"
    cache.add(minute, 0, 120)
    try:
        return int(cache.incr(minute)) <= A_MINUTE
    except ValueError:  # gone meanwhile
        return True


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
