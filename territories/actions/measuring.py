"""Figures about a territory: one by one, or a whole table in one transaction."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from territories.models import Indicator, Territory


@transaction.atomic
def record_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Writes a figure, new or corrected. Raises ``ValidationError`` when it cannot be."""
    kept = Indicator.objects.filter(pk=indicator.pk).first()
    indicator.full_clean()
    if kept is None or any(getattr(kept, name) != getattr(indicator, name) for name in FACTS):
        indicator.save()
        journal.record(Verb.INDICATOR_EDITED, indicator, by=by)
    return indicator


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User) -> None:
    """Removes a figure; the journal keeps that it was on this territory."""
    journal.record(Verb.INDICATOR_REMOVED, indicator.territory, by=by)
    indicator.delete()


@transaction.atomic
def record_indicators(territory: Territory, *, figures: Iterable[Indicator], by: User) -> None:
    """All these figures or none. Raises ``ValidationError`` when one cannot be. One line in the journal."""
    Territory.objects.select_for_update().get(pk=territory.pk)
    written = 0
    for indicator in figures:
        indicator.full_clean()
        indicator.save()
        written += 1
    if written:
        journal.record(Verb.INDICATOR_EDITED, territory, by=by)


#: What is known of a figure.
FACTS = ("name", "value", "unit", "year", "source")
