"""A researcher who writes in Chromium while everything fails: each word typed is on the server in the end, once."""

import random
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from benchmarks import writers
from benchmarks.machine import Failed, run
from benchmarks.writers import Writer
from soak.kills import Server

TROUBLES = 30
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
SAVED = re.compile(r"Enregistré à \d\d:\d\d")
#: What the device needs to write a word down before its page is closed, and a person to reach a key; milliseconds.
WRITTEN = 150
#: Saved at last, whatever was waited for between two tries; milliseconds.
SETTLED = 60_000
_PAPER = ".note-paper .prose-editor > [contenteditable=true]"


def endure(env: Mapping[str, str]) -> list[str]:
    """Raises ``Failed`` when a word typed is missing, or there twice."""
    run("migrate", "-v0", env=env)
    [writer] = writers.make(1, env=env)
    server = Server(env)
    try:
        with _chromium() as context:
            desk = _Desk(context, server, writer)
            for _ in range(TROUBLES):
                desk.write()
                random.choice(desk.troubles)()
            found = desk.settled()
    finally:
        server.kill()
    if found != desk.words:
        missing, twice = set(desk.words) - set(found), len(found) - len(set(found))
        raise Failed(f"{len(missing)} mots perdus, {twice} en double, sur {len(desk.words)}")
    return [f"{TROUBLES} incidents, {len(desk.words)} mots tapés : tous là, une fois chacun, dans l’ordre"]


@contextmanager
def _chromium() -> Iterator[BrowserContext]:
    path = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    if not path:
        raise Failed("Chromium manque : apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
        browser.close()


class _Desk:
    """One note, one device that is its writer's own, and what can happen to them."""

    def __init__(self, context: BrowserContext, server: Server, writer: Writer) -> None:
        self.context, self.server, self.writer = context, server, writer
        self.base = f"http://127.0.0.1:{server.port}"
        self.words: list[str] = []
        self.numbers = count(1)
        self.troubles = (self.lose_network, self.close_tab, self.kill_server, self.end_session, self.lose_and_close)
        self.cookie("appareil", "propre")
        self.sign_in()
        self.page = self.open()

    def cookie(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "domain": urlsplit(self.base).hostname, "path": "/"}])

    def sign_in(self) -> None:
        self.cookie("sessionid", self.writer.session)
        self.cookie("csrftoken", self.writer.csrf)

    def open(self) -> Page:
        page = self.context.new_page()
        page.goto(self.base + self.writer.path)
        page.get_by_role("button", name="Gras").wait_for()
        page.wait_for_timeout(WRITTEN * 4)  # what the device kept comes back
        page.locator(_PAPER).focus()
        page.keyboard.press("Control+End", delay=60)
        return page

    def write(self) -> None:
        for number in range(random.randint(1, 4)):
            word = f"mot{next(self.numbers)}"
            self.page.keyboard.type(f"{word} ", delay=random.randint(0, 30))
            self.words.append(word)
            self.page.wait_for_timeout(random.choice((0, 200, 2500)) if number else WRITTEN)

    def lose_network(self) -> None:
        self.context.set_offline(True)
        self.write()
        self.page.wait_for_timeout(random.choice((100, 3000)))
        self.context.set_offline(False)

    def close_tab(self) -> None:
        self.page.wait_for_timeout(WRITTEN)
        self.page.close()
        self.page = self.open()

    def lose_and_close(self) -> None:
        self.context.set_offline(True)
        self.write()
        self.page.wait_for_timeout(WRITTEN)
        self.page.close()
        self.context.set_offline(False)
        self.page = self.open()

    def kill_server(self) -> None:
        self.server.kill()
        self.write()
        self.server.start()

    def end_session(self) -> None:
        self.context.clear_cookies(name="sessionid")
        self.write()
        self.page.wait_for_timeout(random.choice((100, 3000)))
        self.sign_in()
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def settled(self) -> list[str]:
        """The words that the server has, once the page says that all is saved."""
        self.page.get_by_role("button", name="Enregistrer", exact=True).click()
        try:
            expect(self.page.locator("[data-role=state]")).to_have_text(SAVED, timeout=SETTLED)
        except (AssertionError, Error) as error:
            raise Failed(
                f"le texte n’est pas enregistré : {self.page.locator('[data-role=state]').inner_text()}"
            ) from error
        self.page.close()
        page = self.open()
        return re.findall(r"mot\d+", page.locator(_PAPER).inner_text())
