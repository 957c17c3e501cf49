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
    assert found_in("Jean Dupont le dit, les autres aussi", [identity]) == ["Jean Dupont"]


@pytest.mark.parametrize("text", ["Du\u00adpont", "Du\u200bpont", "Dupont".replace("o", "o\u0301")])
def test_characters_that_are_not_seen_hide_nothing(text: str) -> None:
    assert len(found_in(f"selon {text}.", ["Luc Dupont"])) == 1


@pytest.mark.parametrize(
    "number",
    [
        "+33 (0)6 12 34 56 78",
        "+33 06 12 34 56 78",
        "+33.6.12.34.56.78",
        "(0)6 12 34 56 78",
        "0033612345678",
        "00 33 6 12 34 56 78",
        "33 6 12 34 56 78",
        "6 12 34 56 78",
        "06/12/34/56/78",
        "06.12.34.56.78",
        "06–12–34–56–78",
        "06\u00a012\u00a034\u00a056\u00a078",
        "06\u202f12\u202f34\u202f56\u202f78",
        "０６１２３４５６７８",
        "0612 345 678",
        "06 39 98 00 12",
        "0596 12 34 56",
        "+596 596 12 34 56",
        "+32 475 12 34 56",
        "0 800 123 456",
    ],
)
def test_a_number_is_found_in_every_usual_writing(number: str) -> None:
    assert len(found_in(f"au {number}, le soir", [])) == 1


def test_a_number_ends_where_the_sentence_goes_on() -> None:
    assert found_in("au +33 6 12 34 56 78 12 fois", []) == ["+33 6 12 34 56 78"]


@pytest.mark.parametrize(
    "text",
    [
        "le 01/02/2026, 12 chantiers",
        "le 01/02/2026 10 h 15, puis le 03.04.26",
        "12 345 678 900 euros",
        "+20 000 000 habitants",
        "0,612345678 et 0.612345678",
        "SIRET 552 100 554 00013",
        "SIRET 01234567800012 ou 012 345 678 00012",
        "le 3949, le 15 ou le 36 46",
        "FR76 3000 6000 0112 3456 7890 189",
        "en 2026",
    ],
)
def test_dates_amounts_and_registrations_are_no_telephone(text: str) -> None:
    assert found_in(text, []) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("à élise.d+mairie@exemple.fr.", "élise.d+mairie@exemple.fr"),
        ("<o'neil@mairie.exemple.fr>,", "o'neil@mairie.exemple.fr"),
        ("zoé_1@exämple.fr !", "zoé_1@exämple.fr"),
    ],
)
def test_an_address_is_found_whole_without_the_point_that_follows(text: str, address: str) -> None:
    assert found_in(text, []) == [address]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mme Blanc dit que la pierre est blanche", ["Mme Blanc"]),
        ("Pierre, puis PIERRE BLANC, puis P. Blanc", ["Pierre", "PIERRE BLANC", "P. Blanc"]),
        ("le blanc de la pierre", []),
        ("d’Pierre et l'Blanc", ["Pierre", "Blanc"]),
        ("P.-Y. Blanc, Pierre-Yves", ["P.-Y. Blanc", "Pierre-Yves"]),
    ],
)
def test_a_word_of_every_day_names_someone_with_a_capital_only(text: str, found: list[str]) -> None:
    assert found_in(text, ["Pierre-Yves Blanc"]) == found


def test_a_name_of_two_letters_is_found_beside_what_makes_it_a_name() -> None:
    assert found_in("Jin Li, Mme Li, et li ou Li", ["Jin Li"]) == ["Jin Li", "Mme Li"]


def test_a_long_text_costs_its_length() -> None:
    began = time.process_time()
    for text in ("a" * 300_000, "a@" * 150_000, "0" * 300_000, "+33 " * 80_000):
        found_in(text, [text])
    assert time.process_time() - began < 10
