import pytest

from interviews.identities import found_in

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
