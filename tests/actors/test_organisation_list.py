from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors import actions
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.context["search"].page.object_list]


@pytest.mark.pair
@pytest.mark.parametrize("typed", ["etampois", "ÉTAMPOIS", "étampois  sud", "l'oeuvre", "caese", "ca etampes"])
def test_a_search_minds_neither_accents_nor_capitals_nor_which_name(client: Any, typed: str) -> None:
    factories.organisation("Étampois Sud Essonne, l’Œuvre", short_name="CAÉSE", aliases=["CA Étampes"])
    factories.organisation("Autre")
    assert names(client.get("/acteurs/", {"q": typed})) == ["Étampois Sud Essonne, l’Œuvre"]


@pytest.mark.pair
def test_names_stand_in_the_order_of_a_french_reader(client: Any) -> None:
    for name in ("Zinc", "Écorce", "archi possible", "Fibre", "Élan"):
        factories.organisation(name)
    assert names(client.get("/acteurs/")) == ["archi possible", "Écorce", "Élan", "Fibre", "Zinc"]


@pytest.mark.pair
def test_kinds_are_filtered(client: Any) -> None:
    factories.organisation("Coop", kind="cooperative")
    factories.organisation("Asso", kind="association")
    assert names(client.get("/acteurs/", {"kind": "cooperative"})) == ["Coop"]


@pytest.mark.pair
def test_pages_hold_25_and_keep_the_search(client: Any) -> None:
    for _ in range(26):
        factories.organisation()
    first = client.get("/acteurs/", {"q": "organisation"})
    assert len(names(first)) == 25
    assert 'href="?q=organisation&amp;page=2"' in first.content.decode()
    assert len(names(client.get("/acteurs/", {"q": "organisation", "page": "2"}))) == 1


@pytest.mark.pair
@pytest.mark.parametrize("asked", ["page=abc", "page=-3", "page=999999999999", "q=%01", "kind=%01", "q=" + "x" * 500])
def test_a_mangled_address_is_never_an_error(client: Any, asked: str) -> None:
    factories.organisation()
    assert client.get(f"/acteurs/?{asked}").status_code in {200, 422}


def test_an_unknown_kind_is_refused_beside_the_field(client: Any) -> None:
    response = client.get("/acteurs/", {"kind": "banque"})
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


def test_an_empty_directory_and_an_empty_search_say_what_to_do(client: Any) -> None:
    assert "L’annuaire est vide" in client.get("/acteurs/").content.decode()
    factories.organisation()
    assert "Aucune organisation ne répond" in client.get("/acteurs/", {"q": "introuvable"}).content.decode()


@pytest.mark.pair
def test_the_directory_costs_the_same_queries_whatever_its_length(client: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/acteurs/", {"q": "organisation"})
        return len(queries)

    factories.organisation(seat=factories.commune())
    cost()  # the most used themes are counted once in a while
    few = cost()
    for _ in range(30):
        factories.organisation(seat=factories.commune())
    assert cost() == few


@pytest.mark.pair
def test_the_whole_directory_is_read_once_and_again_as_soon_as_it_changes(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    """What is kept of a page is forgotten by whatever changes an organisation: a fact, a theme, a merge."""
    coordinator = factories.member(Role.COORDINATOR, factories.commons())
    known = factories.organisation("Agence du Hurepoix")
    double = factories.organisation("Ancienne agence")
    assert "Agence du Hurepoix" in client.get("/acteurs/").content.decode()
    with django_assert_max_num_queries(3):
        assert "Agence du Hurepoix" in client.get("/acteurs/").content.decode()
    actions.edit(known, by=coordinator, name="Agence du Dourdannais")
    assert "Agence du Dourdannais" in client.get("/acteurs/").content.decode()
    actions.edit(known, by=coordinator, themes=["Réemploi"])
    assert "Réemploi" in client.get("/acteurs/").content.decode().partition("<ul class=")[2]
    double.merged_into = known
    double.save()
    page = client.get("/acteurs/").content.decode()
    assert "Ancienne agence" not in page
    assert "1 organisation" in page
    factories.organisation("Zone bleue")
    assert "Zone bleue" in client.get("/acteurs/").content.decode()
    double.delete()
    known.delete()
    assert "Dourdannais" not in client.get("/acteurs/").content.decode()
