import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons import actions, tokens
from commons.models import Commons, Invitation, JournalEntry, OutgoingMail, Role
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

SIGNUP = "/compte/signup/"


@pytest.fixture
def commons() -> Commons:
    return factories.commons(title="Coopérer pour rénover", slug="renover")


@pytest.fixture
def coordinator(commons: Commons) -> Any:
    return factories.member(Role.COORDINATOR, commons, "Jeanne Coordinatrice")


@pytest.fixture
def invited(commons: Commons, coordinator: Any, settings: Any) -> Callable[..., tuple[Invitation, str]]:
    """An invitation sent by the action, and the path that its mail carries."""

    def send(email: str = "nora@exemple.fr") -> tuple[Invitation, str]:
        made = actions.invite(commons, email=email, role=Role.RESEARCHER, by=coordinator)
        body = OutgoingMail.objects.latest("created_at").body
        return made, re.search(rf"^{re.escape(settings.SITE_URL)}(/invitation/\S+)$", body, re.MULTILINE)[1]

    return send


@pytest.mark.pair
def test_a_new_person_creates_an_account_and_is_in_the_team(client: Any, invited: Any, commons: Commons) -> None:
    invitation, link = invited()
    page = client.get(link).content.decode()
    for said in ("Rejoindre l’équipe de Coopérer pour rénover", "chercheur ou chercheuse", "Créer mon compte"):
        assert said in page
    form = client.post(link, follow=True)
    assert 'value="nora@exemple.fr"' in form.content.decode()
    done = client.post(SIGNUP, {"name": "Nora  Neuve", "password1": PASSWORD, "next": link}, follow=True)
    assert "Vous faites maintenant partie de l’équipe" in done.content.decode()
    person = User.objects.get(email="nora@exemple.fr")
    assert person.name == "Nora Neuve"
    assert person.memberships.get().role == Role.RESEARCHER
    assert person.emailaddress_set.get().verified
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert OutgoingMail.objects.count() == 1, "aucun autre courrier que l’invitation"
    assert list(JournalEntry.objects.order_by("at").values_list("verb", "by__email")) == [
        ("member_invited", invitation.invited_by.email),
        ("invitation_accepted", "nora@exemple.fr"),
    ]


def test_opening_the_link_alone_opens_neither_sign_up_nor_the_team(client: Any, invited: Any) -> None:
    _invitation, link = invited()
    client.get(link)
    assert "Un compte se crée sur invitation" in client.get(SIGNUP).content.decode()


@pytest.mark.parametrize("where", ["", "?email=pirate@exemple.fr"])
def test_the_invited_address_cannot_be_changed_at_sign_up(client: Any, invited: Any, where: str) -> None:
    _invitation, link = invited()
    client.post(link)
    client.post(SIGNUP + where, {"email": "pirate@exemple.fr", "name": "Nora", "password1": PASSWORD})
    person = User.objects.get(name="Nora")
    assert person.email == "nora@exemple.fr"
    assert [kept.email for kept in person.emailaddress_set.all()] == ["nora@exemple.fr"]


def test_no_cache_keeps_the_page_of_an_invitation(client: Any, invited: Any) -> None:
    _invitation, link = invited()
    assert "no-store" in client.get(link)["Cache-Control"]


def test_without_invitation_no_account_is_made(client: Any) -> None:
    response = client.post(SIGNUP, {"email": "nora@exemple.fr", "name": "Nora", "password1": PASSWORD})
    assert "C’est sa coordination qui invite" in response.content.decode()
    assert not User.objects.exists()


def test_sign_up_closes_again_once_the_place_is_taken(client: Any, invited: Any) -> None:
    _invitation, link = invited()
    client.post(link)
    client.post(SIGNUP, {"name": "Nora", "password1": PASSWORD, "next": link}, follow=True)
    client.post("/compte/logout/")
    assert "Un compte se crée sur invitation" in client.get(SIGNUP).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "password1": PASSWORD}, "obligatoire"),
        ({"name": "Nora", "password1": "court"}, "au minimum 10 caractères"),
        ({"name": "N" * 121, "password1": PASSWORD}, "120"),
    ],
)
def test_a_refused_sign_up_keeps_what_was_typed_and_the_way_back(
    client: Any, invited: Any, data: dict[str, str], sentence: str
) -> None:
    _invitation, link = invited()
    client.post(link)
    response = client.post(SIGNUP, {**data, "next": link})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert data["name"] in page
    assert f'name="next" value="{link}"' in page


@pytest.mark.pair
def test_someone_with_an_account_signs_in_then_confirms(client: Any, invited: Any) -> None:
    person = factories.user("Nora", email="nora@exemple.fr")
    _invitation, link = invited()
    page = client.get(link).content.decode()
    assert "Créer mon compte" not in page
    assert f"/compte/login/?next={link.replace('/', '%2F').replace(':', '%3A')}" in page
    back = client.post("/compte/login/", {"login": person.email, "password": PASSWORD, "next": link}, follow=True)
    assert "Rejoindre l’équipe</button>" in back.content.decode()
    assert not person.memberships.exists(), "ouvrir la page n’accepte rien"
    client.post(link)
    assert person.memberships.get().role == Role.RESEARCHER


def test_another_account_is_told_to_change_and_takes_no_place(as_user: Callable[[Any], Any], invited: Any) -> None:
    _invitation, link = invited()
    other = factories.user()
    client = as_user(other)
    page = client.get(link).content.decode()
    assert f"Vous utilisez le compte de <strong>{other.email}</strong>" in page
    assert "Rejoindre l’équipe</button>" not in page
    assert client.post(link).status_code == 403
    assert not other.memberships.exists()


def test_a_forged_link_and_one_of_another_purpose_are_not_found(
    client: Any, invited: Any, django_assert_num_queries: Any
) -> None:
    _invitation, link = invited()
    with django_assert_num_queries(0):
        assert client.get(link[:-2] + "x/").status_code == 404
    token, digest = tokens.issue(tokens.Purpose.READER)
    Invitation.objects.update(token_digest=digest)
    assert client.get(reverse("invitation_accept", args=[token])).status_code == 404


def test_a_link_signed_but_known_to_nobody_is_not_found(client: Any) -> None:
    token, _digest = tokens.issue(tokens.Purpose.INVITATION)
    assert client.get(reverse("invitation_accept", args=[token])).status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"accepted_at": timezone.now()}, "Elle a déjà été acceptée."),
        ({"revoked_at": timezone.now()}, "Elle a été annulée par la coordination."),
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "Elle était valable jusqu’au"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_revoked_or_expired_link_says_who_to_write_to(
    client: Any, invited: Any, state: dict[str, Any], sentence: str, method: str
) -> None:
    invitation, link = invited()
    Invitation.objects.update(**state)
    response = getattr(client, method)(link)
    page = response.content.decode()
    assert response.status_code == 410
    assert sentence in page
    assert f'écrivez à Jeanne Coordinatrice : <a href="mailto:{invitation.invited_by.email}">' in page


def test_an_invitation_revoked_while_the_account_was_being_made_gives_no_place(
    client: Any, invited: Any, coordinator: Any
) -> None:
    invitation, link = invited()
    client.post(link)
    actions.revoke_invitation(invitation, by=coordinator)
    response = client.post(SIGNUP, {"name": "Nora", "password1": PASSWORD, "next": link}, follow=True)
    assert response.status_code == 410
    assert not User.objects.get(email="nora@exemple.fr").memberships.exists()


def test_two_acceptances_at_once_take_one_place(invited: Any) -> None:
    invitation, _link = invited()
    person = factories.user(email="nora@exemple.fr")
    stale = Invitation.objects.get(pk=invitation.pk)
    actions.accept_invitation(invitation, by=person)
    with pytest.raises(actions.InvitationOver):
        actions.accept_invitation(stale, by=person)
    assert person.memberships.count() == 1
