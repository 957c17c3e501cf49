from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import policies
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> dict[str, Any]:
    commons = factories.commons()
    return {
        "commons": commons,
        "anonymous": AnonymousUser(),
        "stranger": factories.user(),
        "administrator": factories.user(is_staff=True, is_superuser=True),
        "foreigner": factories.member(Role.COORDINATOR, factories.commons()),
        **{role.value: factories.member(role, commons) for role in Role},
    }


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (policies.can_edit_card, {"researcher", "coordinator"}),
        (policies.can_see_team, {"partner", "expert", "researcher", "coordinator"}),
        (policies.can_invite, {"coordinator"}),
    ],
)
def test_who_may_what(cast: dict[str, Any], rule: Any, allowed: set[str]) -> None:
    commons = cast.pop("commons")
    assert {name for name, person in cast.items() if rule(person, commons)} == allowed


def test_who_writes_somewhere(cast: dict[str, Any]) -> None:
    del cast["commons"]
    writers = {name for name, person in cast.items() if policies.writes_somewhere(person)}
    assert writers == {"researcher", "coordinator", "foreigner"}


def test_an_invitation_is_for_one_address_whatever_its_case(cast: dict[str, Any]) -> None:
    invitation, _token = factories.invitation(
        cast["commons"], cast["coordinator"], email=cast["stranger"].email.upper()
    )
    assert policies.can_accept(cast["stranger"], invitation)
    assert not policies.can_accept(cast["administrator"], invitation)
    assert not policies.can_accept(cast["anonymous"], invitation)


def test_roles_are_read_once_for_a_user(cast: dict[str, Any]) -> None:
    with CaptureQueriesContext(connection) as captured:
        for _time in range(3):
            policies.role_in(cast["expert"], cast["commons"].pk)
    assert len(captured) == 1


def test_requiring_what_is_not_allowed_is_a_refusal() -> None:
    policies.require(True)
    with pytest.raises(PermissionDenied):
        policies.require(False)
