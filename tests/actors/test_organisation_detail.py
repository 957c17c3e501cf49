from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Engagement, Participation, Relation
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Any, organisation: Any) -> str:
    return client.get(f"/acteurs/{organisation.slug}/").content.decode().replace("\xa0", " ")


def relate(ecosystem: Any, source: Any, target: Any, **fields: Any) -> Relation:
    return Relation.objects.create(
        **{
            "ecosystem": ecosystem,
            "source": source,
            "target": target,
            "kind": "met_with",
            "nature": "non_monetary",
            "confidence": "doubtful",
            "source_document": "Chronique de janvier",
            **fields,
        }
    )


@pytest.mark.pair
def test_it_says_the_facts_and_where_they_come_from(client: Any) -> None:
    organisation = factories.organisation(
        "Archi Possible",
        aliases=["Archipossible"],
        legal_form="SCIC",
        siren="217500016",
        seat=factories.commune("91021", name="Arpajon"),
        services="Accompagne les chantiers.",
        website="https://archipossible.fr",
        source="Site de la coopérative",
        checked_on=date(2026, 3, 12),
    )
    words = page(client, organisation)
    for said in ("Archipossible", "SCIC", "217 500 016", "Arpajon (91)", "Accompagne les chantiers.", "12 mars 2026"):
        assert said in words, said
    assert 'href="https://archipossible.fr"' in words
    assert "Site de la coopérative" in words


def test_what_is_not_verified_is_said_so(client: Any) -> None:
    words = page(client, factories.organisation())
    assert "Pas encore vérifiée" in words
    assert "Aucune source n’est encore donnée." in words


@pytest.mark.pair
def test_its_relations_are_sentences_without_their_confidence(as_user: Any) -> None:
    commons = factories.commons()
    ecosystem = factories.ecosystem(commons)
    organisation, other = factories.organisation("Archi Possible"), factories.organisation("Paris-Saclay")
    relate(ecosystem, organisation, other, period="janvier 2023")
    Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="to_approach", role="anime")
    Engagement.objects.create(commons=commons, organisation=organisation, circle="operational")
    for person in (None, factories.member("researcher", commons)):
        words = page(as_user(person), organisation)
        sentence = " ".join(words[words.index('id="relations"') :].replace("</a>", "").split())
        assert ">Archi Possible → a rencontré → <a" in sentence
        assert ">Paris-Saclay (janvier 2023)." in sentence
        assert "Relation non monétaire. Source : Chronique de janvier." in sentence
        for secret in ("à vérifier", "doubtful", "à rencontrer", "to_approach"):
            assert secret not in words, secret
        assert "Cercle opérationnel" in words


@pytest.mark.pair
def test_the_page_costs_the_same_queries_whatever_its_length(client: Any) -> None:
    organisation = factories.organisation()

    def grow() -> None:
        commons = factories.commons()
        ecosystem = factories.ecosystem(commons)
        Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")
        Engagement.objects.create(commons=commons, organisation=organisation, circle="operational")
        relate(ecosystem, organisation, factories.organisation())
        relate(ecosystem, factories.organisation(), organisation)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, organisation)
        return len(queries)

    grow()
    few = cost()
    for _ in range(8):
        grow()
    assert cost() == few
