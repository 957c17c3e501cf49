"""The adviser's week: who can help in Dourdan, and an organisation entered from a phone."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from actors.models import Organisation
from commons.models import Role
from tests import factories
from tests.browser import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def adviser() -> Any:
    dourdan = factories.commune("91200", name="Dourdan")
    factories.commune("91223", name="Étampes")
    factories.organisation(
        "Espace conseil",
        slug="espace-conseil",
        kind="energy_agency",
        seat=dourdan,
        services="Conseil gratuit et neutre sur la rénovation.",
        contact_email="contact@espace.example",
        contact_phone="01 64 59 00 00",
        checked_on=date(2026, 3, 12),
    ).themes.add("Isolation")
    factories.organisation("Réseau national", slug="reseau", kind="network", nationwide=True)
    return factories.member(Role.RESEARCHER, factories.commons())


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_who_can_help_in_dourdan(visit: Any, adviser: Any, window: dict[str, int]) -> None:
    person = visit(window)
    page = person.go("/")
    page.get_by_role("combobox", name="Commune").fill("dourdan")
    page.get_by_role("combobox", name="Commune").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui fait quoi à Dourdan")
    expect(page.get_by_role("heading", level=2)).to_contain_text(
        ["Ont leur siège à Dourdan", "1 organisation intervient dans toute la France"]
    )
    expect(page.get_by_role("link", name="contact@espace.example")).to_be_visible()
    person.check("qui fait quoi")
    page.get_by_role("link", name="Espace conseil").click()
    person.check("fiche")
    person.go("/acteurs/?kind=network")
    person.check("annuaire")


def test_an_organisation_is_entered_and_completed_with_names_proposed(visit: Any, adviser: Any) -> None:
    person = visit(PHONE)
    person.sign_in(adviser.email)
    page = person.go("/acteurs/nouvelle/")
    page.get_by_label("Nom").press_sequentially("Espace conseils")
    expect(page.get_by_text("N’est-elle pas déjà dans l’annuaire")).to_be_visible()
    page.get_by_label("Nom").fill("Recyclerie du Hurepoix")
    page.get_by_label("Type").select_option("association")
    page.get_by_label("Commune").press_sequentially("etam")
    expect(page.locator("datalist option")).to_have_attribute("value", "Étampes (91223)")
    page.get_by_label("Commune").fill("Étampes (91223)")
    person.check("nouvelle organisation")
    page.get_by_role("button", name="Créer la fiche").click()
    page.get_by_label("Chercher une commune à ajouter").fill("Dourdan")
    page.get_by_label("Chercher une commune à ajouter").press("Enter")
    expect(page.get_by_label("Communes où elle intervient")).to_have_value("Dourdan\n")
    person.check("fiche à compléter")
    page.get_by_role("button", name="Enregistrer la fiche").last.click()
    expect(page.get_by_text("La fiche est enregistrée.")).to_be_visible()
    made = Organisation.objects.get(name="Recyclerie du Hurepoix")
    assert (made.seat_id, [commune.pk for commune in made.area_communes.all()]) == ("91223", ["91200"])
