import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Participation
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Any, territory: Any) -> str:
    return client.get(f"/territoires/{territory.slug}/").content.decode().replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.pair
def test_it_says_what_is_known_of_the_territory(client: Any) -> None:
    commons = factories.commons(title="Commun des vallées")
    territory = factories.territory(
        factories.commune(name="Les Molières", population=2000),
        kind="peri_urban",
        certainty="probable",
        justification="Convention de 2019.",
        presentation="<p>Entre plateau et vallée.</p>",
    )
    factories.terrain(commons, territory, state="contacted", note="Rencontre en juin.")
    ecosystem = factories.ecosystem(commons, territory, name="Rénover ensemble")
    words = page(client, territory)
    for said in ("péri-urbain", "Probable. Convention de 2019.", "Entre plateau et vallée.", "contact en cours"):
        assert said in words, said
    for said in ("Rencontre en juin.", "Commun des vallées", "Rénover ensemble", "2 000 habitants", "Les Molières"):
        assert said in words, said
    assert ecosystem.get_absolute_url() in words
    assert "Ce terrain est une hypothèse" not in words


def test_a_hypothesis_is_said_before_anything_else(client: Any) -> None:
    territory = factories.territory(presentation="<p>Présentation.</p>")
    factories.terrain(factories.commons(), territory)
    words = page(client, territory)
    assert words.index("Ce terrain est une hypothèse") < words.index("Présentation.") < words.index("map-drawing")


@pytest.mark.pair
def test_actors_are_listed_commune_by_commune_as_the_map_numbers_them(client: Any) -> None:
    etampes = factories.commune(name="Étampes", longitude=2.16, latitude=48.43)
    limours = factories.commune(name="Limours", longitude=2.07, latitude=48.64)
    territory = factories.territory(limours, etampes)
    for name, seat in (("Zinc", limours), ("Écorce", limours), ("Agence", etampes)):
        factories.organisation(name, seat=seat)
    words = page(client, territory)
    listed = re.sub(r"<[^>]+>|\s+", " ", words[words.index('class="places"') :])
    order = [listed.index(f" {name} ") for name in ("Étampes", "Agence", "Limours", "Écorce", "Zinc")]
    assert order == sorted(order)
    assert "1 : Étampes, 1 acteur. 2 : Limours, 2 acteurs." in words


@pytest.mark.pair
def test_an_actor_of_an_ecosystem_is_listed_even_from_elsewhere_and_once(client: Any) -> None:
    territory, commons = factories.territory(), factories.commons()
    lille = factories.commune(name="Lille", longitude=3.06, latitude=50.63)
    far = factories.organisation("Banque lointaine", seat=lille)
    nowhere = factories.organisation("Réseau sans siège")
    for ecosystem in (factories.ecosystem(commons, territory), factories.ecosystem(commons, territory)):
        for organisation in (far, nowhere):
            Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")
    factories.organisation("Étrangère au territoire", seat=far.seat)
    words = page(client, territory)
    assert words.count(">Banque lointaine<") == words.count(">Réseau sans siège<") == 1
    assert "Installés ailleurs, actifs ici" in words
    assert "Implantation à préciser" in words
    assert "Étrangère au territoire" not in words


def test_a_commune_without_outline_nor_town_hall_still_lists_its_actors(client: Any) -> None:
    commune = factories.commune(name="Sans contour", outline=None, longitude=None, latitude=None)
    territory = factories.territory(commune, outline=None)
    factories.organisation("Association d’ici", seat=commune)
    words = page(client, territory)
    assert "Association d’ici" in words
    assert "Pas encore de carte" in words
    assert "(contour indisponible)" in words


def test_no_actor_yet_tells_how_one_comes_here(client: Any) -> None:
    assert "Aucun acteur n’est encore placé ici" in page(client, factories.territory())


@pytest.mark.pair
@pytest.mark.parametrize("role", [None, Role.PARTNER, Role.RESEARCHER])
def test_it_never_shows_how_far_contacts_are(as_user: Any, role: Role | None) -> None:
    commons, territory = factories.commons(), factories.territory()
    person = None
    if role:
        person = factories.partner(commons, territory) if role == Role.PARTNER else factories.member(role, commons)
    ecosystem = factories.ecosystem(commons, territory)
    Participation.objects.create(ecosystem=ecosystem, organisation=factories.organisation(), state="to_approach")
    words = page(as_user(person), territory)
    for secret in ("à rencontrer", "rencontré", "to_approach", "badge-met"):
        assert secret not in words, secret


@pytest.mark.pair
def test_the_page_costs_the_same_queries_whatever_its_length(client: Any) -> None:
    commons, territory = factories.commons(), factories.territory(factories.commune("90123"))

    def grow() -> None:
        commune = factories.commune()
        territory.communes.add(commune)
        ecosystem = factories.ecosystem(commons, territory)
        for seat in (commune, None, factories.commune()):
            organisation = factories.organisation(seat=seat)
            Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")

    def cost() -> int:
        client.get(f"/territoires/{territory.slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/territoires/{territory.slug}/")
        return len(queries)

    factories.terrain(commons, territory)
    grow()
    few = cost()
    for _ in range(8):
        grow()
        factories.terrain(factories.commons(), territory)
    assert cost() == few
