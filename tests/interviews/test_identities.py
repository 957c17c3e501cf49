import time

import pytest

from interviews.people.identities import found_in

IDENTITY = "Mme Jeanne-Élise d’Orsay, directrice, 06 12 34 56 78, je.orsay@exemple.fr"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jeanne dit que…", ["Jeanne"]),
        ("selon elise", ["elise"]),
        ("l’équipe d’Orsay, et d'orsay encore", ["d’Orsay", "d'orsay"]),
        ("la directrice dit que", []),
        ("appelez le 06.12.34.56.78", ["06.12.34.56.78"]),
        ("ou le +33 6 99 88 77 66", ["+33 6 99 88 77 66"]),
        ("écrire à quelqu-un@exemple.fr", ["quelqu-un@exemple.fr"]),
        ("madame Camille partage 2026 chantiers", []),
    ],
)
def test_what_could_name_a_person_is_found(text: str, found: list[str]) -> None:
    assert found_in(text, [IDENTITY]) == found


def test_a_name_typed_without_capitals_is_still_a_name() -> None:
    assert found_in("Dupont le dit", ["jeanne dupont"]) == ["Dupont"]


@pytest.mark.parametrize(
    "identity", ["jean dupont, ALEC", "ALEC, jean dupont", "jean dupont, Alec de Lyon", "jean DUPONT"]
)
def test_a_name_is_one_whatever_the_capitals_beside_it(identity: str) -> None:
    assert found_in("Jean Dupont le dit, les autres aussi", [identity]) == ["Jean", "Dupont"]


@pytest.mark.parametrize("text", ["Du\u00adpont", "Du\u200bpont", "Dupont".replace("o", "o\u0301")])
def test_characters_that_are_not_seen_hide_nothing(text: str) -> None:
    assert len(found_in(f"selon {text}.", ["Luc Dupont"])) == 1


@pytest.mark.parametrize(
    "number",
    ["+33 (0)6 12 34 56 78", "0033612345678", "06/12/34/56/78", "06\u00a012\u00a034\u00a056\u00a078", "0612 345 678"],
)
def test_a_number_is_found_in_every_usual_writing(number: str) -> None:
    assert len(found_in(f"au {number}, le soir", [])) == 1


@pytest.mark.parametrize("text", ["le 01/02/2026, 12 chantiers", "12 345 678 900 euros", "en 2026"])
def test_dates_and_amounts_are_no_numbers(text: str) -> None:
    assert found_in(text, []) == []


def test_a_long_text_costs_its_length() -> None:
    began = time.process_time()
    for text in ("a" * 300_000, "a@" * 150_000, "0" * 300_000, "+33 " * 80_000):
        found_in(text, [text])
    assert time.process_time() - began < 10
