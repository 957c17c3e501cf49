"""What every test gets: strict pages, shuffled unordered queries, jobs run on demand, private folders."""

import os
import random
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.test import Client

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its own event loop


# Pages are strict --------------------------------------------------------------------------------------


class UndefinedVariable(Exception):
    """A template of ours used a name that its view does not give."""


class _Undefined(str):
    """What an undefined variable renders as: nothing at all, an exception."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise UndefinedVariable(str(name))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.headings, self.faults, self.ids = 0, [], set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.headings += tag == "h1"
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…> : rien en ligne")
            if name == "id":
                if value in self.ids:
                    self.faults.append(f"id « {value} » deux fois")
                self.ids.add(value)
        if tag == "style" or (tag == "script" and "nonce" not in given and "src" not in given):
            self.faults.append(f"<{tag}> en ligne")
        if tag in {"img", "script", "link"} and re.match(r"https?://", given.get("src") or ""):
            self.faults.append(f"<{tag}> appelle un tiers : {given['src']}")


def check_page(html: str) -> None:
    page = _Page()
    page.feed(html)
    if "<html" in html and page.headings != 1:
        page.faults.append(f"{page.headings} titres <h1>")
    assert not page.faults, page.faults


class StrictClient(Client):
    """A client that refuses a page with inline code, a third-party call, a repeated id or not exactly one title."""

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            check_page(response.content.decode())
        return response


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


@pytest.fixture
def as_user() -> Callable[[Any], StrictClient]:
    """``as_user(person)``: a strict client signed in as ``person``; ``as_user(None)`` signed out."""

    def signed_in(person: Any) -> StrictClient:
        made = StrictClient()
        if person is not None:
            made.force_login(person)
        return made

    return signed_in


@pytest.fixture(autouse=True)
def _strict_templates() -> Iterator[None]:
    from django.template import engines

    engine = engines["django"].engine
    previous, engine.string_if_invalid = engine.string_if_invalid, _Undefined("%s")
    yield
    engine.string_if_invalid = previous


# Queries without an order come in any order ------------------------------------------------------------

_fetch_all = QuerySet._fetch_all


def _fetch_all_shuffled(self: QuerySet) -> None:
    fresh = self._result_cache is None
    _fetch_all(self)
    if fresh and not self.ordered and self._result_cache and not self.query.combinator:
        random.shuffle(self._result_cache)


@pytest.fixture(autouse=True)
def _shuffle_unordered_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "_fetch_all", _fetch_all_shuffled)


# Long work is collected, and run when the test says so ---------------------------------------------------


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[tuple[str, list[Any]]]:
    """Tasks published by ``commons.jobs`` during the test: ``(name, args)``."""
    published: list[tuple[str, list[Any]]] = []
    monkeypatch.setattr("commons.jobs._publish", lambda task, args: published.append((task, args)))
    return published


@pytest.fixture(autouse=True)
def _no_real_broker(request: pytest.FixtureRequest) -> None:
    if "worker" not in request.keywords:
        request.getfixturevalue("sent")


@pytest.fixture
def run_jobs(sent: list[tuple[str, list[Any]]], django_capture_on_commit_callbacks: Any) -> Callable[[], int]:
    """Runs what was sent, and what that sends, in this process. Returns how many tasks ran.

    Inside a test's transaction, wrap what starts work in ``django_capture_on_commit_callbacks(execute=True)``.
    """

    def run() -> int:
        current_app.loader.import_default_modules()  # tasks are found when a worker starts, or here
        ran = 0
        while sent:
            task, args = sent.pop(0)
            with django_capture_on_commit_callbacks(execute=True):
                current_app.tasks[task](*args)
            ran += 1
        return ran

    return run


@pytest.fixture(autouse=True)
def _private_folders(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a scene has nine accounts
    # Django's test runner puts its own backend in the place of ours: mails go through the outbox, as they do for real,
    # and what the outbox delivers is found in ``django.core.mail.outbox``.
    settings.EMAIL_BACKEND = "commons.outbox.Backend"
    settings.OUTBOX_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"{tmp_path.name}-{name}"}
        for name in ("default", "tiles")
    }


# Which pairs ran ----------------------------------------------------------------------------------------


def pair_name() -> str:
    database = "PostgreSQL" if "postgresql" in settings.DATABASES["default"]["ENGINE"] else "SQLite"
    return f"{database} + {'Redis' if settings.REDIS_URL else 'dossier de fichiers'}"


OUTCOMES = {"passed": "réussis", "failed": "échoués", "error": "en erreur", "skipped": "sautés"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Just above pytest's own last line: the pairs that ran. ``PAIRS_FILE`` carries them from one run to the next."""
    yield
    if hasattr(terminalreporter.config, "workerinput"):
        return  # one process among those of the run, which counts for all
    counts = {label: len(terminalreporter.getreports(key)) for key, label in OUTCOMES.items()}
    said = ", ".join(f"{count} {label}" for label, count in counts.items() if count) or "aucun test"
    lines = [f"{pair_name()} : {said}"]
    if path := os.environ.get("PAIRS_FILE"):
        earlier = Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
        lines = earlier + lines
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    terminalreporter.write_line(f"Paires de base et de messagerie – {' ; '.join(lines)}")


# Browser journeys share their fixtures --------------------------------------------------------------------

from tests.browser import chromium, visit  # noqa: E402, F401
