"""Facts that are sets, areas of action and themes, are written, journalled and kept in the history once."""

from typing import Any

import pytest

from actors import actions
from actors.models import Organisation
from commons.models import JournalEntry
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def lines(organisation: Organisation) -> list[Any]:
    return list(organisation.history.order_by("history_date"))


def areas_of(line: Any) -> list[str]:
    return sorted(row.commune_id for row in line.area_communes.all())


def test_a_creation_with_an_area_and_themes_is_one_line_of_history_and_one_of_the_journal() -> None:
    person, commune = factories.user(), factories.commune("91200")
    made = actions.record_organisation(
        "ALEC", kind="energy_agency", area_communes=[commune], themes=["Isolation"], by=person
    )
    line = made.history.get()
    assert (line.history_type, line.history_user, areas_of(line)) == ("+", person, ["91200"])
    assert line.history_change_reason == "thèmes\xa0: Isolation"
    assert JournalEntry.objects.get().by == person
    assert [tag.name for tag in made.themes.all()] == ["Isolation"]


def test_what_moves_in_several_sets_at_once_is_one_line_and_the_line_before_keeps_what_was() -> None:
    first, second = factories.commune("91200"), factories.commune("91223")
    made = actions.record_organisation("ALEC", kind="energy_agency", area_communes=[first], by=None)
    actions.edit(made, area_communes=[second], themes=["Bois", "Terre"], short_name="A", by=None)
    before, after = lines(made)
    assert (before.history_type, areas_of(before), before.short_name) == ("+", ["91200"], "")
    assert (after.history_type, areas_of(after), after.short_name) == ("~", ["91223"], "A")
    assert after.history_change_reason == "thèmes\xa0: Bois, Terre"
    assert [commune.pk for commune in made.area_communes.all()] == ["91223"]
    assert JournalEntry.objects.count() == 2


def test_the_same_sets_again_in_another_order_or_case_leave_no_trace() -> None:
    communes = [factories.commune(), factories.commune()]
    made = actions.record_organisation("A", kind="other", area_communes=communes, themes=["Bois", "terre"], by=None)
    actions.edit(made, area_communes=communes[::-1], themes=["Terre", "bois"], by=None)
    assert made.history.count() == JournalEntry.objects.count() == 1


def test_emptying_a_set_is_a_change() -> None:
    made = actions.record_organisation("A", kind="other", themes=["Bois"], area_communes=[factories.commune()], by=None)
    actions.edit(made, themes=[], area_communes=[], by=None)
    assert not made.themes.exists()
    assert not made.area_communes.exists()
    assert made.history.latest().history_change_reason == "thèmes\xa0: aucun"


def test_a_change_after_one_of_themes_does_not_repeat_their_reason() -> None:
    made = actions.record_organisation("A", kind="other", themes=["Bois"], by=None)
    actions.edit(made, short_name="B", by=None)
    assert made.history.latest().history_change_reason is None
