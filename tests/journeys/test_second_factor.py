"""A coordinator sets up an application, then a passkey, and signs in with the passkey alone; a phone, then a desk."""

import re
from typing import Any

import pytest

from commons.models import Role
from tests import factories
from tests.accounts.test_second_factor import code
from tests.browser import PHONE, WIDE, Visit

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def holds_a_device(person: Visit) -> None:
    """The browser's own virtual authenticator, always there and always willing."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_application_then_a_passkey_then_the_passkey_alone(visit: Any) -> None:
    coordinator = factories.member(Role.COORDINATOR, factories.commons(requires_second_factor=True))
    person: Visit = visit(PHONE)
    page = person.page
    holds_a_device(person)
    person.sign_in(coordinator.email)
    person.go("/entretiens/")
    page.wait_for_url("**/compte/2fa/?next=**")
    person.check("second facteur, rien encore")
    page.get_by_role("link", name="Mettre en place l’application").click()
    page.get_by_label("Mot de passe").fill(factories.PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    person.check("mettre en place l’application")
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.get_by_label("Code à six chiffres").fill(code(secret))
    page.get_by_role("button", name="Activer").click()
    page.wait_for_url("**/recovery-codes/")
    person.check("codes de secours")
    person.go("/entretiens/")
    assert page.url.endswith("/entretiens/")

    person.go("/compte/2fa/webauthn/add/")
    person.check("ajouter une clé d’accès")
    page.get_by_label("Nom de cette clé").fill("Mon téléphone")
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url("**/compte/2fa/")
    person.go("/compte/2fa/webauthn/")
    page.get_by_text("Ouvre le compte sans mot de passe.").wait_for()
    person.check("vos clés d’accès")

    page.set_viewport_size(WIDE)
    page.get_by_role("button", name="Se déconnecter").click()
    person.go("/compte/login/?next=/entretiens/")
    person.check("se connecter")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url("**/entretiens/")

    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(re.compile("/$"))
    person.sign_in(coordinator.email)
    person.check("le second facteur à la connexion")
    page.get_by_role("button", name="Donner ma clé d’accès").click()
    page.wait_for_url(re.compile("/$"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_refused_by_the_device_says_so_and_without_javascript_a_code_does(visit: Any) -> None:
    person: Visit = visit()
    person.go("/compte/login/")
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"isUserVerified": False}})
    person.page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    person.page.get_by_text("La clé n’a pas été donnée.").wait_for()

    protected = factories.user()
    factories.passkey(protected)
    secret = factories.application(protected)
    plain: Visit = visit(java_script_enabled=False)
    plain.go("/compte/login/")
    assert plain.page.get_by_text("Une clé d’accès a besoin de JavaScript.").is_visible()
    plain.sign_in(protected.email)
    plain.page.get_by_label("Code", exact=True).fill(code(secret))
    plain.page.get_by_role("button", name="Se connecter").click()
    plain.page.wait_for_url(re.compile("/$"))
