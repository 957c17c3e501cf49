"""An interview goes from one state to the next: said by a person, or following from what they do."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.pair import tell_others
from interviews.actions.people import lock
from interviews.life import states
from interviews.models import Consent, Interview, Note

State = Interview.State


class NotPossible(Exception):
    """The interview is no longer where this step starts from."""


@transaction.atomic
def move_on(interview: Interview, *, to: str, by: User) -> None:
    """Raises ``NotPossible``. Sent twice, the step is taken once."""
    found = _locked(interview.pk)
    if found.state == to:
        return
    if to not in {move.to for move in states.moves(found)}:
        raise NotPossible
    if State.CANCELLED in (found.state, to):
        found.cancel_reason = ""
        found.calendar_sequence += 1
    _go(found, to, by=by)


@transaction.atomic
def cancel(interview: Interview, *, reason: str, by: User) -> None:
    """The rest of the pair is told. Raises ``NotPossible`` for what is no longer only planned."""
    found = _locked(interview.pk)
    if found.state == State.CANCELLED:
        return
    if found.state != State.PLANNED:
        raise NotPossible
    found.state, found.cancel_reason = State.CANCELLED, reason
    found.calendar_sequence += 1
    found.save(update_fields=["state", "cancel_reason", "calendar_sequence"])
    journal.record(Verb.INTERVIEW_CANCELLED, found, by=by)
    tell_others(found, by=by)


def notes_began(note: Note, *, by: User) -> None:
    """Notes written once the hour has come: the interview was held. In the transaction of the save."""
    interview = note.interview
    if interview.state == State.PLANNED and states.has_come(interview):
        found = _locked(interview.pk)
        if found.state == State.PLANNED:
            _go(found, State.HELD, by=by)


def consents_changed(interview: Interview, *, by: User | None) -> None:
    """Withdrawn when everyone met has withdrawn, and no longer when one agrees anew. In the transaction of the change,
    which holds the lock of ``people.lock``."""
    found = Interview.objects.get(pk=interview.pk)
    consents = Consent.objects.filter(interviewee__interview=found)
    withdrawn = consents.exclude(withdrawn_on=None).count()
    everyone = bool(withdrawn) and withdrawn == found.interviewees.count()
    if everyone and found.state not in (State.WITHDRAWN, State.CANCELLED):
        _go(found, State.WITHDRAWN, by=by)
    elif not everyone and found.state == State.WITHDRAWN:
        _go(found, states.once_reopened(found), by=by)


def _locked(interview: UUID) -> Interview:
    lock(interview)
    return Interview.objects.get(pk=interview)


def _go(interview: Interview, to: str, *, by: User | None) -> None:
    interview.state = to
    interview.save(update_fields=["state", "cancel_reason", "calendar_sequence"])
    journal.record(Verb.INTERVIEW_MOVED_ON, interview, by=by)
