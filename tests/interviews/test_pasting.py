"""A guide pasted from a word processor: what each line is, how its questions are answered, and no word lost."""

import re
import time
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commons.names import folded
from interviews import pasting
from interviews.models import Question
from interviews.pasting import Line, PlannedQuestion, Role
from interviews.pasting.boxes import answers_in
from tests.conftest import StrictClient
from tests.interviews.guides import GUIDES
from tests.scene import Scene

LETTERS = {
    Role.TITLE: "T",
    Role.SECTION: "S",
    Role.QUESTION: "Q",
    Role.PROMPT: "P",
    Role.OPTION: "O",
    Role.SCALE: "E",
    Role.HELP: "H",
    Role.LEFT: "L",
}
#: Said by the form of the grid rather than by its words.
FORM = {"relances", "relance"}


def read(name: str) -> tuple[list[Line], list[Role], list[PlannedQuestion]]:
    lines = pasting.read(GUIDES[name].pasted)
    roles = pasting.roles(lines)
    _title, parts = pasting.plan(lines, roles)
    return lines, roles, [question for part in parts for question in part.questions]


def words(text: str) -> Counter[str]:
    """Those of letters: figures also number lines."""
    return Counter(word for word in folded(text).split() if word.isalpha() and len(word) > 1)


def text_of(pasted: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<!--.*?-->|<style.*?</style>", "", pasted, flags=re.DOTALL)))


def said_by_plan(lines: list[Line], roles: list[Role]) -> Counter[str]:
    title, parts = pasting.plan(lines, roles)
    said = [title]
    for part in parts:
        said += [part.title, *part.help]
        for one in part.questions:
            said += [one.text, *one.help, *one.prompts, *one.options, one.kind_label]
    return words(" ".join(said))


@pytest.mark.parametrize("name", GUIDES)
def test_each_line_of_a_guide_is_what_its_writer_meant(name: str) -> None:
    lines, roles, _questions = read(name)
    shown = [f"{LETTERS[role]} {line.text}" for role, line in zip(roles, lines, strict=True)]
    assert "".join(LETTERS[role] for role in roles) == GUIDES[name].roles, "\n".join(shown)


@pytest.mark.parametrize("name", GUIDES)
def test_each_word_of_a_guide_is_in_its_preview_and_in_the_grid(name: str) -> None:
    lines, roles, _questions = read(name)
    assert words(" ".join(line.text for line in lines)) == words(
        re.sub(r"^\s*[a-z]\)|^Q\d\.", "", text_of(GUIDES[name].pasted), flags=re.M)
    )
    kept = words(" ".join(line.text for line, role in zip(lines, roles, strict=True) if role != Role.LEFT))
    lost = {word for word, count in (kept - said_by_plan(lines, roles)).items()} - FORM
    assert not lost


@pytest.mark.parametrize(
    ("name", "begins", "kind", "options"),
    [
        ("word-lists", "Êtes-vous adhérent", "one_choice", ["Oui", "Non", "Ne sait pas"]),
        ("word-boxes", "Quelles sont vos activités", "several_choices", ["Réemploi", "Rénovation", "Formation"]),
        ("word-boxes", "Avez-vous un local", "one_choice", ["Oui", "Non", "En projet"]),
        ("libreoffice", "Quel est votre statut", "one_choice", ["Association", "Coopérative", "Autre (préciser)"]),
        ("markdown", "Versez-vous", "one_choice", ["Oui", "Non"]),
        ("pdf", "Vendez-vous", "one_choice", ["Oui", "Non", "Ne sait pas"]),
        ("roman", "À quelle fréquence", "one_choice", ["chaque semaine", "chaque mois", "moins souvent"]),
        ("inline", "Achetez-vous", "one_choice", ["oui", "non"]),
        ("inline", "Si oui, lesquels", "one_choice", ["bois", "métal", "autres, précisez"]),
        ("roman", "Qui manque", "long_text", []),
    ],
)
def test_a_short_list_of_answers_is_offered_and_a_list_of_topics_is_not(
    name: str, begins: str, kind: str, options: list[str]
) -> None:
    question = next(one for one in read(name)[2] if one.text.startswith(begins))
    assert (question.kind, question.options) == (kind, options)


@pytest.mark.parametrize(
    ("text", "low", "high", "labels"),
    [
        ("Êtes-vous satisfait ?\n1 = pas du tout … 5 = tout à fait", 1, 5, ("pas du tout", "tout à fait")),
        ("Sur une échelle de 0 à 10, êtes-vous satisfait ?", 0, 10, ("", "")),
        ("Êtes-vous satisfait (de 1 à 4) ?", 1, 4, ("", "")),
        ("Et le coût ?\n- 1 = trop cher\n- 2 = cher\n- 3 = juste", 1, 3, ("trop cher", "juste")),
        ("Satisfait ?\n(de 1 à 7)", 1, 7, ("", "")),
        ("Notez de 1 à 5 votre confiance", 1, 5, ("", "")),
    ],
)
def test_a_scale_said_in_words_has_its_ends(text: str, low: int, high: int, labels: tuple[str, str]) -> None:
    lines = pasting.read(f"1. Avant ?\n{text}")
    _title, parts = pasting.plan(lines, pasting.roles(lines))
    question = parts[0].questions[-1]
    assert question.kind == "scale"
    assert question.scale is not None
    assert (question.scale.low, question.scale.high) == (low, high)
    assert (question.scale.labels.get(low, ""), question.scale.labels.get(high, "")) == labels


@pytest.mark.parametrize(
    "text",
    [
        "Avez-vous de 10 à 50 salariés ?",
        "Qui était là de 2019 à 2021 ?",
        "3 salariés ou plus ?",
        "Allez-vous de Lyon à Die ?",
    ],
)
def test_figures_that_count_are_no_scale_and_stay(text: str) -> None:
    lines = pasting.read(f"Guide\n{text}")
    _title, parts = pasting.plan(lines, pasting.roles(lines))
    assert (parts[0].questions[0].kind, parts[0].questions[0].text) == ("long_text", text)


def test_what_a_scale_cannot_keep_stays_in_the_help() -> None:
    lines = pasting.read("Et le coût ?\n1 = trop cher\n2 = un peu cher\n3 = juste")
    _title, parts = pasting.plan(lines, pasting.roles(lines))
    assert parts[0].questions[0].help == ["2 = un peu cher"]


PIECES = st.sampled_from(
    [
        "I. Le lieu", "1. Présentation", "1.1 Qui êtes-vous ?", "A/ Le réseau", "Êtes-vous libre ? (oui / non)",
        "- élus", "☐ Bois", "☐ Oui ☐ Non", "Oui / Non / NSP", "○ métal", "1 = jamais", "5 = toujours", "de 1 à 5",
        "Relances :", "Aide : attendre", "Quoi\tPourquoi", "Questions\tRelances", "| Où ? | près |", "|---|---|",
        "Une ligne assez longue pour que la largeur de la page la coupe au milieu de ses mots et", "la suite en petit",
        "(plusieurs réponses possibles)", "3 salariés", "Page 2 / 3", "## Titre", "**En gras**", "a) sous-question ?",
        "[ ] case", "Notez de 0 à 10 la confiance", "• 12 % des cas", "— et vous ?", "",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.booleans())
def test_no_word_of_any_text_is_lost(pieces: list[str], as_html: bool) -> None:
    text = "".join(f"<p>{piece}</p>" for piece in pieces) if as_html else "\n".join(pieces)
    lines = pasting.read(text)
    roles = pasting.roles(lines)
    kept = words(" ".join(line.text for line in lines))
    assert kept == words(re.sub(r"^\s*a\)", "", text_of(text), flags=re.M))
    taken = words(" ".join(line.text for line, role in zip(lines, roles, strict=True) if role != Role.LEFT))
    assert not set(taken) - set(said_by_plan(lines, roles)) - FORM


def test_the_guess_is_corrected_line_by_line_and_the_grid_made_of_it(cast: Scene, researcher: StrictClient) -> None:
    text = "Vos partenaires ?\n- élus\n- habitants\n- entreprises"
    sent: dict[str, Any] = {"commons": cast.commons.pk, "title": "Ma grille", "pasted": text}
    sent |= {"role-1": "option", "role-2": "option", "role-3": "prompt"}
    body = researcher.post(reverse("grid_paste_create"), sent | {"preview": "1"}).content.decode()
    assert "un choix" in body
    assert researcher.post(reverse("grid_paste_create"), sent).status_code == 302
    question = Question.objects.get(section__revision__grid__title="Ma grille")
    assert (question.kind, question.prompts) == ("one_choice", "entreprises")
    assert list(question.choices.order_by("position").values_list("key", "label")) == [
        ("elus", "élus"),
        ("habitants", "habitants"),
    ]


def test_a_pasted_scale_is_kept_with_its_ends(cast: Scene, researcher: StrictClient) -> None:
    text = "Vos partenaires ?\n1 = rares … 5 = nombreux"
    researcher.post(reverse("grid_paste_create"), {"commons": cast.commons.pk, "title": "Ma grille", "pasted": text})
    question = Question.objects.get(section__revision__grid__title="Ma grille")
    assert (question.kind, question.scale_low, question.scale_high) == ("scale", 1, 5)
    assert (question.scale_low_label, question.scale_high_label) == ("rares", "nombreux")


def test_a_scale_of_one_step_is_none_and_its_line_stays(cast: Scene, researcher: StrictClient) -> None:
    typed = {"title": "Grille", "commons": cast.commons.pk, "role-0": "question", "role-1": "scale"}
    researcher.post(reverse("grid_paste_create"), typed | {"pasted": "Êtes-vous content ?\n1 = pas du tout"})
    made = Question.objects.get(section__revision__grid__title="Grille")
    assert (made.kind, made.scale_low, made.help) == (Question.Kind.LONG_TEXT, None, "1 = pas du tout")


def test_an_answer_as_long_as_the_editor_takes_is_offered(cast: Scene, researcher: StrictClient) -> None:
    label = "Nous achetons avec d’autres " * 14
    roles = {"role-0": "question", "role-1": "option", "role-2": "option"}
    typed = {"title": "Grille", "commons": cast.commons.pk, "pasted": f"Comment ?\n{label}\nSeuls", **roles}
    researcher.post(reverse("grid_paste_create"), typed)
    made = Question.objects.get(section__revision__grid__title="Grille")
    assert sorted(made.choices.values_list("label", flat=True)) == [label.strip(), "Seuls"]


def test_a_line_of_spaces_costs_little() -> None:
    began = time.perf_counter()
    assert answers_in(f"oui{chr(160) * 40_000}non") == []
    assert time.perf_counter() - began < 1


def test_the_preview_counts_what_the_lines_become_in_words(cast: Scene, researcher: StrictClient) -> None:
    text = "<h1>Ma grille</h1><h2>Vous</h2><p>Qui êtes-vous ?</p><p>Depuis quand ?</p>"
    page = researcher.post(reverse("grid_paste"), {"pasted": text}).content.decode()
    assert "1 partie · 2 questions</p>" in page
