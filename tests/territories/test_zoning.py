"""The kind that INSEE's zoning proposes: the rule, commune by commune, then what a territory is mostly made of."""

from collections import Counter

import pytest

from portal.demonstration import places
from territories import zoning
from territories.models import Commune, Territory

METROPOLITAN, PERI_URBAN, RURAL = Territory.Kind


def commune(category: str, size: str, population: int | None = 100) -> Commune:
    return Commune(code="01001", attraction_category=category, attraction_size=size, population=population)


@pytest.mark.parametrize(
    ("category", "size", "kind"),
    [
        ("11", "3", METROPOLITAN),
        ("12", "5", METROPOLITAN),
        ("13", "5", PERI_URBAN),
        ("20", "2", PERI_URBAN),
        ("13", "1", RURAL),
        ("20", "1", RURAL),
        ("11", "1", RURAL),
        ("30", "0", RURAL),
        ("11", "2", None),
        ("12", "2", None),
        ("", "", None),
    ],
)
def test_the_kind_follows_from_the_place_in_the_area_and_its_size(
    category: str, size: str, kind: Territory.Kind | None
) -> None:
    assert zoning.kind_of(commune(category, size)) == kind


def test_the_kind_where_most_inhabitants_live_is_proposed_with_the_counts() -> None:
    town, villages = commune("11", "3", 9000), [commune("20", "3", 1000) for _village in range(3)]
    kind, basis = zoning.proposal([town, *villages, commune("", "", 50)])
    assert kind == METROPOLITAN
    assert basis == (
        "1 commune sur 5, 75 % de la population : métropolitaine ; 3 péri-urbaines ; 1 commune sans zonage connu "
        "(aires d’attraction des villes 2020, INSEE)."
    )


def test_without_populations_each_commune_counts_for_one() -> None:
    kind, _basis = zoning.proposal([commune("11", "3", None), commune("20", "3", None), commune("20", "3", None)])
    assert kind == PERI_URBAN


@pytest.mark.parametrize(
    ("communes", "basis"),
    [
        ([], ""),
        ([commune("", "")], "Le zonage de ces communes n’est pas importé."),
        (
            [commune("11", "2")],
            (
                "1 commune sur 1, 100 % de la population : ville moyenne, à ranger par une personne "
                "(aires d’attraction des villes 2020, INSEE)."
            ),
        ),
        (
            [commune("11", "3"), commune("30", "0")],
            "Aucun type n’a la majorité ; 1 métropolitaine ; 1 rurale (aires d’attraction des villes 2020, INSEE).",
        ),
    ],
)
def test_nothing_is_proposed_where_a_person_must_decide(communes: list[Commune], basis: str) -> None:
    assert zoning.proposal(communes) == (None, basis)


def test_the_longest_sentence_holds_in_its_field() -> None:
    every = [
        *(commune("11", "3", 10) for _one in range(9999)),
        *(commune("20", "3", 1) for _one in range(9998)),
        *(commune("30", "0", 1) for _one in range(9997)),
        *(commune("11", "2", 1) for _one in range(9996)),
        *(commune("", "") for _one in range(9995)),
    ]
    assert len(zoning.proposal(every)[1]) <= Territory._meta.get_field("proposal_basis").max_length


#: The zoning of INSEE (2025) for the three territories of the texts: category and size, number of communes.
STUDIED = {
    "est-parisien-alec-mve": {("12", "5"): 22},
    "ouest-essonne": {("12", "5"): 2, ("20", "5"): 46},
    "pays-d-argentan": {("11", "1"): 1, ("20", "1"): 42, ("30", "0"): 6},
}


def test_the_rule_gives_back_the_words_of_the_texts() -> None:
    kinds = {
        slug: sum((Counter({zoning.kind_of(commune(*zone)): count}) for zone, count in zones.items()), Counter())
        for slug, zones in STUDIED.items()
    }
    assert kinds == {
        "est-parisien-alec-mve": {METROPOLITAN: 22},
        "ouest-essonne": {METROPOLITAN: 2, PERI_URBAN: 46},
        "pays-d-argentan": {RURAL: 49},
    }
    counted = {place.slug: len(place.codes.split()) for place in places.PLACES[:3]}
    assert counted == {slug: sum(zones.values()) for slug, zones in STUDIED.items()}
