"""Asking another server, with little patience and little trust: the one place where the site does.

What it answers is data from outside: callers check its shape. Nothing of ours depends on an answer.
"""

import json
import zlib
from collections.abc import Iterator
from time import monotonic
from typing import Any

import httpx

#: Seconds to connect, and between two pieces of an answer.
PATIENCE = 6.0
#: Seconds for a whole answer, however regularly its pieces come.
WHOLE = 120.0
#: Bytes of an answer beyond which it is not read.
MOST = 30_000_000
AGENT = "communs-de-cooperation"


class Unreachable(Exception):
    """No usable answer: no connection, too slow, too large, cut short, or a fault of the server."""


class Refused(Exception):
    """The server answered that it will not: ``status`` is its HTTP status, 400 to 499."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def get(
    address: str,
    params: dict[str, str] | None = None,
    *,
    patience: float = PATIENCE,
    whole: float = WHOLE,
    most: int = MOST,
) -> httpx.Response:
    """The whole answer to a GET, redirections not followed. Raises ``Unreachable`` or ``Refused``."""
    until, headers = monotonic() + whole, {"User-Agent": AGENT, "Accept-Encoding": "gzip"}
    try:
        with httpx.stream(
            "GET", address, params=params, timeout=patience, headers=headers, follow_redirects=False
        ) as answer:
            if 400 <= answer.status_code < 500:
                raise Refused(answer.status_code)
            if answer.status_code != 200:
                raise Unreachable(f"{answer.status_code}")
            return httpx.Response(200, headers=_kept(answer.headers), content=_body(answer, most, until))
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
        raise Unreachable(type(error).__name__) from error


def get_json(
    address: str, params: dict[str, str] | None = None, *, patience: float = PATIENCE, most: int = MOST
) -> Any:
    """The answer as JSON. Raises ``Unreachable`` when it is not, or ``Refused``."""
    try:
        return json.loads(get(address, params, patience=patience, most=most).content)
    except (ValueError, RecursionError) as error:
        raise Unreachable("JSON") from error


def _kept(headers: httpx.Headers) -> dict[str, str]:
    """What callers read of the headers; not those of a compression already undone."""
    return {"content-type": headers.get("content-type", "")}


def _body(answer: httpx.Response, most: int, until: float) -> bytes:
    body = bytearray()
    for piece in _unpacked(answer, most + 1):
        body += piece
        if len(body) > most:
            raise Unreachable("size")
        if monotonic() > until:
            raise Unreachable("time")
    return bytes(body)


def _unpacked(answer: httpx.Response, most: int) -> Iterator[bytes]:
    """No piece larger than ``most`` bytes: a few hundred may hold a thousand times as many."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise Unreachable("coding")
    inflating = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    for piece in answer.iter_raw():
        yield inflating.decompress(piece, most) if inflating else piece
    if inflating and not inflating.eof:
        raise Unreachable("cut")
