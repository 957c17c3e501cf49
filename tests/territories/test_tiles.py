"""Map tiles: none unless the operator says so; else fetched once, through our address, and the map goes on without."""

import threading
from collections.abc import Iterator
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


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Any = self.server
        provider.asked.append(self.path)
        self.send_response(provider.status)
        self.send_header("Content-Type", provider.content_type)
        self.send_header("Content-Length", str(len(provider.body)))
        self.end_headers()
        self.wfile.write(provider.body)

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
        {"body": b"x" * (tiles.MOST + 1)},
    ],
    ids=str,
)
def test_what_is_not_a_tile_is_neither_shown_nor_kept(client: Any, provider: Provider, answer: dict[str, Any]) -> None:
    vars(provider).update(answer)
    refused = client.get(NEAR)
    assert (refused.status_code, refused.content) == (204, b"")
    assert "no-store" in refused["Cache-Control"]
    vars(provider).update(status=200, content_type="image/png", body=PNG)
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
    assert caches["tiles"].get("9-258-177") is not None
    assert cache.get("9-258-177") is None
