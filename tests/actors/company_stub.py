"""A stand-in for the public directory of companies, on the loopback: right answers, and the ways it goes wrong."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

COMPANY: dict[str, Any] = {
    "siren": "217500016",
    "nom_complet": "ARCHI POSSIBLE (AP)",
    "nom_raison_sociale": "ARCHI POSSIBLE",
    "sigle": "AP",
    "nature_juridique": "5710",
    "etat_administratif": "A",
    "statut_diffusion": "O",
    "siege": {"siret": "21750001600019", "commune": "91021", "etat_administratif": "A"},
    "matching_etablissements": [],
}
#: Seconds that a slow server lets pass: more than the patience that a test gives.
SLOW = 1.0


class CompanyStub(ThreadingHTTPServer):
    """``fault``: empty, 400, 429, 500, slow, truncated, other. ``rows``: what it answers otherwise."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault = ""
        self.rows: Any = [COMPANY]
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: CompanyStub

    def do_GET(self) -> None:
        self.server.asked.append(parse_qs(urlsplit(self.path).query).get("q", [""])[0])
        fault = self.server.fault
        if fault == "slow":
            time.sleep(SLOW)
        status = int(fault) if fault.isdecimal() else 200
        body = json.dumps({"message": "panne"} if fault == "other" else {"results": self.server.rows}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "truncated" else body)

    def log_message(self, *args: Any) -> None:
        """Silence."""


@contextmanager
def running() -> Iterator[CompanyStub]:
    stub = CompanyStub()
    thread = threading.Thread(target=stub.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
