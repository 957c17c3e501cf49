"""Two people compose one territory at the same instant: what both said holds."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from commons.models import Role
from territories import actions, tasks
from territories.actions import composition, preparing
from territories.models import Composition
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


def test_a_long_saving_never_writes_over_what_another_person_saved_meanwhile(
    monkeypatch: pytest.MonkeyPatch, as_user: Callable[[Any], Any]
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 2)
    commons = factories.commons()
    slow, quick = (factories.member(Role.RESEARCHER, commons) for _n in range(2))
    communes = [factories.commune() for _n in range(6)]
    territory = factories.territory(communes[0])
    preparing.change(territory, by=slow, add=[commune.pk for commune in communes[1:5]])
    preparing.change(territory, by=quick, add=[communes[5].pk])
    job = preparing.save(territory, by=slow)
    assert job is not None
    drawn = composition.drawn

    def overtaken(*asked: Any) -> Any:
        (answer,) = at_once(partial(preparing.save, territory, by=quick))
        assert answer is None
        return drawn(*asked)

    monkeypatch.setattr(actions, "drawn", overtaken)
    tasks.compose(str(job.pk), job.attempt)
    assert set(territory.communes.values_list("pk", flat=True)) == {communes[0].pk, communes[5].pk}
    page = as_user(slow).get(f"/territoires/{territory.slug}/composer/").content.decode()
    assert "une autre personne a changé les communes" in page
    assert "4 en plus, 0 en moins" in page.replace("\xa0", " ")
    # What was prepared holds on top of what was saved: saving once more brings both.
    monkeypatch.setattr(actions, "drawn", drawn)
    again = preparing.save(territory, by=slow)
    assert again is not None
    tasks.compose(str(again.pk), again.attempt)
    assert territory.communes.count() == 6
    assert not Composition.objects.of(territory, slow).is_changed
