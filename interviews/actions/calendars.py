"""The secret address of a person's calendar."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal, tokens
from commons.verbs import Verb
from interviews.models import CalendarFeed


@transaction.atomic
def make_calendar(*, by: User) -> str:
    """The token of a new address; the former one no longer works. Shown once, never stored."""
    token, digest = tokens.issue(tokens.Purpose.CALENDAR)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    values = {"token_digest": digest, "made_at": timezone.now()}
    feed, _created = CalendarFeed.objects.update_or_create(user=by, defaults=values)
    journal.record(Verb.CALENDAR_LINKED, feed, by=by)
    return token


@transaction.atomic
def close_calendar(*, by: User) -> None:
    feed = CalendarFeed.objects.filter(user=by).first()
    if feed is not None:
        journal.record(Verb.CALENDAR_CLOSED, feed, by=by)
        feed.delete()
