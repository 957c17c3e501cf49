import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from commons.models import OutgoingMail
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "une autre phrase assez longue"


def link_for(client: Any, email: str, settings: Any) -> str:
    client.post(reverse("account_reset_password"), {"email": email})
    mail = OutgoingMail.objects.latest("created_at")
    found = re.search(rf"^{re.escape(settings.SITE_URL)}(/compte/password/reset/key/\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    assert "24 heures" in mail.body
    return found[1]


@pytest.mark.pair
def test_a_forgotten_password_is_replaced_through_a_mailed_link_that_serves_once(client: Any, settings: Any) -> None:
    person = factories.user()
    link = link_for(client, person.email, settings)
    form = client.get(link, follow=True)
    assert "Choisir un nouveau mot de passe" in form.content.decode()
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Mot de passe changé" in done.content.decode()
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "Ce lien n’est plus valable" in client.get(link, follow=True).content.decode()


def test_a_forged_reset_link_is_refused_without_a_form(client: Any) -> None:
    response = client.get("/compte/password/reset/key/abc-def/")
    assert "Ce lien n’est plus valable" in response.content.decode()


def test_the_reset_link_carries_our_address_whatever_host_was_asked(client: Any, settings: Any) -> None:
    person = factories.user()
    client.post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "pirate.exemple"})
    body = OutgoingMail.objects.latest("created_at").body
    assert "pirate" not in body
    assert settings.SITE_URL in body


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("court", "au minimum 10 caractères"), ("1234567890123", "entièrement numérique"), ("motdepasse1", "")],
)
def test_a_weak_password_is_refused_beside_the_field(
    as_user: Callable[[Any], Any], password: str, sentence: str
) -> None:
    client = as_user(factories.user())
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post(reverse("account_change_password"), data)
    if sentence:
        assert response.status_code == 422
        assert sentence in response.content.decode()
    else:
        assert response.status_code == 302


def test_changing_the_password_asks_for_the_old_one_and_twice_the_new_one(as_user: Callable[[Any], Any]) -> None:
    person = factories.user()
    client = as_user(person)
    address = reverse("account_change_password")
    wrong = client.post(address, {"oldpassword": "non", "password1": NEW, "password2": NEW})
    assert wrong.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in wrong.content.decode()
    uneven = client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW + "!"})
    assert uneven.status_code == 422
    assert client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
