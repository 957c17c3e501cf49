"""A browser that keeps nothing, or no longer: the page says so, and nothing typed is lost while it is open."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from interviews.models import Note
from tests.interviews.offline import LOST, ON_DEVICE, body, kept, save
from tests.interviews.writing import SAVED, opened, state, type_at_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON_SCREEN = re.compile("votre texte est sur cet écran", re.IGNORECASE)
KEEPS_NOTHING = re.compile("ce navigateur n’y garde rien")
#: A private window, as some browsers have them.
PRIVATE = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError') }"
#: What may happen to a device while a page is open.
FULL = "() => { IDBObjectStore.prototype.put = function () { this.transaction.abort() } }"
KEY_GONE = """async () => {
  const request = indexedDB.open("appareil")
  await new Promise((resolve) => { request.onsuccess = resolve })
  const transaction = request.result.transaction("keys", "readwrite")
  transaction.objectStore("keys").clear()
  await new Promise((resolve) => { transaction.oncomplete = resolve })
}"""


def asked_before_leaving(page: Page) -> list[str]:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    return asked


def test_a_private_window_says_that_it_keeps_nothing_and_asks_before_it_is_closed(own: Any, note: Note) -> None:
    own.context.add_init_script(PRIVATE)
    page = own.go(reverse("interview_list"))
    expect(page.get_by_text("rien ne s’y prépare")).to_be_visible()
    expect(page.get_by_role("button", name="Préparer hors connexion")).to_be_hidden()
    page = opened(own, note)
    expect(page.get_by_text(KEEPS_NOTHING)).to_be_visible()
    own.context.set_offline(True)
    type_at_end(page, " Sans garde.")
    save(page)
    expect(state(page)).to_have_text(ON_SCREEN, timeout=8000)
    assert asked_before_leaving(page) == ["beforeunload"]
    own.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
    assert body(note).count("Sans garde.") == 1


@pytest.mark.parametrize("happens", [FULL, KEY_GONE], ids=["full", "key_gone"])
def test_a_device_that_stops_keeping_is_no_longer_said_to_keep(own: Any, note: Note, happens: str) -> None:
    page = opened(own, note)
    own.context.set_offline(True)
    type_at_end(page, " Gardé.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    page.evaluate(happens)
    type_at_end(page, " Plus gardé.")
    expect(state(page)).to_have_text(ON_SCREEN, timeout=8000)
    assert asked_before_leaving(page) == ["beforeunload"]
    own.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
    assert body(note).count("Gardé. Plus gardé.") == 1


def test_a_session_over_on_a_device_that_stops_keeping_says_where_the_text_is(own: Any, note: Note) -> None:
    own.expect_error("403|Failed to load resource")
    page = opened(own, note)
    Session.objects.all().delete()
    type_at_end(page, " Toujours là.")
    save(page)
    expect(state(page)).to_have_text(re.compile("Votre texte est sur cet appareil"), timeout=8000)
    page.evaluate(KEY_GONE)
    type_at_end(page, " Encore.")
    expect(state(page)).to_have_text(ON_SCREEN)


def test_signing_out_without_a_network_empties_the_device_and_says_what_is_left_to_do(own: Any, note: Note) -> None:
    page = opened(own, note)
    own.context.set_offline(True)
    type_at_end(page, " Secret.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    said: list[str] = []

    def agree(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_timeout(500)
    assert ["ne sont pas encore enregistrées" in said[0], "Cet appareil est vidé" in said[1]] == [True, True]
    assert [kept(page, drawer) for drawer in ("keys", "drafts")] == [0, 0]


def test_a_device_said_to_be_ones_own_while_writing_warns_before_it_is_emptied(
    visit: Callable[..., Any], note: Note
) -> None:
    person = visit()
    person.expect_error(LOST)
    assert note.author
    person.sign_in(note.author.email)
    page = opened(person, note)
    page.get_by_role("button", name="Il n’est qu’à moi").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    person.context.set_offline(True)
    type_at_end(page, " Pas envoyé.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_timeout(500)
    assert ["ne sont pas encore enregistrées" in message for message in said] == [True]
    person.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
