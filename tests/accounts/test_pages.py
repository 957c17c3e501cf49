"""Every page that django-allauth can show: ours, in French, one title, strict."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from commons.models import OutgoingMail
from tests import factories
from tests.accounts.test_sign_in import code_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Se connecter"),
        ("account_signup", "Un compte se crée sur invitation"),
        ("account_request_login_code", "Recevoir un code de connexion"),
        ("account_reset_password", "Mot de passe oublié"),
        ("account_reset_password_done", "Regardez votre courrier"),
        ("account_reset_password_from_key_done", "Mot de passe changé"),
        ("account_inactive", "Compte désactivé"),
    ],
)
def test_public_pages(client: Any, name: str, title: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Se déconnecter"),
        ("account_email", "Votre adresse e-mail"),
        ("account_change_password", "Changer de mot de passe"),
        ("account_reauthenticate", "Confirmez que c’est bien vous"),
        ("account_reset_password", "Mot de passe oublié"),
    ],
)
def test_pages_of_the_account(as_user: Callable[[Any], Any], name: str, title: str) -> None:
    response = as_user(factories.user()).get(reverse(name))
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_email", "account_change_password", "account_set_password", "account_reauthenticate"],
)
def test_pages_of_the_account_ask_to_sign_in(client: Any, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url == f"/compte/login/?next={reverse(name)}"


def test_whoever_has_no_password_chooses_one(as_user: Callable[[Any], Any]) -> None:
    person = User.objects.create_user("sans@exemple.fr", name="Sans mot de passe")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client = as_user(person)
    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    assert "<h1>Choisir un mot de passe</h1>" in client.get(reverse("account_set_password")).content.decode()
    new = "une phrase assez longue"
    assert client.post(reverse("account_set_password"), {"password1": new, "password2": new}).status_code == 302


@pytest.mark.parametrize("name", ["account_confirm_login_code", "account_email_verification_sent"])
def test_a_code_that_nobody_asked_for_leads_back_to_sign_in(client: Any, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_no_page_offers_to_sign_up_or_another_site(client: Any) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert reverse("account_signup") not in page
    assert "Recevoir un code" in page


@pytest.mark.pair
def test_the_address_changes_once_the_code_sent_to_the_new_one_is_typed(as_user: Callable[[Any], Any]) -> None:
    person = factories.user(email="avant@exemple.fr")
    client = as_user(person)
    sent = client.post(reverse("account_email"), {"action_add": "", "email": "Apres@exemple.fr"}, follow=True)
    assert "Confirmer votre adresse e-mail" in sent.content.decode()
    person.refresh_from_db()
    assert person.email == "avant@exemple.fr"
    mail = OutgoingMail.objects.latest("created_at")
    assert mail.to == ["apres@exemple.fr"]
    assert mail.subject == "Confirmez votre adresse e-mail"
    assert client.post(reverse("account_email_verification_sent"), {"code": code_in(mail)}).status_code == 302
    person.refresh_from_db()
    assert person.email == "apres@exemple.fr"
    assert [kept.email for kept in person.emailaddress_set.all()] == ["apres@exemple.fr"]


def test_someone_else_s_address_is_not_taken_even_with_the_code(as_user: Callable[[Any], Any]) -> None:
    person, other = factories.user(), factories.user()
    client = as_user(person)
    client.post(reverse("account_email"), {"action_add": "", "email": other.email})
    mail = OutgoingMail.objects.get()
    assert mail.to == [other.email]
    refused = client.post(reverse("account_email_verification_sent"), {"code": code_in(mail)})
    assert refused.status_code == 422
    assert "Un compte utilise déjà cette adresse." in refused.content.decode()


def test_a_malformed_address_is_refused_beside_the_field(as_user: Callable[[Any], Any]) -> None:
    response = as_user(factories.user()).post(reverse("account_email"), {"action_add": "", "email": "pas une adresse"})
    assert response.status_code == 422
    assert "adresse de courriel valide" in response.content.decode()
    assert "pas une adresse" in response.content.decode()
