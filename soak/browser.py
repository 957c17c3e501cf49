"""A researcher who writes in Chromium while everything fails: each word typed is on the server in the end, once."""

import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count, cycle, islice
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
#: As many as may follow one another before one gives up.
CONFLICTS = 5
#: How wrong a clock is, in milliseconds.
HOUR = 3_600_000
_PAPER = ".note-paper .prose-editor > [contenteditable=true]"


def endure(env: Mapping[str, str]) -> list[str]:
    """Raises ``Failed`` when a word typed is missing, or there twice."""
    run("migrate", "-v0", env=env)
    [writer] = writers.make(1, env=env)
    server = Server(env)
    try:
        with _chromium() as context:
            desk = _Desk(context, server, writer)
            drawn = _drawn(list(desk.troubles))
            for name in drawn:
                desk.write()
                desk.troubles[name]()
            text = desk.settled()
    finally:
        server.kill()
    found, theirs = re.findall(r"mot\d+", text), sorted(re.findall(r"autre\d+", text))
    if found != desk.words or theirs != sorted(desk.theirs):
        typed, there = desk.words + desk.theirs, found + theirs
        missing, twice = set(typed) - set(there), len(there) - len(set(there))
        raise Failed(f"{len(missing)} mots perdus, {twice} en double, sur {len(typed)}")
    return [
        f"{TROUBLES} incidents, {len(desk.words)} mots tapés : tous là, une fois chacun, dans l’ordre",
        f"{len(theirs)} mots de l’autre page : tous là, une fois chacun",
        ", ".join(f"{name} : {times}" for name, times in Counter(drawn).items()),
    ]


def _drawn(names: Sequence[str]) -> list[str]:
    """As many of each, in any order."""
    found = list(islice(cycle(names), TROUBLES))
    random.shuffle(found)
    return found


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
        self.theirs: list[str] = []
        self.numbers = count(1)
        self.skew = 0
        self.troubles: dict[str, Callable[[], None]] = {
            "réseau perdu": self.lose_network,
            "onglet fermé": self.close_tab,
            "serveur tué": self.kill_server,
            "session finie": self.end_session,
            "onglet fermé sans réseau": self.lose_and_close,
            "heure fausse": self.change_clock,
            "autre page qui écrit": self.write_elsewhere,
        }
        self.cookie(context, "appareil", "propre")
        self.sign_in(context)
        self.page = self.open()
        # What both pages start from, for their passages to be told apart.
        self.page.keyboard.type("Début")
        self.page.keyboard.press("Enter")
        self.save(self.page)

    def cookie(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "domain": urlsplit(self.base).hostname, "path": "/"}])

    def sign_in(self, context: BrowserContext) -> None:
        self.cookie(context, "sessionid", self.writer.session)
        self.cookie(context, "csrftoken", self.writer.csrf)

    def open(self, context: BrowserContext | None = None) -> Page:
        page = (context or self.context).new_page()
        page.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {self.skew} }}")
        page.goto(self.base + self.writer.path)
        page.get_by_role("button", name="Gras").wait_for()
        page.wait_for_timeout(WRITTEN * 4)  # what the device kept comes back
        self.point(page, "Control+End")
        return page

    @staticmethod
    def point(page: Page, key: str) -> None:
        page.locator(_PAPER).focus()
        page.keyboard.press(key, delay=60)

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
        self.sign_in(self.context)
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def change_clock(self) -> None:
        """The next page believes that it is an hour sooner or later, or is right again."""
        self.skew = random.choice([skew for skew in (-HOUR, 0, HOUR) if skew != self.skew])
        self.close_tab()
        self.write()

    def write_elsewhere(self) -> None:
        """Above, in another browser, while this page writes: both texts are brought together."""
        assert self.context.browser
        other = self.context.browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
        self.sign_in(other)
        page = self.open(other)
        self.write()
        self.point(page, "Control+Home")
        self.theirs.append(f"autre{len(self.theirs) + 1}")
        page.keyboard.type(self.theirs[-1])
        page.keyboard.press("Enter")
        self.save(page)
        other.close()
        self.write()
        self.save(self.page)

    def save(self, page: Page) -> None:
        """Until the page says that all is saved: a conflict is settled as it proposes."""
        told, keep = (
            page.locator("[data-role=state]"),
            page.get_by_role("button", name="Enregistrer le texte rapproché"),
        )
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        try:
            for _ in range(CONFLICTS):
                expect(told.filter(has_text=SAVED).or_(keep)).to_be_visible(timeout=SETTLED)
                if not keep.is_visible():
                    break
                keep.click()
            expect(told).to_have_text(SAVED, timeout=SETTLED)
        except (AssertionError, Error) as error:
            raise Failed(f"le texte n’est pas enregistré : {told.inner_text()}") from error
        self.point(page, "Control+End")

    def settled(self) -> str:
        """The text that the server has, once the page says that all is saved."""
        self.save(self.page)
        self.page.close()
        return self.open().locator(_PAPER).inner_text()
