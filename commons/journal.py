"""The journal's one writer."""

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from commons.models import JournalEntry
from commons.verbs import Verb


def record(verb: Verb, target: models.Model, *, by: User | AnonymousUser | None) -> JournalEntry:
    """One line: who (``None`` for the machine or a reader without account) did what to ``target``."""
    author = by if isinstance(by, User) else None
    return JournalEntry.objects.create(verb=verb, target=target, by=author)
