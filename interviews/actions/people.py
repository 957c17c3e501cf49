"""Who was met, and what follows from it."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
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
    lock_kept(interview.pk)
    if interview.interviewees.filter(pseudonym=pseudonym).exists():
        raise PseudonymTaken
    person = Interviewee.objects.create(interview=interview, pseudonym=pseudonym, function=function)
    if identity and any(identity.values()):
        Identity.objects.create(interviewee=person, **identity)
    changed(interview)
    journal.record(Verb.INTERVIEWEE_ADDED, person, by=by)
    return person


@transaction.atomic
def edit_interviewee(
    person: Interviewee, *, pseudonym: str, function: str, identity: Mapping[str, str] | None, by: User
) -> None:
    """``identity`` is ``None`` when the writer may not read it: it stays as it is. Raises ``PseudonymTaken``."""
    lock_kept(person.interview_id)
    if Interviewee.objects.filter(interview=person.interview_id, pseudonym=pseudonym).exclude(pk=person.pk).exists():
        raise PseudonymTaken
    person.pseudonym, person.function = pseudonym, function
    person.save(update_fields=["pseudonym", "function"])
    if identity is not None and any(identity.values()):
        Identity.objects.update_or_create(interviewee=person, defaults=dict(identity))
    elif identity is not None:
        Identity.objects.filter(interviewee=person).delete()
    changed(person.interview)
    journal.record(Verb.INTERVIEWEE_EDITED, person, by=by)


class Erased(PermissionDenied):
    """The notes were erased, their date being past: nothing confidential comes back."""


class Quoted(Exception):
    """Something was taken from the interview: whom it could name must stay known."""


@transaction.atomic
def remove_interviewee(person: Interviewee, *, by: User) -> None:
    """With their identity, their consent and its file. Raises ``Quoted``."""
    lock(person.interview_id)
    if is_quoted(person.interview):
        raise Quoted
    proof = getattr(person.recorded_consent, "proof_file", None)
    if proof:
        transaction.on_commit(partial(proof.storage.delete, str(proof.name)))
    journal.record(Verb.INTERVIEWEE_REMOVED, person, by=by)
    interview = person.interview
    person.delete()
    changed(interview)


def is_quoted(interview: Interview) -> bool:
    """Something was taken from it by a higher floor."""
    return any(import_string(path)(interview) for path in settings.INTERVIEW_USES)


def lock(interview: UUID) -> None:
    """One change at a time to who was met and what they allow; publishing what they said takes the same lock."""
    Interview.objects.select_for_update(no_key=True).get(pk=interview)


def lock_kept(interview: UUID) -> None:
    """Raises ``Erased``."""
    lock(interview)
    refuse_erased(interview)


def refuse_erased(interview: UUID) -> None:
    """Under a lock that erasing takes too. Raises ``Erased``."""
    if Interview.objects.filter(pk=interview, erased_at__isnull=False).exists():
        raise Erased


def changed(interview: Interview) -> None:
    """Higher floors look again at what they took from ``interview``."""
    for path in settings.INTERVIEW_CHANGES:
        import_string(path)(interview)
