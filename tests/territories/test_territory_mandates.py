from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commons.models import Role
from territories.models import Mandate
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def test_a_newly_invited_partner_is_given_a_territory_and_can_then_correct_its_organisations(
    as_user: Callable[[Any], Client],
) -> None:
    commons, territory = factories.commons(), factories.territory()
    factories.terrain(commons, territory)
    coordinator = factories.member(Role.COORDINATOR, commons)
    partner = factories.member(Role.PARTNER, commons)
    organisation = factories.organisation(seat=territory.communes.get())
    edit = f"/acteurs/{organisation.slug}/modifier/"
    assert as_user(partner).get(edit).status_code == 403
    page = as_user(coordinator)
    assert "Partenaires mandatés" in page.get(territory.get_absolute_url()).content.decode()
    address = f"/territoires/{territory.slug}/mandats/"
    assert partner.email in page.get(address).content.decode()
    answer = page.post(address, {"partners": [str(partner.memberships.get().pk)]})
    assert answer.status_code == 302
    assert as_user(partner).get(edit).status_code == 200
    page.post(address, {})
    assert as_user(partner).get(edit).status_code == 403


def test_a_coordinator_gives_no_mandate_to_people_of_another_commons(as_user: Callable[[Any], Client]) -> None:
    commons, territory = factories.commons(), factories.territory()
    factories.terrain(commons, territory)
    coordinator = factories.member(Role.COORDINATOR, commons)
    elsewhere = factories.partner(factories.commons(), territory)
    address = f"/territoires/{territory.slug}/mandats/"
    answer = as_user(coordinator).post(address, {"partners": [str(elsewhere.memberships.get().pk)]})
    assert answer.status_code == 422
    as_user(coordinator).post(address, {})
    assert Mandate.objects.filter(membership=elsewhere.memberships.get()).exists()


def test_without_partners_the_page_says_whom_to_invite(as_user: Callable[[Any], Client]) -> None:
    commons, territory = factories.commons(), factories.territory()
    factories.terrain(commons, territory)
    page = as_user(factories.member(Role.COORDINATOR, commons)).get(f"/territoires/{territory.slug}/mandats/")
    assert "Aucun partenaire dans l’équipe" in page.content.decode()
