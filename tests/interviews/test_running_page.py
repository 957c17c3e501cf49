"""The running page: passages under questions, closed questions beside the text, plain text instead of the editor."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from commons import richtext
from interviews.models import Choice, GridRevision, Interview, NoteRevision, Question, Section
from interviews.notes import desk
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

JSON = {"Accept": "application/json"}
Kind = Question.Kind


@pytest.fixture
def grid(cast: Scene) -> None:
    """One question of each kind after the long one of the factories, and one asked only of those with premises."""
    section = Section.objects.get(revision=cast.interview.revision)
    kinds = [kind for kind in Kind if kind != Kind.LONG_TEXT]
    for position, kind in enumerate(kinds, start=2):
        question = Question.objects.create(
            section=section, key=kind.value.replace("_", "-"), position=position, kind=kind, text=f"Question {kind}"
        )
        if "choice" in kind:
            for rank, label in enumerate(("Oui", "Non"), start=1):
                Choice.objects.create(question=question, key=label.lower(), position=rank, label=label)
    Question.objects.create(
        section=section,
        key="surface",
        position=20,
        kind=Kind.NUMBER,
        text="Quelle surface ?",
        conditions={"join": "all", "tests": [{"key": "one-choice", "operator": "equals", "value": "oui"}]},
    )


def latest(cast: Scene) -> NoteRevision:
    found = cast.note.latest()
    assert found is not None
    return found


def send(cast: Scene, client: StrictClient, **fields: Any) -> Any:
    standing = latest(cast)
    data = {"body": standing.body, "base": standing.number, **fields}
    return client.post(cast.note.get_absolute_url(), data, headers=JSON)


def page(cast: Scene, client: StrictClient, choice: str = "") -> str:
    return client.get(cast.note.get_absolute_url() + choice).content.decode()


TYPED = {
    "short-text": " Un mot ",
    "one-choice": "oui",
    "several-choices": ["non", "oui"],
    "scale": "4",
    "number": "1 234,5",
    "date": "2026-03-12",
    "organisation": "Agence du terrain",
}
KEPT = {
    "short-text": "Un mot",
    "one-choice": "oui",
    "several-choices": ["oui", "non"],
    "scale": 4,
    "number": 1234.5,
    "date": "2026-03-12",
}


@pytest.mark.usefixtures("grid")
def test_closed_questions_of_every_kind_are_saved_with_the_text(cast: Scene, researcher: StrictClient) -> None:
    town = factories.commune("91200", name="Dourdan")
    typed = {**TYPED, "commune": f"{town.name} ({town.code})"}
    answer = send(cast, researcher, answers=json.dumps(typed)).json()
    assert answer["refused"] == {}
    kept = latest(cast).answers
    organisation = {"id": str(cast.organisation.pk), "name": "Agence du terrain"}
    assert kept == {**KEPT, "commune": "91200", "organisation": organisation}
    shown = page(cast, researcher)
    assert 'value="Dourdan (91200)"' in shown
    assert 'value="Agence du terrain"' in shown


@pytest.mark.usefixtures("grid")
def test_a_refused_answer_is_said_and_holds_nothing_else_back(cast: Scene, researcher: StrictClient) -> None:
    typed = json.dumps({"number": "beaucoup", "scale": "3", "commune": "Nulle-Part"})
    answer = send(cast, researcher, body="<p>Suite.</p>", answers=typed).json()
    assert set(answer["refused"]) == {"number", "commune"}
    assert latest(cast).answers == {"scale": 3}
    assert "Suite." in latest(cast).body


@pytest.mark.parametrize("headers", [{}, JSON])
@pytest.mark.parametrize("field", ["answers", "passages"])
@pytest.mark.parametrize("sent", ["[" * 100_000, '{"number": %s}' % ("9" * 5_000)])
def test_what_a_script_sends_beyond_reading_is_malformed(
    cast: Scene, researcher: StrictClient, field: str, sent: str, headers: dict[str, str]
) -> None:
    fields = {"body": "<p>Suite.</p>", "base": 1, field: sent}
    assert researcher.post(cast.note.get_absolute_url(), fields, headers=headers).status_code == 422
    assert latest(cast).number == 1


@pytest.mark.pair
@pytest.mark.usefixtures("grid")
@pytest.mark.parametrize("unwritable", [r"\u0000", r"\ud800", r"\uffff"])
def test_what_no_database_holds_is_left_out_of_an_answer_and_names_no_question(
    cast: Scene, researcher: StrictClient, unwritable: str
) -> None:
    answer = send(cast, researcher, answers=f'{{"organisation": "Agence {unwritable} du terrain"}}').json()
    assert answer["refused"] == {}
    assert latest(cast).answers["organisation"]["name"] == "Agence du terrain"
    block = richtext.blocks(latest(cast).body)[0]
    assert send(cast, researcher, passages=f'{{"{block.id}": ["cle{unwritable}"]}}').status_code == 422


@pytest.mark.usefixtures("grid")
def test_an_answer_left_out_stays_and_an_emptied_one_goes(cast: Scene, researcher: StrictClient) -> None:
    send(cast, researcher, answers=json.dumps({"number": "3", "scale": "3"}))
    send(cast, researcher, answers=json.dumps({"number": ""}))
    assert latest(cast).answers == {"scale": 3}


@pytest.mark.usefixtures("grid")
def test_a_question_is_asked_only_when_its_condition_holds(cast: Scene, researcher: StrictClient) -> None:
    unasked = 'data-question="surface" data-unasked'
    assert unasked in page(cast, researcher)
    answer = send(cast, researcher, answers=json.dumps({"one-choice": "oui"})).json()
    assert answer["kept"] == {"one-choice": "oui"}
    assert unasked not in page(cast, researcher)


@pytest.mark.usefixtures("grid")
def test_the_page_is_told_what_its_conditions_look_at_and_nothing_else(cast: Scene, researcher: StrictClient) -> None:
    factories.commune("91200", name="Dourdan")
    Question.objects.filter(key="surface").update(
        conditions={"join": "all", "tests": [{"key": "commune", "operator": "equals", "value": "91200"}]}
    )
    send(cast, researcher, answers=json.dumps({"commune": "Dourdan", "short-text": "un mot"}))
    found = re.search(r'data-rules="([^"]*)"', page(cast, researcher))
    assert found
    town, size = json.loads(unescape(found[1]))
    told = {"answer": "91200", "shown": "Dourdan (91200)", "names": {"91200": "Dourdan"}}
    assert town == {"key": "commune", "kind": "commune", "condition": {}, **told}
    assert (size["key"], size["answer"], size["shown"]) == ("surface", None, "")


@pytest.fixture
def for_towns(cast: Scene) -> Question:
    """A question meant for towns, in the grid of an interview whose organisation is an association."""
    section = Section.objects.get(revision=cast.interview.revision)
    return Question.objects.create(
        section=section, key="plui", position=2, kind="short_text", text="Que dit le PLUi ?",
        organisation_kinds=["local_authority"],
    )  # fmt: skip


ASIDE = "Questions prévues pour d’autres acteurs"


@pytest.mark.usefixtures("for_towns")
def test_a_question_for_other_actors_stands_aside_counts_for_nothing_and_can_be_answered(
    cast: Scene, researcher: StrictClient
) -> None:
    shown = page(cast, researcher)
    assert f"{ASIDE} (1)" in shown
    assert "Prévue pour\u00a0: collectivité" in shown
    assert uncovered(shown) == "1"
    send(cast, researcher, answers=json.dumps({"plui": "Rien encore."}))
    assert latest(cast).answers == {"plui": "Rien encore."}
    shown = page(cast, researcher)
    assert ASIDE not in shown  # spoken of, it stands in its place
    assert uncovered(shown) == "1"


@pytest.mark.parametrize(
    "kinds", [["local_authority"], ["association", "local_authority"], ["other"], []], ids="-".join
)
@pytest.mark.usefixtures("for_towns")
def test_a_question_stands_in_its_place_when_it_may_concern_who_is_met(
    cast: Scene, researcher: StrictClient, kinds: list[str]
) -> None:
    cast.interview.organisations.set([factories.organisation(kind=kind) for kind in kinds])
    shown = page(cast, researcher)
    assert ASIDE not in shown
    assert uncovered(shown) == "2"


def uncovered(shown: str) -> str:
    found = re.search(r'data-role="uncovered-count">(\d+)<', shown)
    assert found
    return found[1]


@pytest.mark.usefixtures("grid")
def test_without_script_all_is_in_one_form_and_a_wrong_answer_keeps_what_was_typed(
    cast: Scene, researcher: StrictClient
) -> None:
    fields = {"base": 1, "format": "texte", "beside": 1, "body": "Un texte *neuf*.", "reponse-number": "douze"}
    refused = researcher.post(cast.note.get_absolute_url(), fields)
    assert refused.status_code == 422
    assert "Écrivez un nombre" in refused.content.decode()
    assert "Un texte *neuf*." in refused.content.decode()
    assert latest(cast).number == 1
    fine = {**fields, "reponse-number": "12", "reponse-several-choices": ["oui", "non"]}
    assert researcher.post(cast.note.get_absolute_url(), fine).status_code == 302
    assert latest(cast).answers == {"number": 12, "several-choices": ["oui", "non"]}
    assert "<em>neuf</em>" in latest(cast).body


def test_a_passage_put_under_a_question_is_shown_there_and_goes_with_its_block(
    cast: Scene, researcher: StrictClient
) -> None:
    block = richtext.blocks(latest(cast).body)[0]
    send(cast, researcher, passages=json.dumps({block.id: ["cooperer"], "b-00000000": ["cooperer"]}))
    assert latest(cast).passages == {block.id: ["cooperer"]}
    assert [part.lines[0].passages for part in desk.parts(cast.interview, latest(cast))] == [[block]]
    coordinator = cast.client("coordinator", StrictClient)
    read = coordinator.get(cast.note.get_absolute_url()).content.decode()
    assert f'id="{block.id}" class="placed" data-questions="1"' in read
    assert f'href="#{block.id}"' in read
    send(cast, researcher, body="<p>Tout autre chose.</p>")
    assert latest(cast).passages == {}


@pytest.mark.parametrize("sent", ["[]", '{"b-1": "x"}', '{"b-1": [3]}', "{", '{"b-1": [""]}'])
def test_malformed_passages_are_refused(cast: Scene, researcher: StrictClient, sent: str) -> None:
    assert send(cast, researcher, passages=sent).status_code == 422
    assert latest(cast).number == 1


@pytest.mark.parametrize("sent", ["[]", "3", "{", '{"scale": {"a": 1}, "organisation": [1], "inconnue": "x"}'])
@pytest.mark.usefixtures("grid")
def test_malformed_answers_are_refused(cast: Scene, researcher: StrictClient, sent: str) -> None:
    response = send(cast, researcher, answers=sent)
    assert response.status_code == 422 or set(response.json()["refused"]) == {"scale", "organisation"}
    assert latest(cast).answers == {}


def test_plain_text_is_chosen_once_and_its_marks_put_passages_under_questions(
    cast: Scene, researcher: StrictClient
) -> None:
    assert "Écrire en texte simple" in page(cast, researcher)
    block = richtext.blocks(latest(cast).body)[0]
    assert ">\nOn partage les chantiers.</textarea>" in page(cast, researcher, "?ecrire=texte")
    assert "<noscript>" not in page(cast, researcher)
    body = "[question : 1]\nOn partage les chantiers.\n\n[question : cooperer]\nUn second constat."
    assert send(cast, researcher, format="texte", body=body).json()["revision"] == 2
    first, second = richtext.blocks(latest(cast).body)
    assert first == block
    assert latest(cast).passages == {first.id: ["cooperer"], second.id: ["cooperer"]}
    assert "[question : 1]\nUn second constat." in page(cast, researcher)  # as the grid beside it says
    assert "&lt;p id=" in page(cast, researcher, "?ecrire=page")


def test_the_way_of_writing_is_that_of_the_page_a_person_opened_last(cast: Scene, researcher: StrictClient) -> None:
    """A navigation that the service worker passes on says ``empty``, as what a script asks does."""
    address = f"{cast.note.get_absolute_url()}?ecrire="
    researcher.get(f"{address}texte", headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "navigate"})
    researcher.get(f"{address}page", headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"})
    assert ">\nOn partage les chantiers.</textarea>" in page(cast, researcher)


def test_a_plain_text_is_read_with_the_numbers_its_page_showed(cast: Scene, researcher: StrictClient) -> None:
    first = cast.interview.revision
    assert first is not None
    block = richtext.blocks(latest(cast).body)[0]
    NoteRevision.objects.filter(pk=latest(cast).pk).update(passages={block.id: ["cooperer"]})
    assert f'name="grid" value="{first.pk}"' in page(cast, researcher, "?ecrire=texte")
    second = GridRevision.objects.create(grid=first.grid, number=2, frozen_at=timezone.now())
    section = Section.objects.create(revision=second, key="cooperer", position=1, title="Coopérer")
    for position, key in enumerate(("avant", "cooperer"), start=1):
        Question.objects.create(section=section, key=key, position=position, text=f"{key} ?")
    Interview.objects.filter(pk=cast.interview.pk).update(revision=second)
    assert "[question : 2]\nOn partage les chantiers." in page(cast, researcher)
    body = "[question : 1]\nOn partage les chantiers, dit-elle."
    stale = {"format": "texte", "grid": str(first.pk)}
    assert send(cast, researcher, body=body, **stale).json()["revision"] == 2
    assert list(latest(cast).passages.values()) == [["cooperer"]]
    told = send(cast, researcher, body="Autre.", **{**stale, "base": 1})
    assert told.json()["text"] == body  # beside what the person typed, in the same numbers
    for grid in ("x", "", str(second.pk)):
        send(cast, researcher, body=f"[question : 1]\nOn {grid} partage.", format="texte", grid=grid)
        assert list(latest(cast).passages.values()) == [["avant"]]


def test_a_conflict_in_plain_text_keeps_what_was_typed_as_it_was_typed(cast: Scene, researcher: StrictClient) -> None:
    factories.note(cast.interview, cast.people["researcher"], "<p>L’autre onglet.</p>")
    fields = {"base": 1, "format": "texte", "body": "[question : 1]\nMon *texte*."}
    response = researcher.post(cast.note.get_absolute_url(), fields)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "[question : 1]\nMon *texte*." in shown
    assert "L’autre onglet." in shown
    assert 'name="base" value="2"' in shown


def written_by_another(cast: Scene, **answers: Any) -> NoteRevision:
    """The same text, saved from another page with these answers."""
    before = latest(cast)
    revision = factories.note(cast.interview, cast.people["researcher"], before.body)
    NoteRevision.objects.filter(pk=revision.pk).update(answers={**before.answers, **answers})
    return revision


@pytest.mark.usefixtures("grid")
def test_a_conflict_told_to_a_script_names_each_answer_that_differs(cast: Scene, researcher: StrictClient) -> None:
    send(cast, researcher, answers=json.dumps({"number": "3", "scale": "1", "one-choice": "oui"}))
    written_by_another(cast, number=4, scale=2)
    typed = json.dumps({"number": "5", "date": "2026-03-12"})
    sent = {"body": "<p>Le mien.</p>", "base": 2, "answers": typed}
    told = researcher.post(cast.note.get_absolute_url(), sent, headers=JSON)
    assert told.status_code == 409
    found = {one["key"]: (one["said"], one["shown"], one["changed"]) for one in told.json()["answers"]}
    assert found == {"number": ("4", "4", True), "scale": ("2 sur 5", "2", True), "date": ("", "", False)}


@pytest.fixture
def conflict(cast: Scene, researcher: StrictClient, grid: None) -> dict[str, Any]:
    """What a page without scripts sends: both changed the number, the other the scale, this one the date."""
    send(cast, researcher, answers=json.dumps({"number": "3", "scale": "1"}))
    other = written_by_another(cast, number=4, scale=2)
    block = richtext.blocks(other.body)[0]
    NoteRevision.objects.filter(pk=other.pk).update(passages={block.id: ["cooperer"]})
    return {
        "base": 2, "format": "texte", "beside": 1, "body": "Mon texte.",
        "reponse-number": "5", "reponse-scale": "1", "reponse-date": "2026-03-12",
    }  # fmt: skip


def test_without_script_both_answers_are_said_and_nothing_is_chosen_where_both_wrote(
    cast: Scene, researcher: StrictClient, conflict: dict[str, Any]
) -> None:
    response = researcher.post(cast.note.get_absolute_url(), conflict)
    assert response.status_code == 409
    shown = response.content.decode().replace("\u00a0", " ")
    assert "La vôtre : 5" in shown
    assert "L’autre : 4" in shown
    assert checked(shown) == {"number": None, "scale": "theirs", "date": "mine"}
    assert "[question : 1]\nOn partage les chantiers.</p>" in shown  # where the other puts the passage
    again = {**conflict, "base": 3, "choix-depuis.": 2, "choix-scale": "theirs", "choix-date": "mine"}
    refused = researcher.post(cast.note.get_absolute_url(), again)
    assert refused.status_code == 422
    assert "Choisissez une des deux réponses." in refused.content.decode()
    assert "Mon texte." in refused.content.decode()
    assert latest(cast).number == 3


@pytest.mark.parametrize(("choice", "number"), [("mine", 5), ("theirs", 4)], ids=["mine", "theirs"])
def test_without_script_the_answer_chosen_is_kept_and_the_other_stays_in_the_history(
    cast: Scene, researcher: StrictClient, conflict: dict[str, Any], choice: str, number: int
) -> None:
    researcher.post(cast.note.get_absolute_url(), conflict)
    again = {**conflict, "base": 3, "choix-depuis.": 2, "choix-scale": "theirs", "choix-date": "mine"}
    assert researcher.post(cast.note.get_absolute_url(), {**again, "choix-number": choice}).status_code == 302
    assert latest(cast).answers == {"number": number, "scale": 2, "date": "2026-03-12"}
    assert cast.note.revisions.get(number=3).answers == {"number": 4, "scale": 2}


def checked(shown: str) -> dict[str, str | None]:
    """Question → what is proposed of it."""
    radios = re.findall(r"<input[^>]*name=\"choix-([\w-]+)\"[^>]*>", shown)
    chosen = re.findall(r'name="choix-([\w-]+)" value="(\w+)"[^>]*checked', shown)
    return {key: dict(chosen).get(key) for key in radios}


def test_the_same_save_sent_twice_is_made_once_whatever_came_after(cast: Scene, researcher: StrictClient) -> None:
    sent = {"body": "<p>Suite.</p>", "base": 1, "key": "2b0d8d1c-5f0e-4c57-9a10-0d5f4f1c2e3a"}
    assert researcher.post(cast.note.get_absolute_url(), sent, headers=JSON).json()["revision"] == 2
    factories.note(cast.interview, cast.people["researcher"], "<p>L’autre onglet.</p>")
    assert researcher.post(cast.note.get_absolute_url(), sent, headers=JSON).json()["revision"] == 2
    assert cast.note.revisions.count() == 3


def test_without_a_grid_the_page_says_where_to_choose_one(cast: Scene, researcher: StrictClient) -> None:
    NoteRevision.objects.filter(note=cast.note).update(passages={}, answers={})
    Interview.objects.filter(pk=cast.interview.pk).update(revision=None)
    body = researcher.get(cast.note.get_absolute_url()).content.decode()
    assert reverse("interview_edit", args=[cast.interview.pk]) + "#id_revision" in body
