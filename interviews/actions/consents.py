"""What the people met allow, and take back."""

from datetime import date
from functools import partial
from pathlib import PurePath
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal, outbox, tokens
from commons.models import Role
from commons.verbs import Verb
from interviews.actions.people import changed, lock
from interviews.models import Consent, Interviewee


@transaction.atomic
def record_consent(
    interviewee: Interviewee,
    *,
    level: str,
    terms_version: str,
    given_on: date,
    by: User,
    recording: bool = False,
    proof_note: str = "",
    proof_file: UploadedFile | None = None,
) -> Consent:
    """The consent as given now. A former one is replaced, its withdrawal too; its link keeps working.

    The file is stored under a name of ours: that of a scanned form often holds the person's.
    """
    lock(interviewee.interview_id)
    consent = Consent.objects.filter(interviewee=interviewee).first() or Consent(interviewee=interviewee)
    consent.level, consent.terms_version, consent.recording = level, terms_version, recording
    consent.given_on, consent.withdrawn_on = given_on, None
    consent.proof_note = proof_note
    if proof_file:
        proof_file.name = f"{uuid4()}{PurePath(proof_file.name or '').suffix.lower()}"
        if consent.proof_file:  # what names the person does not outlive its use
            transaction.on_commit(partial(consent.proof_file.storage.delete, str(consent.proof_file.name)))
        consent.proof_file = proof_file
    consent.save()
    changed(interviewee.interview)
    journal.record(Verb.CONSENT_RECORDED, consent, by=by)
    return consent


@transaction.atomic
def make_consent_link(consent: Consent, *, by: User) -> str:
    """The token of a new link for the person met; the former link no longer works. Shown once, never stored."""
    token, consent.token_digest = tokens.issue(tokens.Purpose.CONSENT)
    consent.save(update_fields=["token_digest"])
    journal.record(Verb.CONSENT_LINK_MADE, consent, by=by)
    return token


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User | None) -> None:
    """Withdrawn from now on (``by`` is ``None`` when the person does it by their link); the coordination is told.

    Withdrawing twice changes nothing.
    """
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if not locked.is_given:
        return
    consent.withdrawn_on = max(timezone.localdate(), locked.given_on)
    consent.save(update_fields=["withdrawn_on"])
    journal.record(Verb.CONSENT_WITHDRAWN, consent, by=by)
    interview = consent.interviewee.interview
    commons = interview.commons
    coordinators = User.objects.filter(
        memberships__commons=commons, memberships__role=Role.COORDINATOR, is_active=True
    ).order_by("email")
    for coordinator in coordinators:
        context: dict[str, object] = {"commons": commons, "interview": interview, "coordinator": coordinator}
        outbox.write("consent_withdrawn", to=coordinator.email, context=context)
