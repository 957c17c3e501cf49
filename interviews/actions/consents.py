"""What the people met allow, change and take back. Each state is kept (``ConsentChange``), and acts at once."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal, outbox, tokens
from commons.verbs import Verb
from interviews.actions.people import changed, lock
from interviews.actions.states import consents_changed
from interviews.actions.terms import coordination, standing_terms
from interviews.actions.validations import settle
from interviews.models import Consent, ConsentChange, Interviewee, Terms, Validation


@transaction.atomic
def record_consent(
    interviewee: Interviewee,
    *,
    level: str,
    terms: Terms,
    given_on: date,
    by: User,
    recording: bool = False,
    recording_place: str = "",
    recording_delete_on: date | None = None,
    proof_note: str = "",
    proof_file: UploadedFile | None = None,
) -> Consent:
    """The consent as given now. A former one is replaced, its withdrawal too; its link keeps working.

    The file is stored under a name of ours: that of a scanned form often holds the person's.
    """
    lock(interviewee.interview_id)
    consent = Consent.objects.filter(interviewee=interviewee).first() or Consent(interviewee=interviewee)
    consent.level, consent.terms, consent.recording = level, terms, recording
    consent.recording_place, consent.recording_delete_on = recording_place, recording_delete_on
    consent.given_on, consent.withdrawn_on = given_on, None
    consent.proof_note = proof_note
    if proof_file:
        proof_file.name = f"{uuid4()}{PurePath(proof_file.name or '').suffix.lower()}"
        if consent.proof_file:  # what names the person does not outlive its use
            transaction.on_commit(partial(consent.proof_file.storage.delete, str(consent.proof_file.name)))
        consent.proof_file = proof_file
    consent.save()
    _follow(consent, by=by)
    journal.record(Verb.CONSENT_RECORDED, consent, by=by)
    return consent


@transaction.atomic
def change_consent(consent: Consent, *, level: str, recording: bool) -> bool:
    """What the person says by their own link, under the notice of today; whether it changed anything.

    It is given on that day, and ends a withdrawal. A recording no longer agreed to is to be destroyed from today.
    """
    lock(consent.interviewee.interview_id)
    stored = Consent.objects.get(pk=consent.pk)
    if stored.is_given and (stored.level, stored.recording) == (level, recording):
        return False
    consent.given_on, consent.withdrawn_on = max(timezone.localdate(), stored.given_on), None
    consent.terms = standing_terms(consent.interviewee.interview.commons)
    consent.level, consent.recording = level, recording
    if not recording:
        _recording_is_over(consent)
    consent.save(update_fields=["given_on", "withdrawn_on", "terms", "level", "recording", "recording_delete_on"])
    _follow(consent, by=None)
    journal.record(Verb.CONSENT_CHANGED, consent, by=None)
    for told in _coordination(consent):
        outbox.write("consent_changed", **told)
    return True


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User | None) -> None:
    """Withdrawn from now on (``by`` is ``None`` when the person does it by their link); the coordination is told.

    Withdrawing twice changes nothing.
    """
    lock(consent.interviewee.interview_id)
    stored = Consent.objects.get(pk=consent.pk)
    if not stored.is_given:
        return
    consent.withdrawn_on = max(timezone.localdate(), stored.given_on)
    _recording_is_over(consent)
    consent.save(update_fields=["withdrawn_on", "recording_delete_on"])
    _follow(consent, by=by)
    journal.record(Verb.CONSENT_WITHDRAWN, consent, by=by)
    for told in _coordination(consent):
        outbox.write("consent_withdrawn", **told)


@transaction.atomic
def note_destruction(consent: Consent, *, by: User) -> None:
    """The recording, kept outside the site, is destroyed. Said twice, the first day stands."""
    if not Consent.objects.filter(pk=consent.pk, recording_deleted_on=None).update(
        recording_deleted_on=timezone.localdate()
    ):
        return
    consent.refresh_from_db()
    _keep(consent, by=by, recording_destroyed=True)
    journal.record(Verb.RECORDING_DESTROYED, consent, by=by)


@transaction.atomic
def make_consent_link(consent: Consent, *, by: User) -> str:
    """The token of a new link for the person met; no former link works, mailed ones included. Shown once."""
    token, consent.token_digest = tokens.issue(tokens.Purpose.CONSENT)
    consent.save(update_fields=["token_digest"])
    Validation.objects.filter(interviewee=consent.interviewee_id).update(token_digest=None)
    journal.record(Verb.CONSENT_LINK_MADE, consent, by=by)
    return token


def _follow(consent: Consent, *, by: User | None) -> None:
    """Keeps the state as it is now, and has the higher floors look again at what they took."""
    _keep(consent, by=by)
    interview = consent.interviewee.interview
    changed(interview)
    consents_changed(interview, by=by)
    settle(interview)


def _keep(consent: Consent, *, by: User | None, recording_destroyed: bool = False) -> None:
    ConsentChange.objects.create(
        consent=consent,
        by=by,
        given=consent.is_given,
        level=consent.level,
        recording=consent.recording,
        recording_destroyed=recording_destroyed,
        terms=consent.terms,
    )


def _recording_is_over(consent: Consent) -> None:
    today = timezone.localdate()
    if consent.keeps_recording and (consent.recording_delete_on is None or consent.recording_delete_on > today):
        consent.recording_delete_on = today


def _coordination(consent: Consent) -> Iterator[dict[str, Any]]:
    """To whom a mail about ``consent`` goes, and what it may say."""
    interview = consent.interviewee.interview
    for coordinator in coordination(interview.commons):
        facts = {"commons": interview.commons, "interview": interview, "coordinator": coordinator}
        yield {"to": coordinator.email, "context": facts}
