import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Participation, Relation
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

#: Whatever says how far contacts are or how sure relations are, in words or in marks.
SECRETS = ("à rencontrer", "rencontré<", "à vérifier", "confirmée", "énoncée", "badge-", "to_approach", "doubtful")


@pytest.fixture
def ecosystem() -> Any:
    made = factories.ecosystem(factories.commons(), presentation="<p>Autour d’un écocentre.</p>")
    source, target = factories.organisation("Archi Possible"), factories.organisation("Paris-Saclay")
    for organisation, state in ((source, "met"), (target, "to_approach")):
        Participation.objects.create(ecosystem=made, organisation=organisation, state=state, role="un rôle")
    Participation.objects.create(ecosystem=made, sought="Banques", state="sought")
    for confidence, period in (("doubtful", "2021"), ("confirmed", "2022"), ("stated", "2023")):
        Relation.objects.create(
            ecosystem=made,
            source=source,
            target=target,
            kind="works_with",
            nature="monetary",
            period=period,
            confidence=confidence,
            source_document="Chronique",
        )
    return made


def page(client: Any, ecosystem: Any) -> str:
    response = client.get(f"/ecosystemes/{ecosystem.slug}/")
    words = response.content.decode().replace("\xa0", " ")
    return words[words.index("<main") : words.index("</main")]


@pytest.mark.pair
def test_everyone_reads_who_acts_who_is_sought_and_what_they_do(client: Any, ecosystem: Any) -> None:
    words = page(client, ecosystem)
    for said in ("Autour d’un écocentre.", "Archi Possible", "Paris-Saclay", "un rôle", "Banques", "Chronique"):
        assert said in words, said
    sentences = " ".join(re.sub(r"<[^>]+>", "", words).split())
    assert "Archi Possible travaille avec (monétaire) : Paris-Saclay, 2021 source [1]" in sentences
    assert sentences.count("Chronique") == 1  # three relations, one source: said once, called by its number


def test_states_and_confidence_are_for_the_team_and_its_experts(as_user: Any, ecosystem: Any) -> None:
    for role in (Role.EXPERT, Role.RESEARCHER, Role.COORDINATOR):
        words = page(as_user(factories.member(role, ecosystem.commons)), ecosystem)
        for said in (">rencontré<", ">à rencontrer<", ">à vérifier<", ">confirmée<", ">énoncée par la source<"):
            assert said in words, said


@pytest.mark.pair
@pytest.mark.parametrize("who", ["anonymous", "stranger", "partner", "foreigner", "administrator"])
def test_nobody_else_sees_states_or_confidence_not_even_as_counts(as_user: Any, ecosystem: Any, who: str) -> None:
    person = {
        "anonymous": lambda: None,
        "stranger": factories.user,
        "partner": lambda: factories.partner(ecosystem.commons, ecosystem.territory),
        "foreigner": lambda: factories.member(Role.COORDINATOR, factories.commons()),
        "administrator": lambda: factories.user(is_superuser=True, is_staff=True),
    }[who]()
    words = page(as_user(person), ecosystem)
    for secret in SECRETS:
        assert secret not in words, secret


@pytest.mark.pair
def test_the_page_for_others_is_the_same_whatever_the_evidence(client: Any, ecosystem: Any) -> None:
    before = page(client, ecosystem)
    ecosystem.participations.filter(organisation__isnull=False).update(state="met")
    ecosystem.relations.update(confidence="confirmed")
    assert page(client, ecosystem) == before


def test_the_outlines_say_nothing_of_organisations(client: Any, ecosystem: Any) -> None:
    address = f"/territoires/{ecosystem.territory.slug}/contour.geojson"
    text = client.get(address).content.decode()
    for secret in ("Archi", "Saclay", "met", "approach"):
        assert secret not in text.replace("geometry", "").replace("metadata", ""), secret


def test_an_empty_ecosystem_says_what_will_come(client: Any) -> None:
    words = page(client, factories.ecosystem(factories.commons()))
    assert "Aucun acteur n’est encore inscrit" in words
    assert "Aucune relation n’est encore décrite" in words
    assert "Acteurs recherchés" not in words


@pytest.mark.pair
def test_the_page_costs_the_same_queries_whatever_its_length(client: Any, ecosystem: Any) -> None:
    def cost() -> int:
        page(client, ecosystem)  # the graph is laid out once
        with CaptureQueriesContext(connection) as queries:
            page(client, ecosystem)
        return len(queries)

    few = cost()
    for _ in range(8):
        source, target = factories.organisation(seat=factories.commune()), factories.organisation()
        for organisation in (source, target):
            Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")
        Relation.objects.create(
            ecosystem=ecosystem, source=source, target=target, kind="funds", nature="monetary", confidence="stated"
        )
    assert cost() == few


def test_actors_are_grouped_by_role_however_it_is_spelt_and_in_other_orders_when_asked(client: Any) -> None:
    made = factories.ecosystem(factories.commons())
    roles = {"Zone": "Bailleur", "Abri": "finance", "Bois": "bailleur", "Cave": ""}
    for name, role in roles.items():
        seat = factories.commune(name="Anse" if name == "Zone" else "Brou")
        Participation.objects.create(
            ecosystem=made, organisation=factories.organisation(name, seat=seat), role=role, state="met"
        )

    def told(asked: str) -> tuple[list[str], list[str]]:
        page = client.get(f"/ecosystemes/{made.slug}/{asked}").content.decode()
        table = page[page.index('id="participants"') :]
        heads = re.findall(r'scope="rowgroup" rowspan="(\d)">([^<]+)<', table)
        return re.findall(r'scope="row"><a[^>]*>([^<]+)<', table), [f"{role} {count}" for count, role in heads]

    assert told("") == (["Bois", "Zone", "Abri", "Cave"], ["bailleur 2", "finance 1", "à préciser 1"])
    assert told("?sort=enchante") == told("")
    assert told("?sort=name") == (["Abri", "Bois", "Cave", "Zone"], [])
    assert told("?sort=seat") == (["Zone", "Abri", "Bois", "Cave"], [])
    kept = client.get(f"/ecosystemes/{made.slug}/?nature=monetary&sort=name").content.decode()
    assert '"?nature=monetary&amp;sort=seat#participants"' in kept
