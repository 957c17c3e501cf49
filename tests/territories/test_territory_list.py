from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.pair
def test_each_territory_says_its_kind_its_size_and_its_certainty(client: Any) -> None:
    communes = [factories.commune(population=1500), factories.commune(population=500)]
    factories.territory(*communes, name="Vallée", kind="peri_urban", certainty="partial")
    page = client.get("/territoires/").content.decode()
    for said in ("Vallée", "péri-urbain", "2 communes", "2\u202f000 habitants", "Périmètre partiel"):
        assert said in page.replace("\xa0", "\u202f"), said


def test_a_hypothesis_says_so_in_its_card_and_by_dashes(client: Any) -> None:
    commons, sure, unsure = factories.commons(), factories.territory(name="Sûr"), factories.territory(name="Pressenti")
    factories.terrain(commons, sure, state="agreed")
    factories.terrain(commons, unsure, state="hypothesis")
    page = client.get("/territoires/").content.decode()
    assert page.count("aucun accord n’est encore donné") == 1
    assert page.count('stroke-dasharray="7 5"') == 1


def test_the_map_is_drawn_without_scripts_and_numbered_as_the_list(client: Any) -> None:
    factories.territory(name="Vallée")
    page = client.get("/territoires/").content.decode()
    assert "<svg" in page
    assert "1 : Vallée, rural." in page
    assert 'data-outline="/territoires/' in page


def test_a_territory_without_outline_is_listed_and_says_why(client: Any) -> None:
    factories.territory(factories.commune(outline=None), outline=None)
    page = client.get("/territoires/").content.decode()
    assert "Contour indisponible" in page
    assert "<territory-map" not in page


def test_no_territory_yet_tells_what_to_do(client: Any) -> None:
    assert "Aucun territoire n’est encore composé" in client.get("/territoires/").content.decode()


@pytest.mark.pair
def test_the_list_costs_the_same_queries_whatever_its_length(client: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/territoires/")
        return len(queries)

    commons = factories.commons()
    factories.terrain(commons, factories.territory())
    client.get("/territoires/")  # the ground is drawn once
    few = cost()
    for _ in range(8):
        factories.terrain(commons, factories.territory(factories.commune("90123") if _ == 0 else factories.commune()))
    client.get("/territoires/")
    assert cost() == few
