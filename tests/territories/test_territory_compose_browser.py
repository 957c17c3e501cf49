"""Composing a territory in a browser: by keyboard, live, without a page reload; and without scripts at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from commons.models import Role
from territories.models import Composition, Indicator, Territory, Zone
from tests import factories
from tests.browser import PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/territoires/terrain/composer/"


@pytest.fixture
def researcher() -> Any:
    epci = Zone.objects.create(pk="epci-1", kind="epci", code="1", name="CC du Lieu", folded_name="cc du lieu")
    Zone.objects.create(pk="departement-91", kind="departement", code="91", name="Essonne", folded_name="essonne")
    for number, name in enumerate(["Dourdan", "Saint-Chéron", "Étampes", "Saint-Évroult-Notre-Dame-du-Bois"]):
        factories.commune(f"9120{number}", name=name, epci=epci if number < 2 else None)
    factories.territory(slug="terrain", name="Terrain", outline=None).communes.clear()
    factories.territory(slug="autre", name="Autre")
    return factories.member(Role.RESEARCHER, factories.commons())


def test_communes_are_added_by_keyboard_alone_and_undone(visit: Callable[..., Visit], researcher: Any) -> None:
    person = visit()
    person.sign_in(researcher.email)
    page = person.go(ADDRESS)
    page.locator("#q").focus()
    page.keyboard.type("dourdans")
    page.get_by_role("button", name="Ajouter : Dourdan").wait_for()
    page.get_by_role("button", name="Ajouter : Dourdan").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Dourdan est ajoutée.").wait_for()
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("st cheron")  # the word searched before was selected: it is replaced
    page.get_by_role("button", name="Ajouter : Saint-Chéron").click()
    page.get_by_role("heading", name="2 communes choisies").wait_for()
    page.get_by_role("button", name="Annuler le dernier changement").click()
    page.get_by_role("heading", name="1 commune choisie").wait_for()
    person.check("composer")
    page.reload()
    page.get_by_role("heading", name="1 commune choisie").wait_for()
    page.get_by_role("button", name="Enregistrer la composition").click()
    page.wait_for_url("**/territoires/terrain/")
    assert [commune.name for commune in Territory.objects.get(slug="terrain").communes.all()] == ["Dourdan"]


def test_without_scripts_everything_is_done_by_pages(visit: Callable[..., Visit], researcher: Any) -> None:
    person = visit(PHONE, java_script_enabled=False)
    person.sign_in(researcher.email)
    page = person.go(ADDRESS)
    page.locator("#q").fill("essonne")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Choisir : Essonne").click()
    page.get_by_role("checkbox", name="Étampes").check()
    page.get_by_role("checkbox", name="Dourdan").check()
    page.get_by_role("button", name="Ajouter les communes cochées").click()
    page.get_by_text("2 communes ajoutées.").wait_for()
    page.get_by_role("button", name="Retirer Dourdan").click()
    page.get_by_text("Dourdan est retirée.").wait_for()
    assert Composition.objects.get().codes == ["91202"]
    page.get_by_role("button", name="Enregistrer la composition").click()
    page.get_by_role("heading", level=1, name="Terrain").wait_for()


def test_every_page_of_a_territory_holds_on_a_phone(visit: Callable[..., Visit], researcher: Any) -> None:
    territory = Territory.objects.get(slug="autre")
    Indicator.objects.create(
        territory=territory, name="Logements vacants depuis plus de deux ans", value=12, year=2022, source="LOVAC " * 9
    )
    person = visit(PHONE)
    person.sign_in(get_user_model().objects.get(pk=researcher.pk).email)
    for address in (
        "/territoires/",
        "/territoires/nouveau/",
        "/territoires/comparer/",
        "/territoires/comparer/?t=autre&t=terrain",
        *(f"/territoires/autre/{name}/" for name in ("modifier", "type", "supprimer", "terrains", "indicateurs")),
        "/territoires/autre/indicateurs/importer/",
        "/territoires/autre/composer/?q=saint",
        "/territoires/autre/composer/?zone=departement-91",
        "/territoires/autre/composer/coller/",
        "/territoires/autre/composer/enregistrer/",
    ):
        person.go(address)
        person.check(address)
