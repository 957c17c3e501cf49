"""Two people compose one territory at the same instant: what both said holds."""

from functools import partial
from typing import Any

import pytest

from commons.models import Role
from territories.actions import composition, preparing
from tests import factories
from tests.actors.test_races import SEVERAL_CONNECTIONS, at_once

pytestmark = [pytest.mark.pair, SEVERAL_CONNECTIONS, pytest.mark.django_db(transaction=True)]


def test_of_two_who_compose_at_once_the_changes_of_both_hold_with_their_outline() -> None:
    commons = factories.commons()
    people = [factories.member(Role.RESEARCHER, commons) for _n in range(2)]
    communes: list[Any] = [factories.commune() for _n in range(4)]
    territory = factories.territory(communes[0])
    for person, added in zip(people, (communes[1:2], communes[2:]), strict=True):
        preparing.change(territory, by=person, add={commune.pk for commune in added})
    assert at_once(*(partial(preparing.save, territory, by=person) for person in people)) == [None, None]
    territory.refresh_from_db()
    held = set(territory.communes.values_list("pk", flat=True))
    assert held == {commune.pk for commune in communes}
    assert territory.outline == composition.drawn(held)
