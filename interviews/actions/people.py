"""Who was met, and what follows from it."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.models import Identity, Interview, Interviewee


class PseudonymTaken(Exception):
    """Someone else of the interview has this pseudonym."""


@transaction.atomic
def add_interviewee(
    interview: Interview, *, pseudonym: str, function: str, identity: Mapping[str, str] | None = None, by: User
) -> Interviewee:
    """``identity``: what is known of who they are, by field of ``Identity``. Raises ``PseudonymTaken``."""
    lock(interview.pk)
    if interview.interviewees.filter(pseudonym=pseudonym).exists():
        raise PseudonymTaken
    person = Interviewee.objects.create(interview=interview, pseudonym=pseudonym, function=function)
    if identity and any(identity.values()):
        Identity.objects.create(interviewee=person, **identity)
    changed(interview)
    journal.record(Verb.INTERVIEWEE_ADDED, person, by=by)
    return person


def lock(interview: UUID) -> None:
    """One change at a time to who was met and what they allow; publishing what they said takes the same lock."""
    Interview.objects.select_for_update(no_key=True).get(pk=interview)


def changed(interview: Interview) -> None:
    """Higher floors look again at what they took from ``interview``."""
    for path in settings.INTERVIEW_CHANGES:
        import_string(path)(interview)
