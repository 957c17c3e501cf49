"""Without its cache the site still signs people in, and still counts their attempts."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from commons import cache as enduring
from tests import factories

NOWHERE = {
    "BACKEND": "commons.cache.EnduringRedis",
    "LOCATION": "redis://127.0.0.1:1/0",
    "KEY_PREFIX": "essai",
    "OPTIONS": {"socket_connect_timeout": 1},
}


@pytest.fixture(params=["no Redis", "a file in the place of the folder", "a folder deleted"])
def broken(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> BaseCache:
    folder = tmp_path / "cache"
    settings.CACHES = {"default": NOWHERE | {"KEY_PREFIX": tmp_path.name}}
    if request.param != "no Redis":
        settings.CACHES = {
            "default": {
                "BACKEND": "commons.cache.EnduringFolder",
                "LOCATION": folder,
                "KEY_PREFIX": tmp_path.name,
            }
        }
        if request.param == "a folder deleted":
            caches["default"].set("before", 1)
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()
        folder.write_text("rien")
    return caches["default"]


def test_a_cache_that_fails_counts_in_the_process(broken: BaseCache, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "commons.cache"):
        broken.set("key", 1, 60)
        assert broken.get("key") == 1
        assert broken.incr("key") == 2
        assert broken.add("key", 5) is False
        assert broken.get_many(["key", "other"]) == {"key": 2}
        assert not broken.set_many({"other": 3})
        assert broken.delete("key")
        assert broken.get("key", "none") == "none"
    assert len(caplog.records) <= 1


@pytest.mark.django_db
def test_people_sign_in_without_a_cache_and_attempts_are_limited(broken: BaseCache, client: Any) -> None:
    person = factories.user()
    wrong = {"login": person.email, "password": "faux"}
    answers = [client.post("/compte/login/", wrong).status_code for _attempt in range(12)]
    assert answers[0] == 422
    assert set(answers) <= {422, 429}
    assert client.post("/compte/password/reset/", {"email": factories.user().email}).status_code in {302, 429}
    other = factories.user()
    right = {"login": other.email, "password": factories.PASSWORD}
    assert client.post("/compte/login/", right, REMOTE_ADDR="127.0.0.9").status_code in {302, 429}


def test_a_cache_that_comes_back_serves_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enduring, "PAUSE", 0)
    folder = tmp_path / "cache"
    folder.write_text("rien")
    kept = enduring.EnduringFolder(str(folder), {})
    kept.set("key", 1)
    folder.unlink()
    kept.set("key", 2)
    assert enduring.EnduringFolder(str(folder), {}).get("key") == 2
