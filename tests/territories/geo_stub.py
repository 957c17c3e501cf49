"""A stand-in for geo.api.gouv.fr on the loopback: right answers, and the ways in which a server goes wrong."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shapely.geometry import mapping

from tests.territories import official_files

DEPARTEMENTS = re.compile(r"/departements/([0-9AB]{2,3})/communes")
#: Seconds that a slow server lets pass: more than the patience that a test gives.
SLOW = 1.0


class GeoStub(ThreadingHTTPServer):
    """``faults`` are taken one by one, a request each, before right answers: 400, 404, 500, slow, truncated, other."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults: list[str] = []
        self.always = ""
        self.asked: list[str] = []
        self.outlines: dict[str, Any] = {code: mapping(shape) for code, shape in official_files.OUTLINES.items()}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: GeoStub

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.server.asked.append(self.path)
        fault = self.server.faults.pop(0) if self.server.faults else self.server.always
        departement = DEPARTEMENTS.fullmatch(asked.path)
        if fault in {"400", "404", "500"}:
            return self._say(int(fault), b"Une erreur.", "text/plain")
        if fault == "slow":
            time.sleep(SLOW)
        if departement is None:
            return self._say(404, b"Introuvable.", "text/plain")
        params = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if params.get("format") != "geojson":
            return self._say(400, b"format", "text/plain")
        body = json.dumps(self._answer(departement[1], params.get("geometry", "centre"))).encode()
        if fault == "other":
            body = b'{"message": "maintenance"}'
        return self._say(200, body, "application/json", cut=fault == "truncated")

    def _answer(self, departement: str, geometry: str) -> dict[str, Any]:
        rows = {
            "contour": self.server.outlines,
            "mairie": {code: mapping(point) for code, point in official_files.HALLS.items()},
        }[geometry]
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"nom": "x", "code": code}, "geometry": shape}
                for code, shape in rows.items()
                if code.startswith(departement)
            ],
        }

    def _say(self, status: int, body: bytes, kind: str, *, cut: bool = False) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
        except OSError:
            pass  # the client lost patience first
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def serving() -> Iterator[GeoStub]:
    server = GeoStub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
