"""What the processes write says what happened, and opens nothing to whoever reads it."""

import logging
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from config.records import LOGGING, DiscreetFormatter

SECRET = "x9-Ab_42cd:Zz8"
SHAPES = {
    "/acteurs/toujours-exact/%s/",
    "/invitation/%s/",
    "/consentement/%s/",
    "/entretiens/agenda/%s.ics",
    "/relecture/lien/%s/",
    "/compte/password/reset/key/%s/",
}


def written(record: logging.LogRecord) -> str:
    return DiscreetFormatter(LOGGING["formatters"]["line"]["fmt"], style="{").format(record)


def routes_with_a_secret() -> set[str]:
    def walk(patterns: list[Any], before: str) -> set[str]:
        found: set[str] = set()
        for entry in patterns:
            route = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                found |= walk(entry.url_patterns, route)
            elif isinstance(entry, URLPattern) and {"token", "key"} & set(entry.pattern.regex.groupindex):
                found.add(route)
        return found

    return walk(get_resolver().url_patterns, "/")


def test_every_address_that_holds_a_secret_is_known_here() -> None:
    starts = {shape.partition("%s")[0].strip("/") for shape in SHAPES}
    unknown = [
        route for route in routes_with_a_secret() if not any(start in route.replace("^", "") for start in starts)
    ]
    # The codes of a mailed sign-in are typed, never in an address; this one confirms by code too.
    assert [route for route in unknown if "confirm-email" not in route] == []


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_no_secret_of_an_address_is_written(shape: str) -> None:
    address = shape % SECRET
    for said in (f"Not Found: {address}", f"GET {address}?page=2 HTTP/1.1", f"/compte/?next={address}", address[:-1]):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (said,), None)
        assert "x9-Ab" not in written(record)
        assert "Zz8" not in written(record)
    quoted = address.replace("/", "%2F").replace(":", "%3A")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, f"next={quoted}&x=1", (), None)
    assert "x9-Ab" not in written(record)
    assert "Zz8" not in written(record)


def test_nor_in_a_trace() -> None:
    try:
        raise ValueError(f"/invitation/{SECRET}/")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Internal Server Error", (), sys.exc_info())
    assert "ValueError: /invitation/…/" in written(record)


def test_the_rest_of_a_record_is_left_as_it_is() -> None:
    said = "Not Found: /communs/renover/invitations/42/renvoyer/ and /relecture/12/"
    assert written(logging.LogRecord("x", logging.WARNING, "", 0, said, (), None)).endswith(said)


@pytest.mark.django_db
def test_a_refused_link_is_written_without_its_secret(caplog: pytest.LogCaptureFixture) -> None:
    Client().get(f"/consentement/{SECRET}/")
    Client(enforce_csrf_checks=True).post(f"/consentement/{SECRET}/")
    assert len(caplog.records) >= 2
    assert not any("x9-Ab" in written(record) for record in caplog.records)


def test_no_other_formatter_writes_records() -> None:
    assert {formatter["()"] for formatter in LOGGING["formatters"].values()} == {DiscreetFormatter}
    assert {logger: LOGGING["loggers"][logger]["handlers"] for logger in ("django", "django.server")} == {
        "django": [],
        "django.server": ["console"],
    }
