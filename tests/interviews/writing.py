"""What the journeys on the page of a note share: its editor, what it says of the text, keys at the pace of a person."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from interviews.models import Note

SAVED = re.compile(r"Enregistré à \d\d:\d\d")
_AT_END = "(paper) => paper.lastElementChild.contains(getSelection().focusNode)"


def opened(person: Any, note: Note) -> Page:
    """The page of a note once its editor is in place, its buttons named in French."""
    page: Page = person.go(note.get_absolute_url())
    expect(page.get_by_role("button", name="Gras")).to_be_visible()
    return page


def paper(page: Page) -> Locator:
    return page.locator(".note-paper .prose-editor > [contenteditable=true]")


def state(page: Page) -> Locator:
    return page.locator("[data-role=state]")


def press(page: Page, *keys: str) -> None:
    """The editor learns where the caret is from the browser, a moment after each key."""
    paper(page).focus()
    for key in keys:
        page.keyboard.press(key, delay=60)


def at_end(page: Page) -> None:
    """The editor puts the caret where it was shortly after it takes the focus: a key given before that is undone."""
    for _ in range(50):
        press(page, "Control+End")
        page.wait_for_timeout(60)
        if paper(page).evaluate(_AT_END):
            return
    raise AssertionError("the caret does not go to the end of the text")


def type_at_end(page: Page, text: str) -> None:
    at_end(page)
    page.keyboard.type(text)
