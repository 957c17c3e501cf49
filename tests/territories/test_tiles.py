"""Map tiles: none unless the operator says so; else fetched once, through our address, and the map goes on without."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache, caches

from territories import tiles
from tests import factories

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
#: The square of level 9 that holds 2.05° E, 48.05° N: where the territories of the tests are.
NEAR = "/tuiles/9/258/177.png"


class Provider(ThreadingHTTPServer):
    """Answers as told and counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.status, self.content_type, self.body = 200, "image/png", PNG
        self.headers: dict[str, str] = {}
        #: Pieces sent one by one, and seconds between them.
        self.pieces, self.slowly = 1, 0.0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Any = self.server
        provider.asked.append(self.path)
        self.send_response(provider.status)
        self.send_header("Content-Type", provider.content_type)
        self.send_header("Content-Length", str(len(provider.body)))
        for name, value in provider.headers.items():
            self.send_header(name, value)
        self.end_headers()
        size = max(1, len(provider.body) // provider.pieces)
        with suppress(OSError):  # nobody listens any more
            for at in range(0, len(provider.body), size):
                self.wfile.write(provider.body[at : at + size])
                time.sleep(provider.slowly)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TILES_URL = f"http://127.0.0.1:{server.server_port}/carte/{{z}}/{{x}}/{{y}}.png"
    settings.TILES_ATTRIBUTION = "© Fournisseur <b>gras</b>"
    factories.territory(slug="vallee")
    yield server
    server.shutdown()
    server.server_close()


def test_without_a_provider_there_is_no_tile_and_no_page_speaks_of_any(client: Any) -> None:
    factories.territory(slug="vallee")
    assert client.get(NEAR).status_code == 404
    for page in ("/territoires/", "/territoires/vallee/"):
        assert "data-tiles" not in client.get(page).content.decode()


def test_a_tile_is_fetched_once_and_served_from_our_address(client: Any, provider: Provider) -> None:
    for _time in range(3):
        answer = client.get(NEAR)
        assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", PNG)
    assert "public" in answer["Cache-Control"]
    assert provider.asked == ["/carte/9/258/177.png"]


@pytest.mark.parametrize("page", ["/territoires/", "/territoires/vallee/"])
def test_a_page_names_our_address_and_who_is_to_be_thanked(client: Any, provider: Provider, page: str) -> None:
    words = client.get(page).content.decode()
    assert 'data-tiles="/tuiles/{z}/{x}/{y}.png"' in words
    assert "© Fournisseur &lt;b&gt;gras&lt;/b&gt;" in words
    assert "127.0.0.1" not in words.split("data-tiles")[1].split(">")[0]


@pytest.mark.parametrize("path", ["/tuiles/20/0/0.png", "/tuiles/3/8/0.png", "/tuiles/3/0/8.png", "/tuiles/9/0/0.png"])
def test_what_is_no_square_or_near_no_territory_is_never_asked(client: Any, provider: Provider, path: str) -> None:
    assert client.get(path).status_code == 404
    assert provider.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 404},
        {"status": 302},
        {"content_type": "text/html"},
        {"content_type": "image/svg+xml"},
        {"body": b""},
        {"body": PNG + b"x" * tiles.MOST},
        {"body": b"<html><script>alert(1)</script>"},
        {"body": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"},
        {"body": gzip.compress(PNG + b"x" * 50_000_000, mtime=0), "headers": {"Content-Encoding": "gzip"}},
        {"body": gzip.compress(PNG, mtime=0)[:-9], "headers": {"Content-Encoding": "gzip"}},
        {"headers": {"Content-Encoding": "br"}},
    ],
    ids=lambda answer: str(answer)[:60],
)
def test_what_is_not_a_tile_is_neither_shown_nor_kept(client: Any, provider: Provider, answer: dict[str, Any]) -> None:
    vars(provider).update(answer)
    refused = client.get(NEAR)
    assert (refused.status_code, refused.content) == (204, b"")
    assert "no-store" in refused["Cache-Control"]
    vars(provider).update(status=200, content_type="image/png", body=PNG, headers={})
    cache.clear()
    assert client.get(NEAR).content == PNG


def test_a_provider_that_fails_is_left_alone_for_a_while(client: Any, provider: Provider) -> None:
    provider.status = 503
    for y in (176, 177, 177):
        assert client.get(f"/tuiles/9/258/{y}.png").status_code == 204
    assert len(provider.asked) == 1


def test_what_is_kept_still_shows_while_the_provider_is_down(client: Any, provider: Provider) -> None:
    client.get(NEAR)
    provider.status = 503
    client.get("/tuiles/9/258/176.png")
    assert client.get(NEAR).content == PNG


def test_tiles_have_a_cache_of_their_own(client: Any, provider: Provider) -> None:
    client.get(NEAR)
    key = tiles.key_of(9, 258, 177)
    assert caches["tiles"].get(key) is not None
    assert cache.get(key) is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_provider_leads_nowhere_else(client: Any, provider: Provider, status: int) -> None:
    inner = f"http://127.0.0.1:{provider.server_port}/ailleurs"
    vars(provider).update(status=status, headers={"Location": inner})
    assert client.get(NEAR).status_code == 204
    assert provider.asked == ["/carte/9/258/177.png"]


def test_a_tile_that_drips_is_left_before_it_holds_a_process(
    client: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "WHOLE", 0.2)
    vars(provider).update(pieces=7, slowly=0.1)
    began = time.monotonic()
    assert client.get(NEAR).status_code == 204
    assert time.monotonic() - began < 0.6


def test_a_tile_says_what_it_is_and_not_what_its_provider_says(client: Any, provider: Provider) -> None:
    vars(provider).update(content_type="image/png; charset=x", body=b"\xff\xd8\xff\xe0pixels")
    answer = client.get(NEAR)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_the_tiles_of_another_provider_are_not_shown(client: Any, provider: Provider, settings: Any) -> None:
    client.get(NEAR)
    settings.TILES_URL = settings.TILES_URL.replace("carte", "autre")
    client.get(NEAR)
    assert provider.asked == ["/carte/9/258/177.png", "/autre/9/258/177.png"]


@pytest.mark.parametrize("path", ["/tuiles/009/00258/0177.png", f"{NEAR}?a=1", f"{NEAR}?a=2"])
def test_one_square_is_kept_once_however_it_is_written(client: Any, provider: Provider, path: str) -> None:
    client.get(NEAR)
    assert client.get(path).content == PNG
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "path",
    [f"/tuiles/9/258/{'9' * 5000}.png", f"/tuiles/{'9' * 4000}/1/1.png", "/tuiles/-1/0/0.png", "/tuiles/٩/1/1.png"],
)
def test_a_number_that_is_none_is_no_square(client: Any, provider: Provider, path: str) -> None:
    assert client.get(path).status_code == 404
    assert provider.asked == []


def test_a_square_that_its_provider_does_not_have_is_not_asked_again_at_once(client: Any, provider: Provider) -> None:
    provider.status = 404
    for _time in range(3):
        assert client.get(NEAR).status_code == 204
    assert len(provider.asked) == 1
    vars(provider).update(status=200)
    assert client.get("/tuiles/9/258/176.png").status_code == 200


@pytest.mark.parametrize("status", sorted(tiles.OF_US))
def test_a_provider_that_refuses_us_is_left_alone(client: Any, provider: Provider, status: int) -> None:
    provider.status = status
    for y in (176, 177):
        assert client.get(f"/tuiles/9/258/{y}.png").status_code == 204
    assert len(provider.asked) == 1


def test_nobody_makes_us_ask_without_end(client: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "A_MINUTE", 2)
    monkeypatch.setattr(tiles, "time", lambda: 1000.0)
    answers = [
        client.get(f"/tuiles/{square}.png").status_code
        for square in ("9/258/177", "9/258/176", "8/129/88", "9/258/177")
    ]
    assert answers == [200, 200, 204, 200]  # what is kept is still given
    assert len(provider.asked) == 2
