"""Asking another server: every way it can fail ends in one of two exceptions."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commons import remote

#: Page → status, body, length announced when it is not the true one.
PAGES: dict[str, tuple[int, bytes, int | None]] = {
    "/right": (200, b'{"nom": "Limours"}', None),
    "/refused": (404, b"inconnu", None),
    "/broken": (500, b"", None),
    "/moved": (302, b"", None),
    "/cut": (200, b'{"nom": "Lim', 400),
    "/words": (200, b"<html>", None),
    "/deep": (200, b"[" * 200_000, None),
    "/large": (200, b"x" * 5000, None),
    "/slow": (200, b"{}", None),
}


class Stub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = self.path.partition("?")[0]
        if page == "/slow":
            time.sleep(1.0)
        self._answer(*PAGES[page])

    def _answer(self, status: int, body: bytes, length: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_right_answer_is_read(base: str) -> None:
    assert remote.get_json(f"{base}/right", {"nom": "limours"}) == {"nom": "Limours"}


def test_a_refusal_gives_its_status(base: str) -> None:
    with pytest.raises(remote.Refused) as refused:
        remote.get_json(f"{base}/refused")
    assert refused.value.status == 404


@pytest.mark.parametrize("page", ["broken", "moved", "cut", "words", "deep"])
def test_what_is_no_answer_is_unreachable(base: str, page: str) -> None:
    with pytest.raises(remote.Unreachable):
        remote.get_json(f"{base}/{page}")


def test_a_slow_or_a_large_answer_is_not_waited_for(base: str) -> None:
    with pytest.raises(remote.Unreachable):
        remote.get_json(f"{base}/slow", patience=0.2)
    with pytest.raises(remote.Unreachable):
        remote.get(f"{base}/large", most=1000)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "n’importe quoi", "http://[", "ftp://exemple.fr/x"])
def test_an_address_where_nobody_answers_is_unreachable(address: str) -> None:
    with pytest.raises(remote.Unreachable):
        remote.get(address, patience=0.5)
