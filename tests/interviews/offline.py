"""What the journeys without a connection share: a researcher who writes today, on a device that is theirs alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from commons.models import Role
from interviews.models import Interview, Note
from tests import factories

ON_DEVICE = re.compile("Sur cet appareil seulement")
LOST = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"
DRAFTS = """async (drawer) => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("appareil")
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
  if (!database.objectStoreNames.contains(drawer)) return 0
  const rows = await new Promise((resolve) => {
    const request = database.transaction(drawer).objectStore(drawer).getAll()
    request.onsuccess = () => resolve(request.result)
  })
  database.close()
  return rows.length
}"""


@pytest.fixture
def interview(transactional_db: None) -> Interview:
    """Held today by a researcher, who has two paragraphs of notes."""
    commons = factories.commons()
    pair = [factories.member(Role.RESEARCHER, commons, name) for name in ("Chercheuse", "Chercheur")]
    held = factories.interview(factories.ecosystem(commons), *pair, held_on=timezone.localdate())
    factories.note(held, pair[0], "<p>Un premier constat.</p><p>Un second constat.</p>")
    return held


@pytest.fixture
def note(interview: Interview) -> Note:
    found: Note = interview.notes.get()
    return found


@pytest.fixture
def own(visit: Callable[..., Any], note: Note) -> Any:
    """The researcher, on a device that is theirs alone."""
    person = visit()
    person.expect_error(LOST)
    on_own_device(person.context, person.base)
    assert note.author
    person.sign_in(note.author.email)
    return person


def on_own_device(context: BrowserContext, base: str) -> None:
    context.add_cookies([{"name": "appareil", "value": "propre", "url": base, "httpOnly": True}])


def save(page: Page) -> None:
    """Now: a pause would do it two seconds later."""
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def body(note: Note) -> str:
    latest = note.latest()
    assert latest is not None
    return latest.body


def kept(page: Page, drawer: str = "drafts") -> int:
    found: int = page.evaluate(DRAFTS, drawer)
    return found
