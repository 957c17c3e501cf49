"""A condition looks at earlier questions only, is evaluated on any answers, and reads as a French sentence."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from interviews.grids import conditions
from interviews.grids.answers import Asked, Kind
from interviews.grids.conditions import Operator

ROOM = Asked("local", Kind.ONE_CHOICE, "Avez-vous un local\u202f?", {"oui": "Oui", "non": "Non"})
LOTS = Asked("lots", Kind.SEVERAL_CHOICES, "Quels lots\u202f?", {"bois": "Bois", "terre": "Terre"})
SIZE = Asked("surface", Kind.NUMBER, "Quelle surface\u202f?", unit="m²")
SINCE = Asked("depuis", Kind.DATE, "Depuis quand\u202f?")
WORDS = Asked("recit", Kind.LONG_TEXT, "Racontez.")
EARLIER = [ROOM, LOTS, SIZE, SINCE, WORDS]


def term(key: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"join": "all", "tests": [{"key": key, "operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("condition", "answered", "held"),
    [
        ({}, {}, True),
        (term("local", "equals", "oui"), {"local": "oui"}, True),
        (term("local", "equals", "oui"), {"local": "non"}, False),
        (term("local", "equals", "oui"), {}, False),
        (term("local", "differs", "oui"), {"local": "non"}, True),
        (term("local", "differs", "oui"), {}, True),
        (term("lots", "contains", "bois"), {"lots": ["bois", "terre"]}, True),
        (term("lots", "contains", "bois"), {"lots": ["terre"]}, False),
        (term("lots", "differs", "bois"), {"lots": ["terre"]}, True),
        (term("lots", "differs", "bois"), {"lots": ["bois"]}, False),
        (term("recit", "contains", "réemploi"), {"recit": "Le REEMPLOI d’abord"}, True),
        (term("recit", "contains", "réemploi"), {}, False),
        (term("surface", "above", 10), {"surface": 10.5}, True),
        (term("surface", "above", 10), {"surface": 10}, False),
        (term("surface", "below", 10), {"surface": 9}, True),
        (term("surface", "below", 10), {}, False),
        (term("surface", "below", 10), {"surface": "neuf"}, False),
        (term("depuis", "above", "2020-01-01"), {"depuis": "2021-06-30"}, True),
        (term("local", "answered"), {"local": "non"}, True),
        (term("local", "answered"), {}, False),
        (term("local", "unanswered"), {}, True),
        (term("local", "unanswered"), {"local": "non"}, False),
    ],
)
def test_a_condition_holds_on_answers(condition: dict[str, Any], answered: dict[str, Any], held: bool) -> None:
    assert conditions.holds(condition, answered) is held


def test_all_and_any_join_the_terms() -> None:
    both = {"join": "all", "tests": [*term("local", "equals", "oui")["tests"], *term("surface", "above", 10)["tests"]]}
    assert not conditions.holds(both, {"local": "oui", "surface": 5})
    assert conditions.holds({**both, "join": "any"}, {"local": "oui", "surface": 5})


def test_a_condition_is_kept_in_one_shape() -> None:
    kept = conditions.check(term("surface", "above", "12,5"), EARLIER)
    assert kept == {"join": "all", "tests": [{"key": "surface", "operator": "above", "value": 12.5}]}
    assert conditions.check(kept, EARLIER) == kept
    assert conditions.check(term("lots", "contains", ["bois"]), EARLIER)["tests"][0]["value"] == "bois"
    assert conditions.check(term("local", "answered", "rien"), EARLIER)["tests"] == [
        {"key": "local", "operator": "answered"}
    ]
    assert conditions.check({}, EARLIER) == conditions.check({"join": "any", "tests": []}, EARLIER) == {}


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (term("ensuite", "answered"), "posée avant"),
        (term("local", "above", 3), "comparée ainsi"),
        (term("local", "equals", "jamais"), "réponses proposées"),
        (term("local", "equals", ""), "à quoi comparer"),
        (term("lots", "contains", {"a": []}), "réponses proposées"),
        ({"tests": ["local"]}, "posée avant"),
        ({"tests": {"local": 1}}, "mal formée"),
        ({"join": "none", "tests": []}, "mal formée"),
        ({"tests": term("local", "answered")["tests"] * 11}, "au plus 10"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_a_sentence(condition: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        conditions.check(condition, EARLIER)
    assert sentence in refused.value.messages[0]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({}, ""),
        (term("local", "equals", "oui"), "Si « Avez-vous un local ? » est « Oui »"),
        (term("lots", "differs", "bois"), "Si « Quels lots ? » ne comprend pas « Bois »"),
        (term("surface", "above", 1200.5), "Si « Quelle surface ? » est au-dessus de 1 200,5 m²"),
        (term("depuis", "below", "2020-01-01"), "Si « Depuis quand ? » est avant le 1er janvier 2020"),
        (term("recit", "contains", "bois"), "Si « Racontez. » contient « bois »"),
        (term("local", "unanswered"), "Si « Avez-vous un local ? » n’a pas de réponse"),
        (term("partie", "equals", "x"), "Si « partie » est x"),
    ],
)
def test_a_condition_is_said_in_french(condition: dict[str, Any], words: str) -> None:
    assert conditions.said(condition, EARLIER).replace("\u00a0", " ").replace("\u202f", " ") == words


def test_terms_are_said_together() -> None:
    either = {"join": "any", "tests": [*term("local", "answered")["tests"], *term("surface", "unanswered")["tests"]]}
    assert "réponse ou «" in conditions.said(either, EARLIER)
    assert "réponse et «" in conditions.said({**either, "join": "all"}, EARLIER)


def test_a_question_that_is_not_asked_has_no_answer_for_the_next_ones() -> None:
    second = Asked("second", Kind.SHORT_TEXT, conditions=term("local", "equals", "oui"))
    third = Asked("third", Kind.SHORT_TEXT, conditions=term("second", "answered"))
    answered = {"local": "non", "second": "écrit avant de changer d’avis"}
    assert conditions.asked_keys([ROOM, second, third], answered) == ["local"]
    assert conditions.asked_keys([ROOM, second, third], {**answered, "local": "oui"}) == ["local", "second", "third"]


def test_every_operator_offered_can_be_said_checked_and_evaluated() -> None:
    values = {"local": "oui", "lots": "bois", "surface": 3, "depuis": "2020-01-01", "recit": "mot"}
    for asked in EARLIER:
        for operator in conditions.operators(asked.kind):
            kept = conditions.check(term(asked.key, operator, values[asked.key]), EARLIER)
            assert conditions.said(kept, EARLIER)
            conditions.holds(kept, {asked.key: values[asked.key]})
            assert conditions.uses(kept) == {asked.key}
            assert operator in Operator
