from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from commons.models import Role
from tests import factories, scene
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db


def test_a_body_too_large_for_any_upload_is_refused_before_it_is_read(client: Any, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = client.generic("POST", "/compte/login/", b"x" * (1024 * 1024 + 1001), "application/octet-stream")
    assert response.status_code == 413
    assert "Envoi trop lourd" in response.content.decode()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("http://testserver/acteurs/?q=x", "/acteurs/"), ("https://ailleurs.example/x/", "")],
    ids=["ours", "elsewhere"],
)
def test_a_body_too_large_leads_back_to_the_form_it_came_from(
    client: Any, settings: Any, came_from: str, back: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    body = b"x" * (1024 * 1024 + 1001)
    headers = {"referer": came_from}
    page = client.generic("POST", "/compte/login/", body, "application/octet-stream", headers=headers).content.decode()
    assert ("Revenir à la page d’avant" in page) is bool(back)
    assert "Se connecter" not in page  # nobody knows yet whether one is
    assert f'class="button" href="{back or reverse("home")}"' in page
    assert "ailleurs" not in page


@pytest.mark.parametrize("enforce_csrf_checks", [False, True])
def test_a_form_too_large_is_refused_by_413(settings: Any, enforce_csrf_checks: bool) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    commons = factories.commons()
    client = StrictClient(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(factories.member(Role.COORDINATOR, commons))
    address = reverse("commons_edit", args=[commons.slug])
    client.get(address)  # which gives the cookie of its form
    response = client.post(address, f"title={'x' * 2000}", "application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Rien n’a été enregistré." in response.content.decode()


def test_too_many_fields_are_a_malformed_request(client: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = client.post("/compte/login/", {str(number): "x" for number in range(9)})
    assert response.status_code == 400
    assert "Demande incomprise" in response.content.decode()


def test_a_page_left_open_too_long_is_explained(client: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/compte/login/", {"login": "jeanne@exemple.fr", "password": "x"})
    assert response.status_code == 403
    assert "Formulaire expiré" in response.content.decode()


def test_an_unknown_address_is_a_page_of_ours(client: Any) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "<h1>Page introuvable</h1>" in response.content.decode()


def test_an_address_that_only_receives_a_form_says_so_when_opened(as_user: Callable[[Any], Any]) -> None:
    response = as_user(factories.user()).get(reverse("device_choice"))  # as after a session lost, then signing in
    assert response.status_code == 405
    assert "ne s’ouvre pas seule" in response.content.decode()
    assert response["Allow"] == "POST"


def test_what_a_role_does_not_open_is_a_page_of_ours(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    response = as_user(factories.member(Role.PARTNER, commons)).get(reverse("commons_edit", args=[commons.slug]))
    assert response.status_code == 403
    assert "Cette action ne vous est pas ouverte" in response.content.decode()


def test_an_error_of_ours_is_said_without_details(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError("un secret")

    monkeypatch.setattr("commons.tokens.digest_of", breaks)
    client.raise_request_exception = False
    response = client.get("/invitation/x/")
    assert response.status_code == 500
    assert "Ce n’est pas de votre fait." in response.content.decode()
    assert "un secret" not in response.content.decode()


@pytest.mark.parametrize("address", ["/communs/inconnu/equipe/", "/communs/inconnu/modifier/"])
def test_an_unknown_commons_is_not_found_once_signed_in(as_user: Callable[[Any], Any], address: str) -> None:
    assert as_user(factories.user()).get(address).status_code == 404


@pytest.mark.parametrize("text", ["\x00", "\x00texte", "é" * 10_000, "🜁"])
def test_odd_characters_are_never_an_error_of_ours(as_user: Callable[[Any], Any], text: str) -> None:
    commons = factories.commons()
    client = as_user(factories.member(Role.COORDINATOR, commons))
    card = {"title": text, "description": text, "challenges": text, "tags": text, "maturity": "idea"}
    assert client.post(reverse("commons_edit", args=[commons.slug]), card).status_code in {302, 422}
    assert client.post(reverse("team", args=[commons.slug]), {"email": text, "role": text}).status_code == 422
    assert client.post("/compte/login/", {"login": text, "password": text}).status_code in {302, 422}


def test_a_form_sent_too_late_gives_back_what_was_typed_but_no_password() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/compte/login/", {"login": "une phrase que l’on ne veut pas perdre", "password": "x" * 30})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "une phrase que l’on ne veut pas perdre" in page
    assert "x" * 30 not in page


TYPED = "une raison que l’on ne veut pas écrire deux fois"


def test_a_form_sent_once_signed_out_gives_back_what_was_typed_and_leads_to_sign_in(client: Client) -> None:
    built = scene.build()
    address = reverse("interview_move", args=[built.interview.pk])
    sent = {"reason": TYPED, "password": "x" * 30, "csrfmiddlewaretoken": "y" * 64, "key": str(built.interview.pk)}
    came_from = f"http://testserver{built.interview.get_absolute_url()}?q=cherché"
    answer = client.post(address, sent, headers={"accept": "text/html,*/*;q=0.8", "referer": came_from})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert TYPED in page
    assert page.count("<textarea") == 1
    after = urlencode({"next": built.interview.get_absolute_url()})
    assert f'href="{reverse("account_login")}?{after}"' in page
    assert not any(hidden in page for hidden in ("x" * 30, "y" * 64, str(sent["key"]) + "<", "cherché"))
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize(("sent", "accept"), [({"state": "held"}, "text/html"), ({"body": TYPED}, "application/json")])
def test_a_form_without_text_or_sent_by_a_script_leads_to_sign_in_as_any_page(
    client: Client, sent: dict[str, str], accept: str
) -> None:
    answer = client.post(reverse("device_choice"), sent, headers={"accept": accept})
    assert answer.status_code == 302
    assert TYPED not in answer["Location"]


def test_a_form_that_says_it_comes_from_elsewhere_leads_back_nowhere(client: Client) -> None:
    headers = {"accept": "text/html", "referer": "https://ailleurs.example//x/"}
    page = client.post(reverse("device_choice"), {"body": TYPED}, headers=headers).content.decode()
    assert TYPED in page
    assert "next=" not in page
    assert "ailleurs" not in page


@pytest.mark.django_db
def test_a_page_for_someone_in_particular_is_kept_by_no_cache(client: Client) -> None:
    assert not client.get("/").has_header("Cache-Control")
    commons = factories.commons()
    client.force_login(factories.member(Role.COORDINATOR, commons))
    for address in ("/", f"/communs/{commons.slug}/equipe/", "/redaction/", "/relecture/"):
        assert {"private", "no-store"} <= set(client.get(address)["Cache-Control"].split(", ")), address


@pytest.mark.pair
@pytest.mark.django_db
@pytest.mark.parametrize("tags", ["9" * 5000, ",".join(f"mot{n}" for n in range(40))])
def test_tags_too_long_or_too_many_are_refused_in_a_sentence(client: Client, tags: str) -> None:
    commons = factories.commons()
    client.force_login(factories.member(Role.COORDINATOR, commons))
    answer = client.post(f"/communs/{commons.slug}/modifier/", {"title": "Titre", "maturity": "idea", "tags": tags})
    assert answer.status_code == 422
    assert "Au plus 30 étiquettes" in answer.content.decode()


def test_a_lost_key_is_said_on_screen_without_its_name_and_in_the_log_with_it(
    as_user: Callable[[Any], Any], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    built = scene.build()
    settings.IDENTITY_KEYS = ["une autre clé"]
    client = as_user(built.people["researcher"])
    client.raise_request_exception = False
    response = client.get(reverse("interview_detail", args=[built.interview.pk]))
    page = response.content.decode()
    assert response.status_code == 503
    assert "Prévenez qui administre le site." in page
    assert "IDENTITY_KEY" not in page
    assert any("IDENTITY_KEY" in record.getMessage() for record in caplog.records)


@pytest.mark.pair
@pytest.mark.parametrize(
    "address",
    [
        "/acteurs/qui-fait-quoi/91200/?ancien=%00",
        "/ecosystemes/nouveau/?territoire=%00",
        "/ecosystemes/lieu/relations/ajouter/?qui=a%00b",
        "/acteurs/?%00",
        "/territoires/?q=\x00",
    ],
)
def test_a_null_character_in_what_is_asked_is_a_malformed_request(as_user: Callable[[Any], Any], address: str) -> None:
    commons = factories.commons()
    factories.commune("91200")
    factories.ecosystem(commons, slug="lieu")
    response = as_user(factories.member(Role.RESEARCHER, commons)).get(address)
    assert response.status_code == 400
    assert "Demande incomprise" in response.content.decode()


@pytest.mark.pair
@pytest.mark.parametrize(
    "address", ["/territoires/%00/", "/acteurs/qui-fait-quoi/%00/", "/relecture/lien/%00/", "/%00"]
)
def test_a_null_character_in_an_address_leads_nowhere(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404
