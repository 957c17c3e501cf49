"""The second factor: set up, given at sign-in, taken away; its pages ours, its secrets unreadable in the database."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts.models import User
from commons.models import OutgoingMail, Role
from commons.second_factor import SecondFactorAdapter
from tests import factories
from tests.accounts.test_sign_in import LOGIN, code_in, is_signed_in, last_mail
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

CODE_PAGE = "/compte/2fa/authenticate/"


@pytest.fixture
def protected() -> tuple[User, str]:
    """A person with an application, and its secret."""
    person = factories.user("Jeanne")
    return person, factories.application(person)


def code(secret: str, steps: int = 0) -> str:
    """What the application shows now, or ``steps`` half-minutes later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def enter(client: Any, person: User) -> Any:
    """Signs in by password, and follows to the page that comes next."""
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)


def confirmed(client: Any, person: User) -> Any:
    """Signed in and, just now, confirmed by password: what touches the account asks for it."""
    enter(client, person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_an_application_is_set_up_by_its_code_and_recovery_codes_are_shown_once(client: Any) -> None:
    person = factories.user()
    confirmed(client, person)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret[:4] in page.content.decode()
    assert "data:image/svg+xml;base64," in page.content.decode()
    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert refused.status_code == 422
    assert "Ce code ou cette clé ne convient pas." in refused.content.decode()
    shown = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    assert "<h1>Codes de secours</h1>" in shown.content.decode()
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in shown.content.decode()
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(one in again for one in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("mfa/email/totp_activated", "Un second facteur est en place"),
        ("mfa/email/totp_deactivated", "Un second facteur est retiré"),
        ("mfa/email/webauthn_added", "Une clé d’accès est ajoutée"),
        ("mfa/email/webauthn_removed", "Une clé d’accès est retirée"),
        ("mfa/email/recovery_codes_generated", "Nouveaux codes de secours"),
        ("account/email/password_changed", "Votre mot de passe est changé"),
        ("account/email/password_set", "Votre compte a un mot de passe"),
        ("account/email/password_reset", "Votre mot de passe est changé"),
        ("account/email/email_changed", "L’adresse de votre compte est changée"),
        ("account/email/email_deleted", "Une adresse est retirée de votre compte"),
    ],
)
def test_what_changes_the_way_in_is_told_by_mail(rf: Any, name: str, subject: str) -> None:
    person = factories.user()
    addresses = {"from_email": "avant@exemple.fr", "to_email": "apres@exemple.fr", "deleted_email": "avant@exemple.fr"}
    with context.request_context(rf.get("/")):
        get_adapter().send_notification_mail(name, person, addresses)
    mail = last_mail()
    assert (mail.to, mail.subject) == ([person.email], subject)
    assert "Ce n’est pas vous\u202f?" in mail.body
    assert "/compte/password/reset/" in mail.body


@pytest.mark.pair
def test_a_copy_of_the_database_gives_no_secret(protected: tuple[User, str]) -> None:
    person, secret = protected
    kept = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == secret


def test_a_secret_that_the_keys_no_longer_open_says_the_site_is_unavailable(
    client: Any, protected: tuple[User, str], settings: Any
) -> None:
    person, secret = protected
    enter(client, person)
    settings.IDENTITY_KEYS = ["une autre clé"]
    assert client.post(CODE_PAGE, {"code": code(secret)}).status_code == 503


@pytest.mark.pair
@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_password_asks_for_the_code_whose_clock_may_be_half_a_minute_off(
    client: Any, protected: tuple[User, str], steps: int
) -> None:
    person, secret = protected
    page = enter(client, person)
    assert "<h1>Votre second facteur</h1>" in page.content.decode()
    assert not is_signed_in(client)
    assert client.post(CODE_PAGE, {"code": code(secret, steps)}).status_code == 302
    assert is_signed_in(client)


def test_a_code_of_two_minutes_ago_is_refused(client: Any, protected: tuple[User, str]) -> None:
    person, secret = protected
    enter(client, person)
    response = client.post(CODE_PAGE, {"code": code(secret, -4)})
    assert response.status_code == 422
    assert not is_signed_in(client)


def test_a_code_serves_once_as_long_as_it_is_tolerated(
    client: Any, as_user: Callable[[Any], Any], protected: tuple[User, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, secret = protected
    now = time.time() // 30 * 30
    monkeypatch.setattr(time, "time", lambda: now)
    seen = code(secret)
    enter(client, person)
    client.post(CODE_PAGE, {"code": seen})
    assert is_signed_in(client)
    monkeypatch.setattr(time, "time", lambda: now + 45)  # allauth forgets it after thirty seconds
    thief = as_user(None)
    enter(thief, person)
    assert thief.post(CODE_PAGE, {"code": f"{seen[:3]} {seen[3:]}"}).status_code == 422
    assert not is_signed_in(thief)


def test_a_mailed_code_asks_for_the_second_factor_too(client: Any, protected: tuple[User, str]) -> None:
    person, secret = protected
    client.post(reverse("account_request_login_code"), {"email": person.email})
    response = client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail())})
    assert response.url == CODE_PAGE
    assert not is_signed_in(client)
    client.post(CODE_PAGE, {"code": code(secret)})
    assert is_signed_in(client)


def test_a_new_password_does_not_pass_by_the_second_factor(client: Any, protected: tuple[User, str]) -> None:
    person, _secret = protected
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(line for line in last_mail().body.splitlines() if "/password/reset/key/" in line)
    form = client.get(link, follow=True)
    new = "une phrase bien assez longue"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not is_signed_in(client)
    response = client.post(LOGIN, {"login": person.email, "password": new}, follow=True)
    assert "<h1>Votre second facteur</h1>" in response.content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_opens_the_account_once(
    client: Any, as_user: Callable[[Any], Any], protected: tuple[User, str]
) -> None:
    person, _secret = protected
    spare = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    enter(client, person)
    client.post(CODE_PAGE, {"code": spare})
    assert is_signed_in(client)
    second = as_user(None)
    enter(second, person)
    assert second.post(CODE_PAGE, {"code": spare}).status_code == 422
    assert not is_signed_in(second)


def test_five_wrong_codes_close_the_door_for_a_while(client: Any, protected: tuple[User, str]) -> None:
    person, secret = protected
    enter(client, person)
    for _try in range(5):
        client.post(CODE_PAGE, {"code": "000000"})
    response = client.post(CODE_PAGE, {"code": code(secret)})
    assert "Trop d’essais à la suite." in response.content.decode()
    assert not is_signed_in(client)


def test_who_has_a_second_factor_confirms_with_it_and_not_with_the_password(
    client: Any, protected: tuple[User, str]
) -> None:
    person, secret = protected
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret, -1)})
    remove = reverse("mfa_deactivate_totp")
    asked = client.get(remove, follow=True)
    assert asked.request["PATH_INFO"] == "/compte/2fa/reauthenticate/"
    assert client.get(reverse("account_reauthenticate")).status_code == 302
    assert client.post(f"/compte/2fa/reauthenticate/?next={remove}", {"code": code(secret)}).url == remove
    client.post(remove)
    assert not Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize("credential", ["", "x", "[]", "{}", '{"id": "a", "response": {}}', '{"response": []}', "12"])
def test_what_no_browser_sends_for_a_passkey_is_refused(
    client: Any, protected: tuple[User, str], credential: str
) -> None:
    person, _secret = protected
    login = reverse("mfa_login_webauthn")
    assert client.get(login, headers={"Accept": "application/json"}).json()["request_options"]["publicKey"]["challenge"]
    assert client.post(login, {"credential": credential}).status_code == 302
    assert not is_signed_in(client)
    enter(client, person)
    assert client.post(CODE_PAGE, {"credential": credential}).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", ["", "x", "[]", "{}", '{"id": "a", "response": {}}'])
def test_what_is_no_passkey_is_not_added(client: Any, credential: str) -> None:
    person = factories.user()
    confirmed(client, person)
    client.get(reverse("mfa_add_webauthn"))
    assert client.post(reverse("mfa_add_webauthn"), {"name": "Clé", "credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mfa_index", "Second facteur"),
        ("mfa_activate_totp", "Mettre en place l’application"),
        ("mfa_list_webauthn", "Vos clés d’accès"),
        ("mfa_add_webauthn", "Ajouter une clé d’accès"),
    ],
)
def test_pages_of_whoever_has_no_factor_yet(client: Any, name: str, title: str) -> None:
    confirmed(client, factories.user())
    assert f"<h1>{title}</h1>" in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mfa_index", "Second facteur"),
        ("mfa_deactivate_totp", "Retirer l’application"),
        ("mfa_view_recovery_codes", "Codes de secours"),
        ("mfa_generate_recovery_codes", "Faire de nouveaux codes de secours"),
        ("mfa_list_webauthn", "Vos clés d’accès"),
        ("mfa_edit_webauthn", "Renommer une clé d’accès"),
        ("mfa_remove_webauthn", "Retirer une clé d’accès"),
        ("mfa_reauthenticate", "Confirmez que c’est bien vous"),
        ("mfa_reauthenticate_webauthn", "Confirmez que c’est bien vous"),
    ],
)
def test_pages_of_whoever_has_them_all(client: Any, protected: tuple[User, str], name: str, title: str) -> None:
    person, secret = protected
    key = factories.passkey(person)
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret, -1)})
    client.post("/compte/2fa/reauthenticate/", {"code": code(secret)})
    kwargs = {"pk": key.pk} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {}
    page = client.get(reverse(name, kwargs=kwargs))
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.content.decode()


def test_a_passkey_of_someone_else_is_not_found(client: Any, protected: tuple[User, str]) -> None:
    person, secret = protected
    other = factories.passkey(factories.user())
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret, -1)})
    client.post("/compte/2fa/reauthenticate/", {"code": code(secret)})
    assert client.get(reverse("mfa_remove_webauthn", args=[other.pk])).status_code == 404
    assert client.post(reverse("mfa_edit_webauthn", args=[other.pk]), {"name": "À moi"}).status_code == 404


@pytest.mark.parametrize("kind", ["application", "passkey"])
def test_the_last_factor_stays_while_a_commons_requires_one(client: Any, kind: str) -> None:
    commons = factories.commons(requires_second_factor=True)
    person = factories.member(Role.RESEARCHER, commons)
    secret = factories.application(person)
    key = factories.passkey(person)
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret, -1)})
    client.post("/compte/2fa/reauthenticate/", {"code": code(secret)})
    remove = {"application": reverse("mfa_deactivate_totp"), "passkey": reverse("mfa_remove_webauthn", args=[key.pk])}
    other = "passkey" if kind == "application" else "totp"
    Authenticator.objects.filter(user=person).filter(type="webauthn" if other == "passkey" else "totp").delete()
    refused = client.post(remove[kind])
    assert refused.status_code == 422
    assert "c’est votre dernier" in refused.content.decode()
    assert Authenticator.objects.filter(user=person).exclude(type="recovery_codes").count() == 1


def test_of_two_factors_one_may_go(client: Any) -> None:
    commons = factories.commons(requires_second_factor=True)
    person = factories.member(Role.RESEARCHER, commons)
    secret = factories.application(person)
    key = factories.passkey(person)
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret, -1)})
    client.post("/compte/2fa/reauthenticate/", {"code": code(secret)})
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 302
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert OutgoingMail.objects.filter(subject="Une clé d’accès est retirée").exists()
