"""What browser journeys share: Chromium on a live server, no console error tolerated, axe on each page."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import factories

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    assert path, "Chromium manque : apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Visit:
    """A person in front of a browser. Every console error is kept and makes the test fail at the end."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.expected: list[str] = []
        self.page.on("console", self._keep_error)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _keep_error(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.errors.append(f"{message.text} ({self.page.url})")

    def expect_error(self, pattern: str) -> None:
        """A failing request is part of the story: the browser logs it, the test does not mind."""
        self.expected.append(pattern)

    def go(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.base + path)
        return self.page

    def sign_in(self, email: str, password: str = factories.PASSWORD) -> None:
        self.go("/compte/login/")
        self.page.get_by_label("Adresse e-mail").fill(email)
        self.page.get_by_label(re.compile(r"^Mot de passe\s*:?$")).fill(password)
        self.page.get_by_role("main").get_by_role("button", name=re.compile("connecter", re.IGNORECASE)).first.click()
        self.page.wait_for_url(re.compile(r"^(?!.*/compte/login/).*$"))

    def check(self, name: str) -> None:
        """axe finds nothing, the page does not scroll sideways."""
        heard = list(self.errors)
        found = Axe().run(self.page, options={"preload": False}).response["violations"]
        self.errors[:] = heard  # axe writes inline styles, which the policy rightly refuses
        assert not found, [(name, item["id"], [node["target"] for node in item["nodes"]][:3]) for item in found]
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 1, f"{name} : la page déborde de {wider} px"

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=str(path), full_page=True)

    def end(self) -> None:
        left = [error for error in self.errors if not any(re.search(known, error) for known in self.expected)]
        self.context.close()
        assert not left, left


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """``visit()`` opens a wide window, ``visit(PHONE)`` a phone; each is a person of their own."""
    opened: list[Visit] = []

    def open_window(viewport: dict[str, int] = WIDE, **options: Any) -> Visit:
        context = chromium.new_context(viewport=viewport, locale="fr-FR", timezone_id="Europe/Paris", **options)
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(45_000)  # the first page of a busy machine
        opened.append(Visit(context, live_server.url))
        return opened[-1]

    yield open_window
    for person in opened:
        person.end()
