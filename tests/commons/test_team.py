from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commons import actions
from commons.models import Commons, Invitation, JournalEntry, Membership, OutgoingMail, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def commons() -> Commons:
    return factories.commons(title="Coopérer pour rénover", slug="renover")


@pytest.fixture
def coordinator(commons: Commons) -> Any:
    return factories.member(Role.COORDINATOR, commons, "Jeanne Coordinatrice")


def team(commons: Commons) -> str:
    return reverse("team", args=[commons.slug])


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("at").values_list("verb", flat=True))


def test_a_member_reads_who_is_in_the_team_without_addresses_or_buttons(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.invitation(commons, coordinator, email="attendue@exemple.fr")
    page = as_user(factories.member(Role.PARTNER, commons)).get(team(commons)).content.decode()
    assert "Jeanne Coordinatrice" in page
    assert "Coordination,\n" in page
    assert coordinator.email not in page
    assert "attendue@exemple.fr" not in page
    assert "Inviter une personne" not in page


def test_the_coordination_sees_pending_invitations(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.invitation(commons, coordinator, email="attendue@exemple.fr")
    factories.invitation(
        commons, coordinator, email="tardive@exemple.fr", expires_at=timezone.now() - timedelta(days=1)
    )
    factories.invitation(commons, coordinator, email="annulee@exemple.fr", revoked_at=timezone.now())
    page = as_user(coordinator).get(team(commons)).content.decode()
    assert "attendue@exemple.fr" in page
    assert "tardive@exemple.fr" in page
    assert page.count("expirée") == 1
    assert "annulee@exemple.fr" not in page


def test_a_longer_team_takes_no_more_queries(as_user: Callable[[Any], Any], commons: Commons, coordinator: Any) -> None:
    def queries() -> int:
        client = as_user(coordinator)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(team(commons)).status_code == 200
        return len(captured)

    factories.invitation(commons, coordinator)
    few = queries()
    for _number in range(8):
        factories.member(Role.EXPERT, commons)
        factories.invitation(commons, coordinator)
    assert queries() == few


@pytest.mark.pair
def test_inviting_mails_one_link_in_the_inviter_s_name(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    response = as_user(coordinator).post(team(commons), {"email": "Nora@Exemple.fr", "role": "researcher"}, follow=True)
    assert "L’invitation part à l’adresse nora@exemple.fr." in response.content.decode()
    invitation, mail = Invitation.objects.get(), OutgoingMail.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == ("nora@exemple.fr", "researcher", coordinator)
    assert timedelta(days=13, hours=23) < invitation.expires_at - timezone.now() < timedelta(days=15)
    assert timezone.localtime(invitation.expires_at).strftime("%H:%M") == "23:59"
    assert mail.to == ["nora@exemple.fr"]
    assert mail.sender.startswith("Jeanne Coordinatrice <")
    assert mail.reply_to == [coordinator.email]
    assert mail.subject == "Jeanne Coordinatrice vous invite dans l’équipe « Coopérer pour rénover »"
    for said in ("chercheur ou chercheuse", "Vous menez des entretiens", "/invitation/", "inclus"):
        assert said in mail.body
    assert invitation.token_digest not in mail.body
    assert verbs() == ["member_invited"]


def test_a_form_sent_twice_at_once_mails_one_link(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both forms are checked before either invites.
    monkeypatch.setattr("commons.forms.InvitationForm.clean_email", lambda form: form.cleaned_data["email"])
    client, data = as_user(coordinator), {"email": "nora@exemple.fr", "role": "expert"}
    assert client.post(team(commons), data).status_code == 302
    again = client.post(team(commons), data)
    assert again.status_code == 422
    assert "Une invitation est déjà en attente" in again.content.decode()
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["team", "commons_edit", "member_role"])
def test_an_empty_form_is_refused_rather_than_shown_again(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any, name: str
) -> None:
    more = [Membership.objects.get(user=coordinator).pk] if name == "member_role" else []
    response = as_user(coordinator).post(reverse(name, args=[commons.slug, *more]), {})
    assert response.status_code == 422
    assert "obligatoire" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "pas une adresse", "role": "expert"}, "adresse de courriel valide"),
        ({"email": "", "role": "expert"}, "obligatoire"),
        ({"email": "nora@exemple.fr", "role": "reine"}, "Sélectionnez un choix valide"),
        ({"email": "nora@exemple.fr"}, "obligatoire"),
        ({"email": f"{'n' * 300}@exemple.fr", "role": "expert"}, "254"),
    ],
)
def test_a_bad_invitation_is_refused_beside_the_field_and_nothing_is_sent(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any, data: dict[str, str], sentence: str
) -> None:
    response = as_user(coordinator).post(team(commons), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert data["email"] in page
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_address_already_invited_or_already_in_the_team_is_refused(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.invitation(commons, coordinator, email="nora@exemple.fr")
    client = as_user(coordinator)
    again = client.post(team(commons), {"email": "NORA@exemple.fr", "role": "expert"})
    assert again.status_code == 422
    assert "Une invitation est déjà en attente pour cette adresse" in again.content.decode()
    member = factories.member(Role.EXPERT, commons)
    known = client.post(team(commons), {"email": member.email.upper(), "role": "expert"})
    assert known.status_code == 422
    assert "Cette personne fait déjà partie de l’équipe." in known.content.decode()


@pytest.mark.pair
def test_an_expired_invitation_gives_way_to_a_new_one(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.invitation(commons, coordinator, email="nora@exemple.fr", expires_at=timezone.now() - timedelta(days=1))
    assert as_user(coordinator).post(team(commons), {"email": "nora@exemple.fr", "role": "expert"}).status_code == 302
    assert Invitation.objects.pending().count() == 1
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_sending_again_makes_a_new_link_and_stops_the_old_one(
    as_user: Callable[[Any], Any], client: Any, commons: Commons, coordinator: Any
) -> None:
    invitation, old = factories.invitation(commons, coordinator, expires_at=timezone.now() - timedelta(days=1))
    response = as_user(coordinator).post(reverse("invitation_resend", args=[commons.slug, invitation.pk]))
    assert response.status_code == 302
    invitation.refresh_from_db()
    assert invitation.is_usable
    assert client.get(reverse("invitation_accept", args=[old])).status_code == 404
    assert OutgoingMail.objects.get().to == [invitation.email]


def test_a_revoked_invitation_is_neither_sent_again_nor_revoked_twice(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    invitation, _token = factories.invitation(commons, coordinator)
    client = as_user(coordinator)
    for name in ("invitation_revoke", "invitation_revoke", "invitation_resend"):
        response = client.post(reverse(name, args=[commons.slug, invitation.pk]), follow=True)
    assert "n’attend plus de réponse" in response.content.decode()
    assert not OutgoingMail.objects.exists()
    assert verbs() == ["invitation_revoked"]


def test_an_invitation_of_another_commons_is_not_found(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    elsewhere = factories.commons()
    invitation, _token = factories.invitation(elsewhere, factories.member(Role.COORDINATOR, elsewhere))
    address = reverse("invitation_revoke", args=[commons.slug, invitation.pk])
    assert as_user(coordinator).post(address).status_code == 404
    foreign = Membership.objects.get(commons=elsewhere)
    assert as_user(coordinator).get(reverse("member_role", args=[commons.slug, foreign.pk])).status_code == 404


def test_the_coordination_changes_a_role(as_user: Callable[[Any], Any], commons: Commons, coordinator: Any) -> None:
    membership = factories.member(Role.EXPERT, commons).memberships.get()
    address = reverse("member_role", args=[commons.slug, membership.pk])
    assert as_user(coordinator).post(address, {"role": "researcher"}).status_code == 302
    membership.refresh_from_db()
    assert membership.role == Role.RESEARCHER
    assert verbs() == ["role_changed"]


def test_removing_someone_asks_first_then_closes_their_pages(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    leaving = factories.member(Role.EXPERT, commons, "Paul Partant")
    address = reverse("member_remove", args=[commons.slug, leaving.memberships.get().pk])
    client = as_user(coordinator)
    assert "Retirer Paul Partant de l’équipe" in client.get(address).content.decode()
    assert leaving.memberships.exists()
    assert client.post(address).status_code == 302
    assert as_user(leaving).get(team(commons)).status_code == 403
    assert verbs() == ["member_removed"]


def test_the_last_coordinator_neither_leaves_nor_changes_role(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.member(Role.RESEARCHER, commons)
    membership = coordinator.memberships.get()
    client = as_user(coordinator)
    for name, data in (("member_remove", {}), ("member_role", {"role": "expert"})):
        response = client.post(reverse(name, args=[commons.slug, membership.pk]), data)
        assert response.status_code == 422
        assert "seule personne qui coordonne" in response.content.decode()
    membership.refresh_from_db()
    assert membership.role == Role.COORDINATOR
    assert verbs() == []


def test_one_of_two_coordinators_may_leave_and_is_taken_to_the_card(
    as_user: Callable[[Any], Any], commons: Commons, coordinator: Any
) -> None:
    factories.member(Role.COORDINATOR, commons)
    membership = coordinator.memberships.get()
    response = as_user(coordinator).post(reverse("member_remove", args=[commons.slug, membership.pk]))
    assert response.url == commons.get_absolute_url()


def test_the_actions_themselves_keep_a_coordinator(commons: Commons, coordinator: Any) -> None:
    with pytest.raises(ValidationError):
        actions.remove_member(coordinator.memberships.get(), by=coordinator)
