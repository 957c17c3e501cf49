"""Chromium without a connection, with a lost session, an hour late, before someone else's text: what was typed is on
the server or on the device, and the page says where."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interviews.models import Interview, Note, NoteRevision
from tests import factories
from tests.browser import PHONE
from tests.interviews.offline import LOST, ON_DEVICE, body, kept, on_own_device, save
from tests.interviews.writing import SAVED, opened, paper, state, type_at_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_tab_closed_without_a_network_gives_its_text_back_then_lets_go_of_it(own: Any, note: Note) -> None:
    page = opened(own, note)
    own.context.set_offline(True)
    type_at_end(page, " Dans le train.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    type_at_end(page, " Encore.")
    page.wait_for_timeout(200)
    page.close()
    own.context.set_offline(False)
    own.page = own.context.new_page()
    page = opened(own, note)
    expect(paper(page)).to_contain_text("Dans le train. Encore.")
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    assert body(note).count("Dans le train. Encore.") == 1
    page.wait_for_timeout(200)
    assert kept(page) == 0
    assert note.revisions.count() <= 3


def test_a_prepared_page_opens_without_a_network_with_the_latest_text(own: Any, note: Note) -> None:
    page = own.go(reverse("interview_list"))
    page.get_by_role("button", name="Préparer hors connexion").click()
    expect(page.get_by_text("Prêt hors connexion")).to_be_visible()
    page = opened(own, note)
    type_at_end(page, " En ligne.")
    save(page)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    own.context.set_offline(True)
    page = opened(own, note)
    expect(paper(page)).to_contain_text("Un second constat. En ligne.")
    type_at_end(page, " Hors ligne.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    own.go(reverse("grid_list"))
    expect(page.get_by_role("heading", name="Hors connexion")).to_be_visible()
    own.check("hors connexion")
    page.get_by_role("link", name=re.compile("vos notes")).click()
    expect(paper(page)).to_contain_text("En ligne. Hors ligne.")
    own.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    assert "Un second constat. En ligne. Hors ligne." in body(note)


def test_signing_out_wipes_the_device_and_another_account_finds_nothing(own: Any, note: Note) -> None:
    page = own.go(reverse("interview_list"))
    page.get_by_role("button", name="Préparer hors connexion").click()
    expect(page.get_by_text("Prêt hors connexion")).to_be_visible()
    assert kept(page, "pages") == 1
    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    assert [kept(page, drawer) for drawer in ("keys", "pages", "drafts", "texts")] == [0, 0, 0, 0]
    own.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        own.go(note.get_absolute_url())


def test_what_one_account_left_is_wiped_when_another_signs_in(own: Any, note: Note, interview: Interview) -> None:
    page = opened(own, note)
    own.context.clear_cookies()  # or the worker, once the tab is closed, would send it
    on_own_device(own.context, own.base)
    own.context.set_offline(True)
    type_at_end(page, " Secret.")
    save(page)
    expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
    page.close()
    own.context.set_offline(False)
    other = interview.interviewers.exclude(user=note.author).get().user
    own.page = own.context.new_page()
    own.sign_in(other.email)
    own.page.wait_for_timeout(300)
    assert kept(own.page) == 0
    assert "Secret" not in body(note)


def test_a_session_that_ends_while_typing_loses_nothing_and_comes_back_by_signing_in(own: Any, note: Note) -> None:
    own.expect_error("403|Failed to load resource")
    page = opened(own, note)
    Session.objects.all().delete()
    type_at_end(page, " Toujours là.")
    save(page)
    expect(state(page)).to_have_text(re.compile("session a expiré. Votre texte est sur cet appareil"), timeout=8000)
    page.get_by_role("link", name="Se reconnecter").click()
    assert note.author
    page.get_by_label("Adresse e-mail").fill(note.author.email)
    page.get_by_label(re.compile(r"^Mot de passe\s*:?$")).fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name=re.compile("connecter", re.IGNORECASE)).first.click()
    expect(paper(page)).to_contain_text("Toujours là.")
    expect(state(page)).to_have_text(SAVED)
    assert "Toujours là." in body(note)


def test_the_hour_of_a_save_is_the_servers_on_a_device_an_hour_wrong(own: Any, note: Note) -> None:
    own.context.add_init_script("const now = Date.now; Date.now = () => now() + 3600e3")
    page = opened(own, note)
    type_at_end(page, " À l’heure.")
    save(page)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    latest = note.latest()
    assert latest is not None
    expect(state(page)).to_have_text(f"Enregistré à {timezone.localtime(latest.at):%H:%M}")


def test_two_writers_choose_block_by_block_and_neither_text_is_lost(own: Any, note: Note) -> None:
    own.expect_error("409")
    with own.page.expect_response(re.compile("/etat/")):  # a text that came before would take the place of this one
        page = opened(own, note)
    first = body(note)
    theirs = first.replace("Un premier constat.", "Le premier constat de l’autre.")
    NoteRevision.objects.create(note=note, number=2, body=theirs, by=note.author)
    type_at_end(page, " Mon ajout.")
    save(page)
    asked = page.locator("[data-role=conflict]")
    expect(asked.get_by_role("group")).to_have_count(2, timeout=8000)
    expect(state(page)).to_have_text(re.compile("Conflit à résoudre"))
    expect(asked.get_by_role("group").nth(0).get_by_label("Prendre l’autre")).to_be_checked()
    expect(asked.get_by_role("group").nth(1).get_by_label("Garder le mien")).to_be_checked()
    own.check("conflit")
    page.get_by_role("button", name="Enregistrer le texte rapproché").click()
    expect(state(page)).to_have_text(SAVED)
    assert "Le premier constat de l’autre." in body(note)
    assert "Un second constat. Mon ajout." in body(note), body(note)
    assert note.revisions.count() == 3


def test_words_typed_without_looking_once_a_conflict_took_the_focus_go_to_the_text(own: Any, note: Note) -> None:
    own.expect_error("409")
    page = opened(own, note)
    type_at_end(page, " Mon ajout. ")
    save(page)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    theirs = body(note).replace("Un premier constat.", "Le premier constat de l’autre.")
    NoteRevision.objects.create(note=note, number=3, body=theirs, by=note.author)
    type_at_end(page, "Puis un autre.")
    expect(page.get_by_role("heading", name="Deux textes à rapprocher")).to_be_focused(timeout=8000)
    page.keyboard.type(" Et sans regarder.")
    expect(paper(page)).to_contain_text("Mon ajout. Puis un autre. Et sans regarder.")
    # The space typed last, that the server drops, is no difference: nobody is offered the same words twice.
    expect(page.locator("[data-role=conflict]").get_by_role("radio", checked=True)).to_have_count(2)
    expect(page.locator("[data-role=conflict]").get_by_label("Garder le mien").last).to_be_checked()


def test_a_later_text_is_told_at_once_on_coming_back_to_the_page(own: Any, note: Note) -> None:
    with own.page.expect_response(re.compile("/etat/")):
        page = opened(own, note)
    NoteRevision.objects.create(note=note, number=2, body="<p>Plus récent.</p>", by=note.author)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("Un texte plus récent est enregistré").first).to_be_visible()
    page.get_by_role("button", name="L’afficher").click()
    expect(paper(page)).to_contain_text("Plus récent.")


def test_the_second_writer_is_told_on_opening_and_the_first_when_the_second_types(
    visit: Callable[..., Any], interview: Interview
) -> None:
    pair = [line.user for line in interview.interviewers.select_related("user").order_by("user__name")]
    account = factories.note(interview, pair[0], "<p>Un premier constat.</p>", shared=True).note
    people = [visit(), visit(PHONE)]
    for person, user in zip(people, pair, strict=True):
        person.sign_in(user.email)
    (first, second), told = people, "écrit aussi ce texte en ce moment."
    with first.page.expect_response(re.compile("ecrit=1")):
        type_at_end(opened(first, account), " Du premier.")
    page = opened(second, account)
    expect(page.get_by_role("status").filter(has_text=f"{pair[0].name} {told}")).to_be_in_viewport()
    second.check("à deux")
    with page.expect_response(re.compile("ecrit=1")):
        type_at_end(page, " Du second.")
    first.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(first.page.get_by_role("status").filter(has_text=f"{pair[1].name} {told}")).to_be_visible()
    second.expect_error("409")
    expect(page.get_by_role("heading", name="Deux textes à rapprocher")).to_be_focused(timeout=8000)
    page.get_by_role("button", name="Enregistrer le texte rapproché").click()
    expect(state(page)).to_have_text(SAVED)
    assert all(words in body(account) for words in ("Du premier.", "Du second."))
    first.go(reverse("interview_list"))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("status").filter(has_text=told)).to_have_count(0)


def test_a_shared_device_keeps_nothing(visit: Callable[..., Any], note: Note) -> None:
    person = visit()
    person.expect_error(LOST)
    assert note.author
    person.sign_in(note.author.email)
    page = opened(person, note)
    page.get_by_role("button", name="D’autres s’en servent").click()
    expect(page.get_by_text("rien n’est gardé sur cet appareil")).to_be_visible()
    person.context.set_offline(True)
    type_at_end(page, " Sur l’écran.")
    save(page)
    expect(state(page)).to_have_text(re.compile("votre texte est sur cet écran"), timeout=8000)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    person.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    person.go(reverse("interview_list"))
    page.get_by_text("Écrire hors connexion").click()
    expect(page.get_by_text("Cet appareil est partagé")).to_be_visible()
    expect(page.get_by_role("button", name="Préparer hors connexion")).to_have_count(0)
