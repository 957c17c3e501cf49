"""The editor in Chromium: what the line under it says is true, and nothing typed is ever lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from commons import richtext
from commons.models import Commons, Role
from interviews.models import Note, NoteRevision, Question, Section
from tests import factories
from tests.interviews.writing import SAVED, at_end, opened, paper, press, state, type_at_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFLINE = r"ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def desk(visit: Callable[..., Any]) -> tuple[Any, Note]:
    """A researcher signed in before their note, which has two paragraphs."""
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons, "Chercheuse")
    interview = factories.interview(factories.ecosystem(commons), researcher)
    note = factories.note(interview, researcher, "<p>Un premier constat.</p><p>Un second constat.</p>").note
    person = visit()
    person.sign_in(researcher.email)
    return person, note


def alert(page: Page) -> Locator:
    return page.locator("[data-role=alert]")


def latest(note: Note) -> NoteRevision:
    found = note.latest()
    assert found is not None
    return found


def test_a_pause_saves_and_blocks_keep_their_identifiers(desk: tuple[Any, Note]) -> None:
    person, note = desk
    first = richtext.blocks(latest(note).body)
    page = opened(person, note)
    expect(paper(page)).to_contain_text("Un second constat.")
    type_at_end(page, " Ajout.")
    expect(state(page)).to_have_text("Pas encore enregistré")
    page.keyboard.press("Enter")
    page.keyboard.type("Un troisième.")
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    expect(alert(page)).to_have_text("")  # a saved pause is not announced
    second = richtext.blocks(latest(note).body)
    assert [block.text for block in second] == ["Un premier constat.", "Un second constat. Ajout.", "Un troisième."]
    assert [block.id for block in second[:2]] == [block.id for block in first]

    page.keyboard.type(" Suite.")
    expect(state(page)).to_have_text("Pas encore enregistré")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(state(page)).to_have_text(SAVED)
    third = richtext.blocks(latest(note).body)
    assert third[-1].text == "Un troisième. Suite."
    assert [block.id for block in third] == [block.id for block in second]
    person.check("note")


def test_a_text_pushed_down_keeps_its_identifier(desk: tuple[Any, Note]) -> None:
    person, note = desk
    first = richtext.blocks(latest(note).body)
    page = opened(person, note)
    press(page, "Control+Home", "Enter")
    press(page, "ArrowUp")
    page.keyboard.type("Avant tout.")
    expect(state(page)).to_have_text("Pas encore enregistré")
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    saved = richtext.blocks(latest(note).body)
    assert [block.text for block in saved] == ["Avant tout.", "Un premier constat.", "Un second constat."]
    assert [block.id for block in saved[1:]] == [block.id for block in first]


def test_a_pasted_copy_gets_its_own_identifier(desk: tuple[Any, Note]) -> None:
    person, note = desk
    first = richtext.blocks(latest(note).body)
    page = opened(person, note)
    press(page, "Control+a", "Control+c", "Control+End", "Enter", "Control+v")
    expect(paper(page).locator("p[id]")).to_have_count(4)
    identifiers = paper(page).locator("p[id]").evaluate_all("found => found.map(block => block.id)")
    assert len(set(identifiers)) == len(identifiers)
    assert identifiers[:2] == [block.id for block in first]


def test_a_lost_network_keeps_the_text_and_sends_it_when_it_is_back(desk: tuple[Any, Note]) -> None:
    person, note = desk
    person.expect_error(OFFLINE)
    page = opened(person, note)
    person.context.set_offline(True)
    type_at_end(page, " Dans le train.")
    lost = "Connexion perdue : votre texte est sur cet écran, il sera envoyé dès que possible."
    expect(state(page)).to_have_text(lost, timeout=8000)
    expect(alert(page)).to_have_text(lost)
    assert "Dans le train" not in latest(note).body
    page.keyboard.type(" Toujours.")
    expect(state(page)).to_have_text(lost)
    person.context.set_offline(False)
    expect(alert(page)).to_have_text("Connexion rétablie : votre texte est enregistré.", timeout=10_000)
    expect(state(page)).to_have_text(SAVED)
    assert "Dans le train. Toujours." in latest(note).body


def test_a_conflict_shows_both_texts_and_loses_neither(desk: tuple[Any, Note]) -> None:
    person, note = desk
    person.expect_error("409")
    page = opened(person, note)
    theirs = "<p>Le texte de l’autre onglet.</p><p>Un second constat.</p>"
    other = NoteRevision.objects.create(note=note, number=2, body=theirs, by=note.author)
    at_end(page)
    press(page, "Enter", "Control+Home", "End")
    page.keyboard.type(" Mon ajout.")
    expect(state(page)).to_contain_text("Conflit", timeout=8000)
    expect(page.get_by_role("heading", name="Deux textes à rapprocher")).to_be_focused()
    expect(alert(page)).to_have_text("")  # the focus says it: twice would be once too many
    expect(page.locator("[data-role=which]")).to_have_text(["1/1"])  # a blank line is no passage
    expect(page.locator("[data-role=conflict]")).to_contain_text("Le texte de l’autre onglet.")
    expect(paper(page)).to_contain_text("Mon ajout.")
    assert latest(note) == other
    person.check("conflit")
    page.get_by_role("button", name="Enregistrer le texte rapproché").click()
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator("[data-role=conflict]")).to_be_hidden()
    assert latest(note).number == 3
    assert "Mon ajout." in latest(note).body


@pytest.fixture
def beside(desk: tuple[Any, Note]) -> NoteRevision:
    """The same text with three closed questions, each with an answer."""
    note = desk[1]
    section = Section.objects.get(revision=note.interview.revision)
    for position, key in enumerate(("salaries", "lots", "sites"), start=2):
        Question.objects.create(section=section, key=key, position=position, kind="number", text=f"Combien, {key} ?")
    before = latest(note)
    return NoteRevision.objects.create(
        note=note, number=2, body=before.body, by=note.author, answers={"salaries": 3, "lots": 1, "sites": 1}
    )


def written_by_another(before: NoteRevision, **fields: Any) -> NoteRevision:
    standing = {"body": before.body, "by": before.by, "answers": before.answers, "passages": before.passages}
    return NoteRevision.objects.create(note=before.note, number=before.number + 1, **{**standing, **fields})


def test_answers_that_both_changed_are_shown_side_by_side_and_one_is_chosen(
    desk: tuple[Any, Note], beside: NoteRevision
) -> None:
    person, note = desk
    person.expect_error("409")
    page = opened(person, note)
    other = written_by_another(beside, answers={"salaries": 4, "lots": 2, "sites": 1})
    page.locator("[name=reponse-salaries]").fill("5")
    page.locator("[name=reponse-sites]").fill("9")
    expect(state(page)).to_contain_text("Conflit", timeout=8000)
    asked = {title: page.get_by_role("group", name=title) for title in ("salaries", "lots", "sites")}
    expect(asked["salaries"].locator("[data-role=mine]")).to_have_text("5")
    expect(asked["salaries"].locator("[data-role=theirs]")).to_have_text("4")
    expect(asked["salaries"].get_by_role("radio", checked=True)).to_have_count(0)
    expect(asked["lots"].get_by_label("Prendre ce qui est dans l’autre")).to_be_checked()
    expect(asked["sites"].get_by_label("Garder ce qui est chez vous")).to_be_checked()
    person.check("conflit de réponses")
    keep = page.get_by_role("button", name="Enregistrer le texte rapproché")
    keep.click()
    expect(asked["salaries"]).to_contain_text("Choisissez une des deux réponses.")
    expect(asked["salaries"].get_by_role("radio").first).to_be_focused()
    assert latest(note) == other
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(asked["salaries"].get_by_role("radio").first).to_be_focused()  # choosing moves nothing away
    page.keyboard.press("ArrowDown")
    keep.press("Enter")
    expect(state(page)).to_have_text(SAVED)
    assert latest(note).answers == {"salaries": 4, "lots": 2, "sites": 9}
    expect(page.locator("[name=reponse-salaries]")).to_have_value("4")
    expect(page.locator("[name=reponse-lots]")).to_have_value("2")


def test_answers_to_different_questions_come_together_without_asking(
    desk: tuple[Any, Note], beside: NoteRevision
) -> None:
    person, note = desk
    person.expect_error("409")
    page = opened(person, note)
    written_by_another(beside, answers={**beside.answers, "lots": 2})
    page.locator("[name=reponse-sites]").fill("9")
    expect(page.locator("[name=reponse-lots]")).to_have_value("2", timeout=8000)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-role=conflict]")).to_be_hidden()
    assert latest(note).answers == {"salaries": 3, "lots": 2, "sites": 9}


def test_a_passage_put_under_different_questions_by_both_is_shown_both_ways(
    desk: tuple[Any, Note], beside: NoteRevision
) -> None:
    person, note = desk
    person.expect_error("409")
    first, second = richtext.blocks(beside.body)
    page = opened(person, note)
    written_by_another(beside, passages={second.id: ["lots"], first.id: ["sites"]})
    at_end(page)
    page.locator("#q-salaries").get_by_role("button", name="Mettre ici le passage choisi").click()
    expect(state(page)).to_contain_text("Conflit", timeout=8000)
    asked = page.get_by_role("group", name="Un second constat.")
    expect(asked.locator("[data-role=mine]")).to_have_text("rangé sous\u00a0: 2")
    expect(asked.locator("[data-role=theirs]")).to_have_text("rangé sous\u00a0: 3")
    expect(asked.get_by_label("Garder les deux")).to_be_checked()
    page.get_by_role("button", name="Enregistrer le texte rapproché").click()
    expect(state(page)).to_have_text(SAVED)
    assert {block: set(keys) for block, keys in latest(note).passages.items()} == {
        first.id: {"sites"},
        second.id: {"salaries", "lots"},
    }


def test_an_expired_session_says_so_and_keeps_the_text(desk: tuple[Any, Note]) -> None:
    person, note = desk
    person.expect_error("403")
    page = opened(person, note)
    person.context.clear_cookies()
    type_at_end(page, " Encore là.")
    expect(alert(page)).to_contain_text("Votre session a expiré", timeout=8000)
    expect(paper(page)).to_contain_text("Encore là.")
    assert "Encore là" not in latest(note).body


def test_a_text_only_on_the_screen_is_saved_on_coming_back_from_signing_in_in_another_tab(
    desk: tuple[Any, Note],
) -> None:
    person, note = desk
    person.expect_error("403|Failed to load resource")
    page = opened(person, note)
    Session.objects.all().delete()
    type_at_end(page, " Encore là.")
    expect(alert(page)).to_contain_text("Votre session a expiré", timeout=8000)
    ways = page.get_by_role("link", name="Se reconnecter")
    expect(ways).to_have_count(1)  # the only way is one that does not take the page away
    with person.context.expect_page() as opening:
        ways.click()
    other, person.page = opening.value, opening.value
    assert note.author
    other.get_by_label("Adresse e-mail").fill(note.author.email)
    other.get_by_label(re.compile(r"^Mot de passe\s*:?$")).fill(factories.PASSWORD)
    other.get_by_role("main").get_by_role("button", name=re.compile("connecter", re.IGNORECASE)).first.click()
    expect(other.get_by_role("heading", name="Votre session est rouverte")).to_be_visible()
    person.check("session rouverte")
    other.close()
    expect(alert(page)).to_have_text("Connexion rétablie : votre texte est enregistré.", timeout=8000)
    expect(ways).to_have_count(0)
    expect(state(page)).to_have_text(SAVED)
    assert "Encore là." in latest(note).body


def test_a_second_factor_asked_for_meanwhile_is_said_with_its_link_and_keeps_the_text(desk: tuple[Any, Note]) -> None:
    person, note = desk
    person.expect_error("403")
    page = opened(person, note)
    Commons.objects.update(requires_second_factor=True)
    type_at_end(page, " Encore là.")
    expect(alert(page)).to_contain_text("Votre commun demande un second facteur", timeout=8000)
    remedy = page.get_by_role("link", name="Donner le second facteur")
    expect(remedy).to_have_attribute("href", re.compile(r"^/compte/2fa/\?next=%2Fentretiens%2F"))
    expect(page.get_by_role("link", name="Se reconnecter")).to_be_hidden()
    expect(paper(page)).to_contain_text("Encore là.")
    Commons.objects.update(requires_second_factor=False)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    expect(remedy).to_be_hidden()
    assert "Encore là." in latest(note).body


def test_leaving_with_unsaved_text_asks_first(desk: tuple[Any, Note]) -> None:
    person, note = desk
    page = opened(person, note)
    type_at_end(page, " Pas enregistré.")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_the_editor_speaks_french_and_says_its_name(desk: tuple[Any, Note]) -> None:
    person, note = desk
    page = opened(person, note)
    expect(page.get_by_role("textbox", name=str(note))).to_be_visible()
    expect(page.get_by_role("button", name="Gras")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Insérer un tableau").click()
    expect(page.get_by_role("dialog")).to_contain_text("Avec une ligne d’en-tête")
