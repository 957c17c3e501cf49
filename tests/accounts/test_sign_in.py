import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from commons.models import OutgoingMail
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/compte/login/"


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.latest("created_at")


def code_in(mail: OutgoingMail) -> str:
    found = re.search(r"^ {4}(\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def is_signed_in(client: Any) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.pair
def test_e_mail_and_password_sign_in_whatever_the_case_of_the_address(client: Any) -> None:
    factories.user(email="jeanne@exemple.fr")
    response = client.post(LOGIN, {"login": "Jeanne@Exemple.fr", "password": PASSWORD})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_sign_in_leads_where_the_person_was_going(client: Any) -> None:
    person = factories.user()
    page = client.get(f"{LOGIN}?next=/compte/email/")
    assert '<input type="hidden" name="next" value="/compte/email/">' in page.content.decode()
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "/compte/email/"})
    assert response.url == "/compte/email/"


def test_an_expired_session_keeps_the_page_through_a_refused_password_and_through_the_code(client: Any) -> None:
    person = factories.user()
    refused = client.post(f"{LOGIN}?next=/compte/email/", {"login": person.email, "password": "non"})
    assert refused.status_code == 422
    assert "next=%2Fcompte%2Femail%2F" in refused.content.decode()
    client.post(reverse("account_request_login_code"), {"email": person.email, "next": "/compte/email/"})
    address = f"{reverse('account_confirm_login_code')}?next=/compte/email/"
    page = client.get(address).content.decode()
    assert page.count('name="next" value="/compte/email/"') == 2, "en validant comme en redemandant un code"
    response = client.post(address, {"code": code_in(last_mail()), "next": "/compte/email/"})
    assert response.url == "/compte/email/"


def test_sign_in_leads_to_no_other_site(client: Any) -> None:
    person = factories.user()
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "https://ailleurs.exemple/"})
    assert response.url == "/"


def test_a_wrong_password_says_so_in_french_and_keeps_the_address(client: Any) -> None:
    person = factories.user()
    response = client.post(LOGIN, {"login": person.email, "password": "mauvais"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "L’adresse e-mail et le mot de passe ne vont pas ensemble." in page
    assert person.email in page
    assert "mauvais" not in page


def test_after_five_wrong_passwords_even_the_right_one_is_refused(client: Any) -> None:
    person = factories.user()
    for _attempt in range(5):
        client.post(LOGIN, {"login": person.email, "password": "mauvais"})
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert response.status_code == 422
    assert "Trop d’essais à la suite." in response.content.decode()
    assert not is_signed_in(client)


def test_too_many_requests_get_a_page_of_ours(client: Any) -> None:
    person = factories.user()
    for _request in range(30):
        client.post(LOGIN, {"login": "", "password": ""})
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert response.status_code == 429
    assert "Trop de demandes à la suite" in response.content.decode()


@pytest.mark.pair
def test_a_mailed_code_signs_in(client: Any) -> None:
    person = factories.user()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    mail = last_mail()
    assert mail.to == [person.email]
    assert mail.subject == "Votre code de connexion"
    assert "15 minutes" in mail.body
    response = client.post(reverse("account_confirm_login_code"), {"code": code_in(mail)})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_a_wrong_code_is_refused_and_three_of_them_end_the_attempt(client: Any) -> None:
    person = factories.user()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    confirm = reverse("account_confirm_login_code")
    refused = client.post(confirm, {"code": "AAAAAA"})
    assert refused.status_code == 422
    assert "Ce n’est pas le code reçu." in refused.content.decode()
    client.post(confirm, {"code": "AAAAAA"})
    client.post(confirm, {"code": "AAAAAA"})
    response = client.post(confirm, {"code": code_in(last_mail())})
    assert response.status_code == 302
    assert not is_signed_in(client)


def test_another_code_can_be_asked_for_and_replaces_the_first(client: Any) -> None:
    person = factories.user()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    first = code_in(last_mail())
    confirm = reverse("account_confirm_login_code")
    assert "Renvoyer un code" in client.get(confirm).content.decode()
    client.post(confirm, {"action": "resend"})
    assert client.post(confirm, {"code": first}).status_code == 422
    client.post(confirm, {"code": code_in(last_mail())})
    assert is_signed_in(client)


def test_an_address_without_account_gets_no_mail_and_the_same_page(client: Any) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": "inconnue@exemple.fr"}, follow=True)
    assert "Si un compte existe pour <strong>inconnue@exemple.fr</strong>" in response.content.decode()
    response = client.post(reverse("account_reset_password"), {"email": "inconnue@exemple.fr"}, follow=True)
    assert "Si un compte existe pour cette adresse" in response.content.decode()
    assert not OutgoingMail.objects.exists()


def test_leaving_takes_a_post(as_user: Callable[[Any], Any]) -> None:
    client = as_user(factories.user())
    assert "Se déconnecter" in client.get("/compte/logout/").content.decode()
    assert is_signed_in(client)
    assert client.post("/compte/logout/").status_code == 302
    assert not is_signed_in(client)


def test_a_closed_account_no_longer_signs_in(client: Any) -> None:
    person = factories.user(is_active=False)
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Compte désactivé" in response.content.decode()
    assert not is_signed_in(client)
