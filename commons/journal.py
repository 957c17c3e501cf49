"""The journal's one writer."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import User
from commons.models import JournalEntry
from commons.verbs import Verb


def a_minute_ago() -> datetime:
    """Since when the same thing from the same person is one click sent twice, not two wishes."""
    return timezone.now() - timedelta(minutes=1)


def just_done(verb: Verb, *, by: User) -> list[str]:
    """The identifiers of what ``by`` did ``verb`` to within the last minute."""
    recent = JournalEntry.objects.filter(verb=verb, by=by, at__gte=a_minute_ago())
    return list(recent.values_list("target_id", flat=True))


def record(verb: Verb, target: models.Model, *, by: User | AnonymousUser | None) -> JournalEntry:
    """One line: who (``None`` for the machine or a reader without account) did what to ``target``."""
    author = by if isinstance(by, User) else None
    return JournalEntry.objects.create(verb=verb, target=target, by=author)
