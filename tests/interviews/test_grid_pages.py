"""The pages of grids: written without script, refused with a sentence, compared, pasted, read."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commons.models import Role
from interviews.actions import grid_draft, grids
from interviews.models import Choice, Grid, GridRevision, Question, Section
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


@pytest.fixture
def draft(cast: Scene) -> GridRevision:
    """A second revision, in preparation, of the grid of the cast."""
    first = cast.interview.revision
    GridRevision.objects.filter(pk=first.pk).update(frozen_at=timezone.now())
    return grids.prepare_revision(first.grid, purpose="Mieux dire.", by=cast.people["researcher"])


def read(client: StrictClient, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def asked(section: Section, **facts: Any) -> dict[str, Any]:
    return {"text": "Depuis quand ?", "section": section.pk, "kind": "long_text", "approach": "both", **facts}


def test_many_grids_take_no_more_queries_than_few(cast: Scene, researcher: StrictClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(researcher, "grid_list")
        return len(captured)

    few = queries()
    for _ in range(4):
        factories.grid_revision(cast.commons)
    assert queries() == few


def test_a_team_without_grid_is_told_what_to_do(db: None) -> None:
    client = StrictClient()
    client.force_login(factories.member(Role.RESEARCHER, factories.commons()))
    assert reverse("grid_paste") in read(client, "grid_list")


def test_a_long_revision_is_read_in_as_many_queries_as_a_short_one(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(researcher, "revision_edit", draft.pk)
        return len(captured)

    few = queries()
    section = draft.sections.get()
    for number in range(5):
        Question.objects.create(section=section, key=f"q-{number}", position=10 + number, text=f"Question {number} ?")
    assert queries() == few


def test_who_uses_which_revision_is_said(cast: Scene, draft: GridRevision, researcher: StrictClient) -> None:
    body = read(researcher, "grid_detail", draft.grid_id)
    assert "Utilisée par 1 entretien" in body
    assert cast.interview.get_absolute_url() in body
    assert "en préparation" in body


def test_a_question_is_written_with_its_options_and_its_condition(
    draft: GridRevision, researcher: StrictClient
) -> None:
    section = draft.sections.get()
    address = reverse("question_add", args=[section.pk])
    sent = asked(section, text="Partagez-vous un lieu ?", kind="one_choice", new_options="oui\nnon\n")
    assert researcher.post(address, sent).status_code == 302
    sent = asked(section, text="Lequel ?") | {
        "question-0": "partagez-vous-un-lieu", "operator-0": "equals", "value-0": "Oui", "join": "all",
    }  # fmt: skip
    assert researcher.post(address, sent).status_code == 302
    assert Question.objects.get(section=section, key="lequel").conditions == {
        "join": "all",
        "tests": [{"key": "partagez-vous-un-lieu", "operator": "equals", "value": "oui"}],
    }
    body = plain(read(researcher, "revision_preview", draft.pk))
    assert "Si « Partagez-vous un lieu ? » est « oui »" in body


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " "}, "obligatoire"),
        ({"kind": "one_choice"}, "au moins une réponse"),
        ({"kind": "one_choice", "new_options": "oui\nOui"}, "déjà proposée"),
        ({"kind": "one_choice", "new_options": "x" * 450}, "400 caractères"),
        ({"kind": "scale", "scale_low": "5", "scale_high": "1"}, "au-dessus du bas"),
        ({"question-0": "cooperer", "operator-0": "above", "value-0": "3"}, "Comparaisons possibles"),
        ({"question-0": "cooperer", "operator-0": "contains", "value-0": ""}, "à quoi comparer"),
        ({"question-0": "inconnue", "operator-0": "answered"}, "choix"),
        ({"section": "0b6c1a52-6c2f-4f0e-9d59-0d7c35f3a111"}, "choix"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(
    draft: GridRevision, researcher: StrictClient, typed: dict[str, str], sentence: str
) -> None:
    section = draft.sections.get()
    response = researcher.post(reverse("question_add", args=[section.pk]), asked(section) | typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert section.questions.count() == 1


def test_options_are_renamed_archived_added_and_moved_in_one_form(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    section = draft.sections.get()
    by = cast.people["researcher"]
    options = [grid_draft.Option("oui"), grid_draft.Option("non")]
    question = grid_draft.add_question(
        section, facts={"text": "Un lieu ?", "kind": "one_choice"}, options=options, by=by
    )
    sent = asked(section, text="Un lieu ?", kind="one_choice", new_options="bientôt", move_option="up:non") | {
        "label-oui": "oui, tout à fait", "offered-oui": "on", "label-non": "non", "offered-non": "on",
    }  # fmt: skip
    response = researcher.post(reverse("question_edit", args=[question.pk]), sent)
    assert response.url.endswith("#reponses")
    assert list(question.choices.order_by("position").values_list("key", "label")) == [
        ("non", "non"), ("oui", "oui, tout à fait"), ("bientot", "bientôt"),
    ]  # fmt: skip


def test_a_draft_frozen_meanwhile_gives_back_what_was_typed(draft: GridRevision, researcher: StrictClient) -> None:
    section = draft.sections.get()
    question = section.questions.get()
    text = question.text
    GridRevision.objects.filter(pk=draft.pk).update(frozen_at=timezone.now())
    response = researcher.post(reverse("question_edit", args=[question.pk]), asked(section, text="Mon texte à moi"))
    assert response.status_code == 422
    assert "figée" in response.content.decode()
    assert "Mon texte à moi" in response.content.decode()
    for name in ("section_move", "section_remove", "question_move", "question_remove"):
        target = section if name.startswith("section") else question
        assert researcher.post(reverse(name, args=[target.pk]), {"direction": "up"}).status_code == 302
    assert researcher.get(reverse("question_edit", args=[question.pk])).status_code == 302
    assert researcher.get(reverse("revision_edit", args=[draft.pk])).status_code == 302
    assert Question.objects.filter(pk=question.pk, text=text).exists()


def test_a_move_is_said(cast: Scene, draft: GridRevision, researcher: StrictClient) -> None:
    section = draft.sections.get()
    added = grid_draft.add_question(section, facts={"text": "Et demain ?"}, by=cast.people["researcher"])
    address = reverse("question_move", args=[added.pk])
    body = researcher.post(address, {"direction": "up"}, follow=True).content.decode()
    assert "Et demain" in body
    assert "est montée d’une place" in body
    assert "déjà tout en haut" in researcher.post(address, {"direction": "up"}, follow=True).content.decode()


def test_the_difference_says_what_was_added_removed_moved_and_reworded(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    by = cast.people["researcher"]
    first = cast.interview.revision
    section = first.sections.get()
    for rank, text in enumerate(("Qui paie ?", "Qui décide ?", "Qui manque ?"), start=2):
        Question.objects.create(section=section, key=f"q{rank}", position=rank, text=text)
    grids.remove_draft(draft, by=by)
    draft = grids.prepare_revision(first.grid, purpose="Mieux dire.", by=by)
    known = {one.key: one for one in grid_draft.ordered_questions(draft)}
    grid_draft.edit_question(known["cooperer"], facts={"text": "Avec qui coopérez-vous ?", "prompts": "Où ?"}, by=by)
    grid_draft.remove_question(known["q2"], by=by)
    grid_draft.move_question(known["q4"], up=True, by=by)
    grid_draft.add_question(draft.sections.get(), facts={"text": "Et demain ?"}, by=by)
    body = read(researcher, "revision_difference", draft.pk)
    assert (
        "1 question ajoutée, 1 question retirée, 1 question déplacée, 1 question reformulée, 1 question modifiée."
        in body
    )
    assert re.search(r"<del>.{0,80}travaillez-vous", body)
    assert re.search(r"<ins>.{0,80}coopérez-vous", body)
    assert "[ajouté]" in body
    restored = researcher.post(reverse("question_restore", args=[draft.pk]), {"key": "q2"}, follow=True)
    assert "Qui paie" in restored.content.decode()
    assert Question.objects.filter(section__revision=draft, key="q2").exists()


def test_a_condition_that_quotes_a_reworded_question_has_not_changed(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    by = cast.people["researcher"]
    first = cast.interview.revision
    condition = {"join": "all", "tests": [{"key": "cooperer", "operator": "answered"}]}
    section = first.sections.get()
    Question.objects.create(section=section, key="quand", position=2, text="Quand ?", conditions=condition)
    kinds = Question.objects.create(section=section, key="jour", position=3, text="Le jour ?", kind="date")
    grids.remove_draft(draft, by=by)
    draft = grids.prepare_revision(first.grid, purpose="Mieux dire.", by=by)
    known = {one.key: one for one in grid_draft.ordered_questions(draft)}
    grid_draft.edit_question(known["cooperer"], facts={"text": "Avec qui coopérez-vous ?"}, by=by)
    body = read(researcher, "revision_difference", draft.pk)
    assert "<strong>1 question reformulée.</strong>" in body
    grid_draft.edit_question(known["quand"], facts={"conditions": {}}, by=by)
    grid_draft.edit_question(known[kinds.key], facts={"kind": "short_text"}, by=by)
    body = read(researcher, "revision_difference", draft.pk)
    assert "2 questions modifiées" in body
    assert "[retiré] date [ajouté] texte court" in plain(body)
    assert re.search(r"date</del> <ins", body)


def test_one_choice_is_told_from_several_at_a_glance(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    section = draft.sections.get()
    for kind in ("one_choice", "several_choices"):
        facts = {"text": f"{kind} ?", "kind": kind}
        made = grid_draft.add_question(section, facts=facts, by=cast.people["researcher"])
        made.choices.create(key="oui", position=1, label="Oui")
    for name in ("revision_edit", "revision_preview"):
        found = re.findall(r'class="question-options( one-choice)?"', read(researcher, name, draft.pk))
        assert found == [" one-choice", ""]
    text = "I. Partie\n1. Avez-vous un local ?\n☐ Oui\n☐ Non\n2. Quels outils (plusieurs réponses) ?\n☐ Un\n☐ Deux\n"
    shown = researcher.post(reverse("grid_paste"), {"pasted": "".join(f"<p>{line}</p>" for line in text.splitlines())})
    assert re.findall(r'class="question-options( one-choice)?"', shown.content.decode()) == [" one-choice", ""]


def test_two_revisions_that_say_the_same_say_so(draft: GridRevision, researcher: StrictClient) -> None:
    assert "disent la même chose" in read(researcher, "revision_difference", draft.pk)
    assert researcher.get(reverse("revision_difference", args=[draft.pk]), {"avec": "²"}).status_code == 200
    first = draft.grid.revisions.get(number=1)
    assert researcher.get(reverse("revision_difference", args=[first.pk])).status_code == 404


def test_preparing_a_revision_asks_what_it_is_for(cast: Scene, researcher: StrictClient) -> None:
    grid = cast.interview.revision.grid
    GridRevision.objects.filter(grid=grid).update(frozen_at=timezone.now())
    address = reverse("revision_prepare", args=[grid.pk])
    assert researcher.post(address, {"purpose": " "}).status_code == 422
    assert researcher.post(address, {"purpose": "Mieux dire."}).status_code == 302
    assert grid.revisions.get(number=2).purpose == "Mieux dire."


# Pasted ---------------------------------------------------------------------------------------------------------

PASTED = """Guide d’entretien
Ce guide sert aux binômes.

I. La structure
1. Que faites-vous ?
   - Depuis quand ?
2. Avec qui (EFC, monétaire) ?
Relances :
- élus
II. Dimension réelle
• Décrivez une journée
Merci de noter les heures.
"""


def pasted(researcher: StrictClient, text: str = PASTED, **decided: str) -> Any:
    sent = {"commons": Grid.objects.first().commons_id, "title": "Ma grille", "pasted": text, **decided}  # type: ignore[union-attr]
    return researcher.post(reverse("grid_paste_create"), sent)


def test_a_pasted_grid_is_shown_line_by_line_before_anything_is_made(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(reverse("grid_paste"), {"pasted": PASTED})
    body = response.content.decode()
    assert response.status_code == 200
    guessed = re.findall(r'<option value="([a-z]+)" selected', body)
    assert " ".join(guessed) == "title help section question prompt question prompt prompt section question help"
    assert Grid.objects.count() == 1


def test_a_pasted_grid_becomes_parts_questions_and_prompts(cast: Scene, researcher: StrictClient) -> None:
    assert pasted(researcher).status_code == 302
    revision = GridRevision.objects.get(grid__title="Ma grille")
    first, second = revision.sections.order_by("position")
    assert (first.title, first.help) == ("I. La structure", "Ce guide sert aux binômes.")
    whom = first.questions.get(position=2)
    assert (whom.text, whom.approach, whom.dimension, whom.prompts) == ("Avec qui ?", "efc", "monetary", "élus")
    day = second.questions.get()
    assert (day.dimension, day.help) == ("real", "Merci de noter les heures.")


def test_a_person_decides_what_a_line_is_and_nothing_else_is_lost(cast: Scene, researcher: StrictClient) -> None:
    again = pasted(researcher, preview="1", **{"role-4": "question", "role-3": "left"})
    assert again.status_code == 200
    assert Grid.objects.count() == 1
    assert pasted(researcher, **{"role-4": "question", "role-3": "left"}).status_code == 302
    revision = GridRevision.objects.get(grid__title="Ma grille")
    said = [revision.grid.title]
    for section in revision.sections.all():
        said += [section.title, section.help]
        for question in section.questions.all():
            said += [question.text, question.help, question.prompts]
    whole = "\n".join(said)
    assert "Que faites-vous" not in whole
    for words in ("Depuis quand ?", "Avec qui", "élus", "Décrivez une journée", "Merci de noter", "Ce guide sert"):
        assert words in whole


def test_a_very_long_line_is_cut_in_its_place_and_whole_in_its_help(cast: Scene, researcher: StrictClient) -> None:
    words = "mot " * 200 + "fin ?"
    assert pasted(researcher, f"1. {words}").status_code == 302
    question = Question.objects.get(section__revision__grid__title="Ma grille")
    assert len(question.text) <= 400
    assert question.help == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "obligatoire"),
        ("<p></p>", "vide"),
        ("\n".join(f"{number}. Question {number} ?" for number in range(10_000)), "800 au plus"),
        ("\n".join(f"{number}. Question {number} ?" for number in range(301)), "301 questions"),
        ("<ul><li>" * 5_000, "imbriqu|lourde"),
    ],
)
def test_a_paste_that_is_no_grid_is_refused_with_a_sentence(
    cast: Scene, researcher: StrictClient, text: str, sentence: str
) -> None:
    response = researcher.post(reverse("grid_paste"), {"pasted": text})
    assert response.status_code == 422
    assert re.search(sentence, response.content.decode())
    assert pasted(researcher, text).status_code == 422
    assert Grid.objects.count() == 1


def test_scripts_pasted_with_a_grid_are_left_out(cast: Scene, researcher: StrictClient) -> None:
    text = "<h2>Le lieu<script>alert(1)</script></h2><ol><li onclick='x()'>Où ?<ul><li>ici</li></ul></li></ol>"
    assert (
        "alert(1)"
        not in plain(researcher.post(reverse("grid_paste"), {"pasted": text}).content.decode()).split("Les lignes")[1]
    )
    assert pasted(researcher, text).status_code == 302
    question = Question.objects.get(section__revision__grid__title="Ma grille")
    assert (question.section.title, question.text, question.prompts) == ("Le lieu", "Où\u202f?", "ici")


# An interview and its revision ---------------------------------------------------------------------------------


def test_the_page_says_what_becomes_of_answers_before_changing_the_revision(
    cast: Scene, draft: GridRevision, researcher: StrictClient
) -> None:
    kept = cast.note_revision
    type(kept).objects.filter(pk=kept.pk).update(answers={"cooperer": "Avec tous."})
    grid_draft.remove_question(Question.objects.get(section__revision=draft), by=cast.people["researcher"])
    body = plain(read(researcher, "interview_grid", cast.interview.pk))
    assert "1 question ne s’y retrouve pas" in body
    assert "reste dans leur historique" in body
    address = reverse("interview_grid", args=[cast.interview.pk])
    assert researcher.post(address, {"revision": draft.pk}).status_code == 422
    assert researcher.post(address, {"revision": draft.pk, "confirmed": "on"}).status_code == 302
    cast.interview.refresh_from_db()
    assert cast.interview.revision == draft
    kept.refresh_from_db()
    assert kept.answers == {"cooperer": "Avec tous."}
    assert Choice.objects.count() == 0


def test_an_interview_takes_no_revision_of_another_grid(cast: Scene, researcher: StrictClient) -> None:
    other = factories.grid_revision(cast.commons)
    address = reverse("interview_grid", args=[cast.interview.pk])
    assert "seule révision" in read(researcher, "interview_grid", cast.interview.pk)
    assert researcher.post(address, {"revision": other.pk, "confirmed": "on"}).status_code == 422
