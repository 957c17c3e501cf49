"""A neighbour proposes on a phone, the partner decides, the history says so; without a single script."""

from typing import Any

import pytest

from commons.models import Role
from tests import factories
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_correction_goes_from_a_visitor_to_the_history_of_the_page(visit: Any) -> None:
    commons, territory = factories.commons(), factories.territory(name="Pays d’essai")
    partner = factories.partner(commons, territory)
    organisation = factories.organisation("Ressourcerie", slug="ressourcerie", seat=territory.communes.get())

    neighbour = visit(PHONE, java_script_enabled=False)
    neighbour.go("/acteurs/ressourcerie/").get_by_role("link", name="Proposer une correction").click()
    neighbour.page.get_by_label("Ce qu’elle fait, ce qu’elle propose").fill("Réemploi de portes.")
    neighbour.page.get_by_role("button", name="Envoyer la proposition").click()
    assert neighbour.page.get_by_text("rien ne change d’ici là").is_visible()

    for window in (None, PHONE):
        reader = visit(window) if window else visit()
        reader.go("/acteurs/ressourcerie/corriger/")
        reader.check("proposer")
    adviser = visit(PHONE)
    adviser.sign_in(partner.email)
    adviser.go("/").get_by_role("link", name="Examiner").click()
    adviser.check("liste")
    adviser.page.get_by_role("link", name="Ressourcerie").click()
    adviser.check("correction")
    adviser.page.get_by_role("button", name="Accepter les faits cochés").click()
    adviser.check("décidée")
    adviser.go("/acteurs/ressourcerie/historique/")
    adviser.check("historique")
    assert adviser.page.get_by_text("Réemploi de portes.").is_visible()
    adviser.page.get_by_role("button", name="Rétablir la valeur d’avant").click()
    assert adviser.page.get_by_text("La valeur d’avant est rétablie").is_visible()
    organisation.refresh_from_db()
    assert organisation.services == ""
    assert Role.PARTNER.meaning in adviser.go("/").content()
