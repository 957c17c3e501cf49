"""The page tells by itself which questions are asked: what its script says is what the server says, case by case."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from commons.names import folded
from interviews.grids import answers, conditions
from interviews.grids.answers import Asked
from interviews.grids.conditions import Operator

pytestmark = pytest.mark.browser

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "data" / "conditions.json").read_text(encoding="utf-8")
)
SCRIPTS = Path(__file__).parents[2] / "static" / "js"
#: Loads both modules without a server, the one that the other imports being named by its address.
LOAD = """async ([conditions, answers]) => {
  const address = (text) => `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`
  const first = address(conditions)
  const second = address(answers.replaceAll('"app/grid-conditions"', JSON.stringify(first)))
  window.rules = { ...(await import(first)), ...(await import(second)) }
}"""

Ask = Callable[[str, list[Any]], list[Any]]


@pytest.fixture(scope="module")
def script(chromium: Browser) -> Iterator[Ask]:
    """``script("(one) => …", cases)``: what the modules of the page, in ``rules``, say of each case."""
    page = chromium.new_page()
    page.evaluate(
        LOAD, [(SCRIPTS / f"grid-{name}.js").read_text(encoding="utf-8") for name in ("conditions", "answers")]
    )

    def ask(function: str, cases: list[Any]) -> list[Any]:
        said: list[Any] = page.evaluate(f"(cases) => cases.map({function})", cases)
        return said

    yield ask
    page.close()


HOLDS = "({ condition, answers }) => rules.holds(condition, answers)"
ASKED = "({ questions, answers }) => rules.askedKeys(questions, answers)"
SHAPED = """({ typed, ...question }) => {
  const kept = rules.shaped({ low: 1, high: 5, ...question }, typed)
  return kept === rules.UNREAD ? { refused: true } : { kept }
}"""


def asked(questions: list[dict[str, Any]]) -> list[Asked]:
    return [Asked(one["key"], "short_text", conditions=one["condition"]) for one in questions]


def test_one_table_of_conditions_is_answered_by_both(script: Ask) -> None:
    held = [case["held"] for case in CASES["holds"]]
    assert [conditions.holds(case["condition"], case["answers"]) for case in CASES["holds"]] == held
    assert script(HOLDS, CASES["holds"]) == held
    keys = [case["keys"] for case in CASES["asked"]]
    assert [conditions.asked_keys(asked(case["questions"]), case["answers"]) for case in CASES["asked"]] == keys
    assert script(ASKED, CASES["asked"]) == keys


def test_one_table_of_what_is_typed_is_read_alike_by_both(script: Ask) -> None:
    expected = [{key: case[key] for key in ("kept", "refused") if key in case} for case in CASES["shaped"]]
    assert [kept_or_refused(case) for case in CASES["shaped"]] == expected
    assert script(SHAPED, CASES["shaped"]) == expected


def kept_or_refused(case: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"kept": answers.clean(Asked("q", case["kind"], options={"oui": "Oui", "non": "Non"}), case["typed"])}
    except ValidationError:
        return {"refused": True}


def test_accents_capitals_and_punctuation_are_minded_by_neither(script: Ask) -> None:
    texts = [case["text"] for case in CASES["folded"]]
    assert (
        [folded(text) for text in texts] == script("rules.folded", texts) == [one["folded"] for one in CASES["folded"]]
    )


def test_every_latin_greek_and_cyrillic_letter_is_folded_alike(script: Ask) -> None:
    places = [*range(0x20, 0x530), *range(0x1E00, 0x2190), *range(0xFB00, 0xFB07)]
    letters = [f"a{chr(place)}b" for place in places if unicodedata.category(chr(place))[0] in "LNPSZ"]
    said = dict(zip(letters, script("rules.folded", letters), strict=True))
    assert {text: words for text, words in said.items() if words != folded(text)} == {}


KEYS = ["un", "deux", "trois", "constructor"]
WORDS = st.sampled_from(
    ["oui", "non", "Réemploi", "reemploi", "le RÉEMPLOI d’abord", "2020-01-01", "2021-06-30", "12", ""]
)
NUMBERS = st.integers(-3, 3) | st.sampled_from([0.5, 1.0, 2.5])
ANSWERS = (
    WORDS
    | NUMBERS
    | st.lists(WORDS, min_size=1, max_size=3)
    | st.fixed_dictionaries({"id": st.just(""), "name": WORDS})
)
TEST = st.fixed_dictionaries(
    {"key": st.sampled_from(KEYS), "operator": st.sampled_from(Operator.values), "value": WORDS | NUMBERS}
)
CONDITION = st.just({}) | st.fixed_dictionaries(
    {"join": st.sampled_from(["all", "any"]), "tests": st.lists(TEST, max_size=3)}
)
CASE = st.fixed_dictionaries(
    {
        "questions": st.lists(CONDITION, min_size=len(KEYS), max_size=len(KEYS)).map(
            lambda found: [{"key": key, "condition": one} for key, one in zip(KEYS, found, strict=True)]
        ),
        "answers": st.dictionaries(st.sampled_from(KEYS), st.none() | ANSWERS),
    }
)


@settings(max_examples=40, deadline=None)
@given(cases=st.lists(CASE, min_size=20, max_size=40))
def test_whatever_the_grid_and_its_answers_both_ask_the_same_questions(
    script: Ask, cases: list[dict[str, Any]]
) -> None:
    said = [conditions.asked_keys(asked(case["questions"]), case["answers"]) for case in cases]
    assert script(ASKED, cases) == said
