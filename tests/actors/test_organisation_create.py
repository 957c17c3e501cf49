"""A quick entry of three fields, and no second page for what is already there."""

from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from django.utils.text import slugify

from actors.actions.directory import RESERVED
from actors.models import Organisation
from commons.models import JournalEntry, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher(as_user: Any) -> Any:
    return as_user(factories.member(Role.RESEARCHER, factories.commons()))


def send(client: Any, **typed: Any) -> Any:
    return client.post("/acteurs/nouvelle/", {"name": "La Ressourcerie", "kind": "association", **typed})


@pytest.mark.pair
def test_three_fields_make_a_page_to_be_completed(researcher: Any) -> None:
    factories.commune("91200", name="Dourdan")
    response = send(researcher, seat="dourdan")
    assert response["Location"] == "/acteurs/la-ressourcerie/modifier/"
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.seat_id) == ("La Ressourcerie", "association", "91200")
    assert JournalEntry.objects.get().verb == "organisation_edited"
    assert made.history.get().history_type == "+"


@pytest.mark.pair
def test_a_name_that_is_nearly_there_is_shown_first_and_confirmed(researcher: Any) -> None:
    factories.organisation("La 27e Région")
    response = send(researcher, name="27ème Région")
    assert response.status_code == 422
    words = response.content.decode()
    assert "N’est-elle pas déjà dans l’annuaire" in words
    assert "La 27e Région" in words
    assert 'value="27ème Région"' in words
    assert Organisation.objects.count() == 1
    assert send(researcher, name="27ème Région", another="on").status_code == 302
    assert Organisation.objects.count() == 2


def test_while_typing_the_same_is_shown_in_a_fragment(researcher: Any) -> None:
    factories.organisation("La 27e Région")
    address = "/acteurs/suggestions/semblables/"
    assert "La 27e Région" in researcher.get(address, {"name": "27eme region"}).content.decode()
    for typed in ("", "zz", "\x01", "x" * 5000):
        assert "Région" not in researcher.get(address, {"name": typed}).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 201}, "name"), ({"kind": "banque"}, "kind"), ({"seat": "Nulle"}, "seat")],
)
def test_bad_input_is_refused_beside_its_field(researcher: Any, typed: dict[str, Any], field: str) -> None:
    response = send(researcher, **typed)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Organisation.objects.exists()


@pytest.mark.pair
def test_a_name_taken_is_refused_even_when_said_to_be_another(researcher: Any) -> None:
    factories.organisation("La Ressourcerie")
    response = send(researcher, another="on")
    assert response.status_code == 422
    assert response.context["form"].errors["name"]


@pytest.mark.pair
def test_a_partner_enters_what_is_seated_in_their_territory_and_proposes_the_rest(as_user: Any) -> None:
    inside, outside = factories.commune(), factories.commune()
    partner = as_user(factories.partner(factories.commons(), factories.territory(inside)))
    for seat in (outside.pk, ""):
        response = send(partner, seat=seat)
        assert response.status_code == 422
        assert "dont vous avez la charge" in " ".join(response.context["form"].errors["seat"])
    assert not Organisation.objects.exists()
    assert send(partner, seat=inside.pk).status_code == 302


def test_a_name_that_is_an_address_of_the_site_gets_another_address(researcher: Any) -> None:
    send(researcher, name="Nouvelle")
    assert Organisation.objects.get().slug == "nouvelle-2"


def test_every_word_of_an_address_under_acteurs_is_reserved() -> None:
    def routes(patterns: list[Any], start: str = "") -> list[str]:
        found: list[str] = []
        for pattern in patterns:
            route = start + str(pattern.pattern)
            found += [route] if isinstance(pattern, URLPattern) else routes(pattern.url_patterns, route)
        return found

    words = {route.split("/")[1] for route in routes(get_resolver().url_patterns) if route.startswith("acteurs/")}
    taken = {word for word in words if word and word == slugify(word)}
    assert taken <= RESERVED
    assert "nouvelle" in taken
