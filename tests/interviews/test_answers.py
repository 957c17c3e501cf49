"""Answers are kept in one shape by kind, refused with a sentence, and said in French."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.grids import answers
from interviews.grids.answers import Asked, Kind

CHOICE = Asked("avis", Kind.ONE_CHOICE, "Votre avis ?", {"oui": "Oui", "non": "Non", "peut-etre": "Peut-être"})
ARCHIVED = Asked("avis", Kind.ONE_CHOICE, "Votre avis ?", CHOICE.options, archived=frozenset({"peut-etre"}))
SEVERAL = Asked("lots", Kind.SEVERAL_CHOICES, "Quels lots ?", {"bois": "Bois", "terre": "Terre", "paille": "Paille"})
SCALE = Asked("gene", Kind.SCALE, low=0, high=10, low_label="pas du tout", high_label="beaucoup")
NUMBER = Asked("surface", Kind.NUMBER, unit="m²")
UUID = "0b6c1a52-6c2f-4f0e-9d59-0d7c35f3a111"


def of(kind: str) -> Asked:
    return Asked("question", kind)


@pytest.mark.parametrize(
    ("asked", "typed", "kept", "words"),
    [
        (of(Kind.LONG_TEXT), " Deux\r\nlignes ", "Deux\nlignes", "Deux\nlignes"),
        (of(Kind.SHORT_TEXT), "Deux\r\nlignes", "Deux lignes", "Deux lignes"),
        (CHOICE, "oui", "oui", "Oui"),
        (SEVERAL, ["terre", "bois"], ["bois", "terre"], "Bois, Terre"),
        (SEVERAL, "terre", ["terre"], "Terre"),
        (SCALE, "10", 10, "10 sur 10 (beaucoup)"),
        (SCALE, 4, 4, "4 sur 10"),
        (NUMBER, "1 234,5", 1234.5, "1\u00a0234,5 m²"),
        (NUMBER, "12,0", 12, "12 m²"),
        (NUMBER, "−3", -3, "-3 m²"),
        (of(Kind.DATE), "12/03/2026", "2026-03-12", "12 mars 2026"),
        (of(Kind.DATE), "2026-03-12", "2026-03-12", "12 mars 2026"),
        (of(Kind.ORGANISATION), "La Ressourcerie", {"id": "", "name": "La Ressourcerie"}, "La Ressourcerie"),
        (of(Kind.ORGANISATION), {"id": UUID, "name": "ALEC"}, {"id": UUID, "name": "ALEC"}, "ALEC"),
        (of(Kind.COMMUNE), "2a004", "2A004", "Ajaccio"),
        (of(Kind.COMMUNE), "91477", "91477", "91477"),
    ],
)
def test_a_typed_answer_is_kept_in_the_shape_of_its_kind(asked: Asked, typed: Any, kept: Any, words: str) -> None:
    assert answers.clean(asked, typed) == kept
    assert answers.clean(asked, kept) == kept
    assert answers.said(asked, kept, communes={"2A004": "Ajaccio"}) == words


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("typed", [None, "", "  ", [], {}])
def test_nothing_typed_is_no_answer(kind: str, typed: Any) -> None:
    assert answers.clean(Asked("q", kind, options={"a": "A"}), typed) is None
    assert answers.said(Asked("q", kind), None) == ""


@pytest.mark.parametrize(
    ("asked", "typed", "sentence"),
    [
        (of(Kind.SHORT_TEXT), "x" * 401, "Ce texte compte 401 caractères"),
        (of(Kind.LONG_TEXT), {"a": 1}, "Écrivez un texte"),
        (CHOICE, "jamais", "Choisissez une des réponses"),
        (ARCHIVED, "peut-etre", "Choisissez une des réponses"),
        (SEVERAL, ["bois", "béton"], "Choisissez parmi"),
        (SEVERAL, [["bois"]], "Choisissez parmi"),
        (SCALE, "11", "entre 0 et 10"),
        (SCALE, "4,5", "entre 0 et 10"),
        (NUMBER, "douze", "Écrivez un nombre"),
        (NUMBER, "1e5", "Écrivez un nombre"),
        (NUMBER, float("nan"), "Écrivez un nombre"),
        (NUMBER, True, "Écrivez un nombre"),
        (NUMBER, "9" * 30, "trop grand"),
        (NUMBER, 10**400, "trop grand"),
        (of(Kind.DATE), "31/02/2026", "Écrivez une date"),
        (of(Kind.DATE), 20260312, "Écrivez une date"),
        (of(Kind.ORGANISATION), {"id": "x", "name": "ALEC"}, "annuaire"),
        (of(Kind.ORGANISATION), {"id": UUID, "name": ""}, "nom d’une organisation"),
        (of(Kind.ORGANISATION), "x" * 201, "200 caractères"),
        (of(Kind.COMMUNE), "Évry", "code INSEE"),
        (of("sonore"), "x", "type inconnu"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(asked: Asked, typed: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        answers.clean(asked, typed)
    assert sentence in refused.value.messages[0]


def test_an_archived_option_stays_the_answer_it_was_and_is_taken_from_nobody_else() -> None:
    assert answers.clean(ARCHIVED, "peut-etre", standing="peut-etre") == "peut-etre"
    assert answers.said(ARCHIVED, "peut-etre") == "Peut-être"


def test_an_answer_that_no_longer_fits_its_question_is_still_said() -> None:
    assert answers.said(CHOICE, ["bois", "terre"]) == "bois, terre"
    assert answers.said(NUMBER, "une dizaine") == "une dizaine"
    assert answers.said(of(Kind.DATE), "bientôt") == "bientôt"
    assert answers.said(of(Kind.ORGANISATION), "ALEC") == "ALEC"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "x"]), inner),
    max_leaves=4,
)
_TYPED = _JSON | st.sampled_from(["oui", "bois", "12,5", "2026-03-12", "91477", {"name": "ALEC"}, ["bois", "terre"], 3])


@settings(max_examples=60, derandomize=True, deadline=None)
@given(kind=st.sampled_from(Kind.values), typed=_TYPED)
def test_whatever_is_sent_is_refused_or_kept_for_ever_the_same(kind: str, typed: Any) -> None:
    asked = Asked("q", kind, options=CHOICE.options | SEVERAL.options)
    try:
        kept = answers.clean(asked, typed)
    except ValidationError:
        return
    assert answers.clean(asked, kept) == kept
    assert answers.said(asked, kept) or kept is None
