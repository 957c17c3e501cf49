"""A refused form says which fields to correct, and that is what is read first, with or without scripts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from commons.models import Role
from tests import factories
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_refused_form_takes_the_focus_and_leads_to_each_field(visit: Any) -> None:
    factories.organisation("Espace conseil", slug="espace")
    person = visit(PHONE)
    person.expect_error("422")
    person.sign_in(factories.member(Role.RESEARCHER, factories.commons()).email)
    page = person.go("/acteurs/espace/modifier/")
    page.get_by_label("Nom", exact=True).fill(" ")
    page.get_by_label("SIREN").fill("12")
    page.get_by_role("button", name="Enregistrer la fiche").last.click()
    box = page.get_by_role("alert").filter(has_text="n’a pas été enregistré")
    expect(box).to_be_focused()
    person.check("fiche refusée")
    box.get_by_role("link", name="SIREN").click()
    expect(page.get_by_label("SIREN")).to_be_focused()
