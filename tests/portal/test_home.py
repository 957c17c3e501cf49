import pytest
from django.test import Client

from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_signed_out_home_opens_three_doors(client: Client) -> None:
    page = client.get("/").content.decode()
    for door in ("Lire", "Explorer un territoire", "J’ai reçu une invitation"):
        assert door in page


def test_an_empty_installation_has_a_home_that_says_what_is_missing(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Rien n’est encore paru" in page
    assert "Aucun commun n’est encore décrit" in page
    assert "Aucun territoire n’est encore composé" in page


def test_outside_the_demonstration_no_account_is_shown_and_no_mail_is_read(client: Client, settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert "Essayer la démonstration" not in client.get("/").content.decode()
    assert client.get("/courrier/").status_code == 404


def test_someone_in_no_team_is_told_how_to_join_one(as_user: object) -> None:
    page = as_user(factories.user()).get("/").content.decode()  # type: ignore[operator]
    assert "Rien ne vous attend" in page
    assert "demandez une invitation" in page


def test_home_greets_a_member_and_lists_their_teams(as_user: object) -> None:
    commons = factories.commons(title="Bâtir ensemble")
    page = as_user(factories.member(Role.EXPERT, commons, "Solène")).get("/").content.decode()  # type: ignore[operator]
    assert "Bonjour Solène" in page
    assert "Bâtir ensemble" in page
