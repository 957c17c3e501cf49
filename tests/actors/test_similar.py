"""Names that people write in several ways are recognised; those that only look alike are not."""

import pytest

from actors.upkeep.similar import near
from tests.factories import organisation

pytestmark = pytest.mark.django_db


@pytest.mark.pair
@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("La 27e Région", "27ème Région"),
        ("27eme Région", "La 27ème région"),
        ("Club Inné", "INNE"),
        ("Club Inné", "inne"),
        ("La Fabrique des transitions", "Association de promotion de la Fabrique des (de) Transition(s)"),
        ("ALEC-MVE", "ALEC MVE"),
        ("Agence locale de l’énergie et du climat Maîtrisez Votre Énergie", "ALEC MVE"),
        ("Ville de Dourdan", "Commune de Dourdan"),
        ("Dourdan énergie", "Dordan énergie"),
        ("Étampes Habitat", "etampes habitat"),
    ],
)
def test_one_name_written_in_two_ways_is_recognised(known: str, typed: str) -> None:
    made = organisation(known)
    organisation("Tout autre chose")
    assert [found for found, reason in near(typed)] == [made]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Collège 12", "Collège 13"),
        ("Dourdan", "Office de tourisme de Dourdan"),
        ("Maison de l’habitat", "Maison de l’énergie"),
        ("27e Région", "28e Région"),
    ],
)
def test_names_that_only_look_alike_are_left_alone(known: str, typed: str) -> None:
    organisation(known)
    assert near(typed) == []


def test_the_same_siren_is_found_whatever_the_name_and_says_so() -> None:
    made = organisation("Ville d’Étampes", siren="219102233")
    assert near("Mairie", siren="219102233") == [(made, "même SIREN")]


def test_an_alias_and_initials_are_names_too() -> None:
    made = organisation("Atelier des territoires", short_name="ATEMIS", aliases=["Atelier d’ici"])
    assert near("atemis")[0][0] == made
    assert near("ATELIER D'ICI")[0][0] == made


def test_one_merged_into_another_is_not_proposed() -> None:
    kept = organisation("Club Inné")
    organisation("INNE", merged_into=kept)
    assert [found for found, reason in near("INNE")] == [kept]


def test_the_number_of_queries_does_not_follow_the_size(django_assert_num_queries: object) -> None:
    for number in range(30):
        organisation(f"Atelier {number}", short_name="ATL")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(near("ATL")) == 5
