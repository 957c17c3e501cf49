"""The running page by keyboard, in the editor and in plain text, and without scripts at all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from commons import richtext
from commons.models import Role
from interviews.models import Choice, Interview, Note, NoteRevision, Question, Section
from tests import factories
from tests.browser import PHONE, WIDE
from tests.interviews.writing import SAVED, at_end, opened, state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def note() -> Note:
    """Two paragraphs, one long question and a closed one."""
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons, "Chercheuse")
    interview = factories.interview(factories.ecosystem(commons), researcher)
    section = Section.objects.get(revision=interview.revision)
    closed = Question.objects.create(section=section, key="local", position=2, kind="one_choice", text="Un local ?")
    Choice.objects.create(question=closed, key="oui", position=1, label="Oui")
    return factories.note(interview, researcher, "<p>Un premier constat.</p><p>Un second constat.</p>").note


def signed_in(visit: Callable[..., Any], note: Note, **options: Any) -> Any:
    person = visit(WIDE, **options)
    assert note.author is not None
    person.sign_in(note.author.email)
    return person


def latest(note: Note) -> NoteRevision:
    found = note.latest()
    assert found is not None
    return found


def place(page: Page, typed: str) -> None:
    """The one gesture: the list opens, some words, Enter."""
    page.keyboard.press("Alt+Shift+Q")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def saved(page: Page) -> None:
    expect(state(page)).to_have_text("Pas encore enregistré")
    expect(state(page)).to_have_text(SAVED, timeout=8000)


def test_by_keyboard_a_passage_is_put_under_a_question_and_taken_off(visit: Callable[..., Any], note: Note) -> None:
    person = signed_in(visit, note)
    first, second = richtext.blocks(latest(note).body)
    page = opened(person, note)
    expect(page.locator("[data-role=uncovered-count]")).to_have_text("2")
    at_end(page)
    place(page, "travaillez")
    expect(page.locator(f"#{second.id}")).to_have_attribute("data-questions", "1")
    expect(page.locator("[data-role=said]")).to_have_text("Passage rangé sous la question 1.")
    expect(page.get_by_role("button", name="Un second constat.", exact=True)).to_be_visible()
    expect(page.locator("[data-role=uncovered-count]")).to_have_text("1")
    page.get_by_role("radio", name="Oui").check()
    expect(page.locator("[data-role=uncovered-count]")).to_have_text("0")
    saved(page)
    assert latest(note).passages == {second.id: ["cooperer"]}
    assert latest(note).answers == {"local": "oui"}
    person.check("page de l’entretien")
    page.set_viewport_size(PHONE)
    person.check("page de l’entretien, étroite")
    page.set_viewport_size(WIDE)

    page.get_by_role("button", name="Retirer – Un second constat.").press("Enter")
    expect(page.get_by_role("button", name="Mettre ici le passage choisi").first).to_be_focused()
    saved(page)
    assert latest(note).passages == {}
    assert [block.id for block in richtext.blocks(latest(note).body)] == [first.id, second.id]


def test_plain_text_has_the_same_gesture(visit: Callable[..., Any], note: Note) -> None:
    person = signed_in(visit, note)
    blocks = richtext.blocks(latest(note).body)
    page: Page = person.go(note.get_absolute_url())
    page.get_by_role("link", name="Écrire en texte simple").click()
    page.wait_for_url(re.compile("ecrire=texte"))
    expect(page.get_by_role("button", name="Ranger ce passage")).to_be_visible()
    area = page.get_by_role("textbox", name=str(note))
    area.press("Control+End")
    page.keyboard.press("Alt+Shift+Q")
    page.keyboard.type("introuvable")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Aucune question")
    page.keyboard.press("Escape")
    place(page, "1")
    expect(area).to_have_value("Un premier constat.\n\n[question : 1]\nUn second constat.")
    expect(area).to_be_focused()
    saved(page)
    assert richtext.blocks(latest(note).body) == blocks
    assert latest(note).passages == {blocks[1].id: ["cooperer"]}
    person.check("texte simple")


@pytest.fixture
def conditional(note: Note) -> None:
    """A surface asked of those who have premises, what they lack asked of the others, a town asked of large ones."""
    section = Section.objects.get(revision=note.interview.revision)
    Choice.objects.create(question=Question.objects.get(key="local"), key="non", position=2, label="Non")
    for position, (key, kind, *test) in enumerate(
        [
            ("surface", "number", "local", "equals", "oui"),
            ("manque", "short_text", "local", "differs", "oui"),
            ("ville", "commune", "surface", "above", 100),
        ],
        start=3,
    ):
        tests = [dict(zip(("key", "operator", "value"), test, strict=True))]
        Question.objects.create(
            section=section, key=key, position=position, kind=kind, text=f"Quelle {key} ?",
            conditions={"join": "all", "tests": tests},
        )  # fmt: skip


@pytest.mark.usefixtures("conditional")
def test_without_a_network_questions_come_and_go_as_answers_are_typed(visit: Callable[..., Any], note: Note) -> None:
    person = signed_in(visit, note)
    person.expect_error("ERR_INTERNET_DISCONNECTED")
    page: Page = person.go(f"{note.get_absolute_url()}?ecrire=texte")
    expect(page.get_by_role("button", name="Ranger ce passage")).to_be_visible()
    size, lack, town = (page.locator(f"#q-{key}") for key in ("surface", "manque", "ville"))
    person.context.set_offline(True)
    left = page.locator("[data-role=uncovered-count]")
    expect(size).to_be_hidden()
    expect(left).to_have_text("3")
    page.get_by_role("radio", name="Oui").check()
    expect(size).to_be_visible()
    expect(lack).to_be_hidden()
    expect(left).to_have_text("2")
    size.get_by_role("textbox").press_sequentially("1 2")
    expect(town).to_be_hidden()
    size.get_by_role("textbox").press_sequentially("0")
    expect(town).to_be_visible()  # at once, before the field is left

    page.get_by_role("radio", name="Non").check()
    expect(size).to_contain_text("Ce qui en est noté est gardé.")
    expect(size.get_by_role("textbox")).to_have_value("1 20")
    expect(town).to_be_hidden()  # the answer to a question that is not asked counts for nothing
    expect(lack).to_be_visible()
    size.get_by_role("textbox").fill("")
    expect(size).to_be_visible()  # not under one’s hands
    page.get_by_role("radio", name="Non").focus()
    expect(size).to_be_hidden()
    person.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=10_000)
    assert latest(note).answers == {"local": "non"}


@pytest.mark.usefixtures("conditional")
def test_hiding_a_question_loses_no_answer(visit: Callable[..., Any], note: Note) -> None:
    person = signed_in(visit, note)
    page: Page = person.go(f"{note.get_absolute_url()}?ecrire=texte")
    expect(page.get_by_role("button", name="Ranger ce passage")).to_be_visible()
    page.get_by_role("radio", name="Oui").check()
    page.locator("#q-surface").get_by_role("textbox").fill("40")
    page.get_by_role("radio", name="Non").check()
    saved(page)
    assert latest(note).answers == {"local": "non", "surface": 40}
    page.reload()
    expect(page.locator("#q-surface")).to_contain_text("cette question ne se pose pas")


@pytest.mark.usefixtures("conditional")
def test_an_answer_that_only_the_server_reads_is_learnt_from_it(visit: Callable[..., Any], note: Note) -> None:
    Question.objects.filter(key="ville").update(conditions={})
    Question.objects.filter(key="manque").update(
        position=9, conditions={"join": "all", "tests": [{"key": "ville", "operator": "answered"}]}
    )
    person = signed_in(visit, note)
    page: Page = person.go(f"{note.get_absolute_url()}?ecrire=texte")
    expect(page.get_by_role("button", name="Ranger ce passage")).to_be_visible()
    page.locator("#q-ville").get_by_role("combobox").fill("Nulle-Part")
    expect(page.locator("#q-manque")).to_be_visible()
    expect(state(page)).to_contain_text("sauf des réponses à corriger", timeout=8000)
    expect(page.locator("#q-manque")).to_be_hidden()


def test_without_scripts_notes_are_written_as_plain_text(visit: Callable[..., Any], note: Note) -> None:
    person = signed_in(visit, note, java_script_enabled=False)
    page: Page = person.go(note.get_absolute_url())
    area = page.get_by_role("textbox", name=str(note))
    expect(area).to_have_value("Un premier constat.\n\nUn second constat.")
    area.fill("Un premier constat.\n\n[question : 1]\nUn second constat.\n\n- un ajout")
    page.get_by_role("radio", name="Oui").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Vos notes sont enregistrées.")).to_be_visible()
    assert [block.text for block in richtext.blocks(latest(note).body)][-1] == "un ajout"
    assert latest(note).answers == {"local": "oui"}
    assert list(latest(note).passages.values()) == [["cooperer"]]


def test_without_a_grid_no_list_opens_and_the_way_to_choose_one_is_shown(visit: Callable[..., Any], note: Note) -> None:
    Interview.objects.filter(pk=note.interview_id).update(revision=None)
    page: Page = signed_in(visit, note).go(f"{note.get_absolute_url()}?ecrire=texte")
    page.get_by_role("textbox", name=str(note)).focus()
    page.keyboard.press("Alt+Shift+Q")
    expect(page.get_by_role("link", name="Choisir la grille")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-role=said]")).to_have_text("Choisissez d’abord une grille.")
    expect(page.get_by_role("button", name="Ranger ce passage…")).to_be_hidden()
