"""Two people on one draft: the second is told, sees both versions, and nothing that was typed is lost."""

from typing import Any

import pytest
from django.urls import reverse

from interviews.actions import grid_draft, grids
from interviews.models import Choice, GridRevision, Question, Section
from tests.conftest import StrictClient
from tests.forms import form_of
from tests.scene import Scene

Sent = dict[str, Any]


@pytest.fixture
def draft(cast: Scene) -> GridRevision:
    """Two parts; in the first a closed question and an open one."""
    by = cast.people["coordinator"]
    draft = grids.create_grid(cast.commons, title="Acteurs", by=by)
    first = grid_draft.add_section(draft, title="Agir", by=by)
    options = [grid_draft.Option("oui"), grid_draft.Option("non")]
    facts = {"text": "Partagez-vous un lieu ?", "kind": "one_choice", "help": "Un lieu à soi."}
    grid_draft.add_question(first, facts=facts, options=options, by=by)
    grid_draft.add_question(first, facts={"text": "Depuis quand ?"}, by=by)
    grid_draft.add_section(draft, title="Financer", by=by)
    return draft


@pytest.fixture
def colleague(cast: Scene, as_user: Any) -> StrictClient:
    return as_user(cast.people["coordinator"])


def question(key: str = "partagez-vous-un-lieu") -> Question:
    return Question.objects.get(key=key)


def opened(client: StrictClient, address: str, action: str | None = None) -> Sent:
    return form_of(client.get(address).content, action=action)


def changed(address: str, client: StrictClient, **typed: str) -> None:
    """Somebody opens the page, changes it and saves."""
    assert client.post(address, opened(client, address) | typed).status_code == 302


def edits(name: str, pk: Any) -> str:
    return reverse(name, args=[pk])


def test_a_question_changed_meanwhile_is_not_overwritten(
    cast: Scene, draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?"}
    changed(address, colleague, text="Partagez-vous vos locaux ?")
    refused = researcher.post(address, mine)
    assert refused.status_code == 409
    body = refused.content.decode()
    assert "Partagez-vous vos locaux" in body
    assert "Avez-vous un lieu commun" in body
    assert "changé des deux côtés" in body
    assert f"Dernier changement de la grille\xa0: {cast.people['coordinator'].name}" in body
    assert question().text == "Partagez-vous vos locaux ?"


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", "Avez-vous un lieu commun ?"), ("theirs", "Partagez-vous vos locaux ?")]
)
def test_the_person_chooses_thing_by_thing(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient, choice: str, kept: str
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?", "prompts": "Depuis quand"}
    changed(address, colleague, text="Partagez-vous vos locaux ?", help="À vous ou non.")
    page = form_of(researcher.post(address, mine).content)
    assert page["keep-help"] == ["theirs"], "seule l’autre personne a changé l’aide"
    assert page["keep-prompts"] == ["mine"], "elle n’a pas touché aux relances"
    assert "keep-text" not in page, "personne ne choisit à la place de qui écrit"
    assert researcher.post(address, page | {"keep-text": choice}).status_code == 302
    saved = question()
    assert (saved.text, saved.help, saved.prompts) == (kept, "À vous ou non.", "Depuis quand")


def test_the_choices_may_be_taken_back_into_the_form(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?"}
    changed(address, colleague, help="À vous ou non.")
    page = form_of(researcher.post(address, mine).content)
    again = researcher.post(address, page | {"again": "1"})
    assert again.status_code == 200
    form = form_of(again.content)
    assert (form["text"], form["help"]) == (["Avez-vous un lieu commun ?"], ["À vous ou non."])
    assert question().text == "Partagez-vous un lieu ?", "rien n’est encore enregistré"
    assert researcher.post(address, form | {"text": "Un lieu commun ?"}).status_code == 302
    assert question().text == "Un lieu commun ?"


def test_a_third_change_while_choosing_is_told_too(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?"}
    changed(address, colleague, text="Partagez-vous vos locaux ?")
    page = form_of(researcher.post(address, mine).content)
    changed(address, colleague, text="Partagez-vous un atelier ?")
    refused = researcher.post(address, page | {"keep-text": "mine"})
    assert refused.status_code == 409
    assert "Partagez-vous un atelier" in refused.content.decode()


def test_the_same_form_sent_twice_is_no_conflict(draft: GridRevision, researcher: StrictClient) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Un lieu commun ?", "new_options": "parfois"}
    assert [researcher.post(address, mine).status_code for _ in range(2)] == [302, 302]
    assert sorted(question().choices.values_list("label", flat=True)) == ["non", "oui", "parfois"]


def test_a_change_elsewhere_in_the_draft_is_no_conflict(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Un lieu commun ?"}
    changed(edits("question_edit", question("depuis-quand").pk), colleague, text="Depuis combien de temps ?")
    changed(edits("section_edit", Section.objects.get(title="Agir").pk), colleague, title="Agir ensemble")
    assert researcher.post(address, mine).status_code == 302


def test_options_added_and_taken_out_by_two_people_all_stand_in_the_two_versions(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"new_options": "un peu", "label-non": "pas du tout"}
    theirs = opened(colleague, address) | {"new_options": "parfois"}
    theirs.pop("offered-non")
    assert colleague.post(address, theirs).status_code == 302
    assert sorted(question().choices.values_list("label", flat=True)) == ["oui", "parfois"]
    page = form_of(researcher.post(address, mine).content)
    assert researcher.post(address, page | {"keep-options": "mine"}).status_code == 302
    assert sorted(question().choices.values_list("label", flat=True)) == ["oui", "parfois", "pas du tout", "un peu"]


def test_an_option_is_not_moved_in_an_order_that_nobody_saw(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address)
    changed(address, colleague, move_option="down:oui")
    response = researcher.post(address, mine | {"move_option": "down:oui"}, follow=True)
    assert "Rien n’a été déplacé" in response.content.decode()
    assert list(Choice.objects.order_by("position").values_list("label", flat=True)) == ["non", "oui"]


def test_a_part_changed_meanwhile_is_not_overwritten(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    part = Section.objects.get(title="Agir")
    address = edits("section_edit", part.pk)
    mine = opened(researcher, address) | {"title": "Faire"}
    changed(address, colleague, title="Coopérer")
    page = researcher.post(address, mine)
    assert page.status_code == 409
    assert Section.objects.get(pk=part.pk).title == "Coopérer"
    assert researcher.post(address, form_of(page.content) | {"keep-title": "mine"}).status_code == 302
    assert Section.objects.get(pk=part.pk).title == "Faire"


def test_what_a_revision_is_for_is_not_overwritten(
    cast: Scene, draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    GridRevision.objects.filter(pk=draft.pk).update(frozen_at="2026-03-12T10:00:00Z")
    second = grids.prepare_revision(draft.grid, purpose="Mieux dire.", by=cast.people["researcher"])
    address = edits("revision_edit", second.pk)
    mine = opened(researcher, address, action="") | {"purpose": "Mieux demander."}
    assert (
        colleague.post(address, opened(colleague, address, action="") | {"purpose": "Raccourcir."}).status_code == 302
    )
    assert researcher.post(address, mine).status_code == 409
    assert GridRevision.objects.get(pk=second.pk).purpose == "Raccourcir."


def test_a_question_taken_out_meanwhile_gives_back_what_was_typed_and_takes_it_again(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?", "new_options": "parfois"}
    changed(edits("question_remove", question().pk), colleague)
    page = researcher.post(address, mine)
    assert page.status_code == 409
    assert "Avez-vous un lieu commun" in page.content.decode()
    assert "oui<br>non<br>parfois" in page.content.decode()
    add = edits("question_add", Section.objects.get(title="Agir").pk)
    form = researcher.post(add, form_of(page.content, action=add) | {"again": "1"})
    assert form.status_code == 200
    assert researcher.post(add, form_of(form.content)).status_code == 302
    again = question("avez-vous-un-lieu-commun")
    assert again.help == "Un lieu à soi."
    assert list(again.choices.order_by("position").values_list("label", flat=True)) == ["oui", "non", "parfois"]


def test_a_question_written_for_a_part_taken_out_meanwhile_goes_to_another(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    gone, other = Section.objects.get(title="Financer"), Section.objects.get(title="Agir")
    address = edits("question_add", gone.pk)
    mine = opened(researcher, address) | {"text": "Qui paie ?"}
    changed(edits("section_remove", gone.pk), colleague)
    page = researcher.post(address, mine)
    assert page.status_code == 409
    add = edits("question_add", other.pk)
    form = form_of(researcher.post(add, form_of(page.content, action=add) | {"again": "1"}).content)
    assert researcher.post(add, form).status_code == 302
    assert question("qui-paie").section == other


def test_a_part_taken_out_meanwhile_gives_back_its_title(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient
) -> None:
    gone = Section.objects.get(title="Financer")
    address = edits("section_edit", gone.pk)
    mine = opened(researcher, address) | {"title": "Payer"}
    changed(edits("section_remove", gone.pk), colleague)
    page = researcher.post(address, mine)
    assert page.status_code == 409
    add = edits("section_add", draft.pk)
    form = form_of(researcher.post(add, form_of(page.content, action=add) | {"again": "1"}).content)
    assert researcher.post(add, form).status_code == 302
    assert Section.objects.filter(revision=draft, title="Payer").exists()


def test_text_typed_for_a_revision_without_part_or_frozen_is_still_shown(
    draft: GridRevision, researcher: StrictClient
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address) | {"text": "Avez-vous un lieu commun ?"}
    draft.sections.all().delete()
    for said in ("n’a plus de partie", "figée depuis"):
        page = researcher.post(address, mine)
        assert page.status_code == 409
        assert "Avez-vous un lieu commun" in page.content.decode()
        assert said in page.content.decode()
        GridRevision.objects.filter(pk=draft.pk).update(frozen_at="2026-03-12T10:00:00Z")


@pytest.mark.parametrize("what", ["question", "part"])
def test_what_has_just_changed_is_read_again_before_it_is_taken_out(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient, what: str
) -> None:
    part = Section.objects.get(title="Agir")
    address = edits("question_remove", question().pk) if what == "question" else edits("section_remove", part.pk)
    mine = opened(researcher, address)
    changed(edits("question_edit", question().pk), colleague, help="À garder absolument.")
    page = researcher.post(address, mine)
    assert page.status_code == 409
    assert "À garder absolument" in page.content.decode()
    assert Question.objects.filter(key="partagez-vous-un-lieu").exists()
    assert researcher.post(address, form_of(page.content)).status_code == 302
    assert not Question.objects.filter(key="partagez-vous-un-lieu").exists()


@pytest.mark.parametrize("name", ["question_remove", "question_move"])
def test_what_somebody_else_took_out_is_said_to_be_gone(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient, name: str
) -> None:
    address, pk = edits(name, question().pk), question().pk
    if name == "question_move":
        mine = opened(researcher, edits("revision_edit", draft.pk), action=address) | {"direction": "down"}
    else:
        mine = opened(researcher, address)
    changed(edits("question_remove", pk), colleague)
    response = researcher.post(address, mine, follow=True)
    assert "Elle vient d’être retirée" in response.content.decode()


@pytest.mark.parametrize("what", ["question", "part"])
def test_an_order_that_changed_meanwhile_is_shown_and_nothing_moves(
    draft: GridRevision, researcher: StrictClient, colleague: StrictClient, what: str
) -> None:
    moved = question().pk if what == "question" else Section.objects.get(title="Agir").pk
    address, page = (
        edits("question_move" if what == "question" else "section_move", moved),
        edits("revision_edit", draft.pk),
    )
    mine = opened(researcher, page, action=address) | {"direction": "down"}
    theirs = opened(colleague, page, action=address) | {"direction": "down"}
    assert colleague.post(address, theirs).status_code == 302
    response = researcher.post(address, mine, follow=True)
    assert "L’ordre a changé entre-temps" in response.content.decode()
    assert Section.objects.get(title="Agir").position == (1 if what == "question" else 2)
    assert question().position == (2 if what == "question" else 1)
    fresh = form_of(response.content, action=address) | {"direction": "up"}
    researcher.post(address, fresh)
    assert Section.objects.get(title="Agir").position == 1
    assert question().position == 1


def test_a_form_of_a_grid_that_is_not_mine_says_nothing(
    cast: Scene, draft: GridRevision, researcher: StrictClient, as_user: Any
) -> None:
    address = edits("question_edit", question().pk)
    mine = opened(researcher, address)
    question().delete()
    foreigner = as_user(cast.people["foreigner"])
    assert foreigner.post(address, mine).status_code == 404
    assert foreigner.post(address, mine | {"revision": "x"}).status_code == 404
