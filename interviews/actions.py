"""What is done to interviews, notes and consents: one transaction, one journal line each."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import PurePath
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from actors.models import Ecosystem, Organisation
from commons import journal, outbox, richtext, tokens
from commons.models import JournalEntry, Role
from commons.verbs import Verb
from interviews.models import Consent, GridRevision, Interview, Interviewee, Interviewer, Note, NoteRevision

_BLOCK_ID = re.compile(r' id="b-[0-9a-z]{8}"')


class Conflict(Exception):
    """The note was saved by someone else since the writer began; ``latest`` is what stands now."""

    def __init__(self, latest: NoteRevision) -> None:
        super().__init__(f"revision {latest.number} was saved meanwhile")
        self.latest = latest


class PseudonymTaken(Exception):
    """Someone else of the interview has this pseudonym."""


@transaction.atomic
def open_interview(
    ecosystem: Ecosystem,
    *,
    organisations: Iterable[Organisation],
    revision: GridRevision,
    held_on: date,
    pair: Sequence[tuple[User, str]],
    by: User,
    mode: str = Interview.Mode.ON_SITE,
    travel: str = Interview.Travel.NONE,
    fictional: bool = False,
) -> Interview:
    """A new interview with the empty notes of its pair and its shared account; the grid is frozen at its first use.

    ``pair`` lists who holds it, each with the approach they bring. Sent twice in a minute it is the same one.
    """
    Ecosystem.objects.select_for_update(no_key=True).get(pk=ecosystem.pk)
    place = {"ecosystem": ecosystem, "revision": revision, "held_on": held_on, "mode": mode, "travel": travel}
    organisations = list(organisations)
    for again in Interview.objects.filter(pk__in=journal.just_done(Verb.INTERVIEW_OPENED, by=by), **place):
        held_by = {(interviewer.user_id, interviewer.approach) for interviewer in again.interviewers.all()}
        if set(again.organisations.all()) == set(organisations) and held_by == {(user.pk, at) for user, at in pair}:
            return again
    held = held_on <= timezone.localdate()
    interview = Interview.objects.create(
        **place, state=Interview.State.HELD if held else Interview.State.PLANNED, fictional=fictional
    )
    interview.organisations.set(organisations)
    for user, approach in pair:
        Interviewer.objects.create(interview=interview, user=user, approach=approach)
        Note.objects.create(interview=interview, author=user)
    Note.objects.create(interview=interview, author=None)
    GridRevision.objects.filter(pk=revision.pk, frozen_at=None).update(frozen_at=timezone.now())
    journal.record(Verb.INTERVIEW_OPENED, interview, by=by)
    return interview


@transaction.atomic
def open_to_team(interview: Interview, *, by: User) -> None:
    interview.opened_to_team = True
    interview.save(update_fields=["opened_to_team"])
    journal.record(Verb.INTERVIEW_SHARED, interview, by=by)


@transaction.atomic
def save_note(note: Note, *, body: str, base: int, by: User) -> NoteRevision | None:
    """A new revision when the text changed, else the latest one (``None`` while nothing was ever written).

    ``base`` is the number of the revision the writer started from, 0 for none. Raises ``Conflict`` when it is no longer
    the latest and the texts differ: sending the same text twice after a lost answer is no conflict.
    """
    Note.objects.select_for_update().get(pk=note.pk)
    latest = note.latest()
    cleaned = richtext.clean(body)
    if _same_text(cleaned, latest.body if latest else ""):
        return latest
    if latest is not None and latest.number != base:
        raise Conflict(latest)
    number = latest.number + 1 if latest else 1
    revision = NoteRevision.objects.create(note=note, number=number, body=cleaned, by=by)
    journal.record(Verb.NOTE_SAVED, note, by=by)
    return revision


def _same_text(one: str, other: str) -> bool:
    """Equal whatever the identifiers of blocks: a bare textarea sends none."""
    return _BLOCK_ID.sub("", one) == _BLOCK_ID.sub("", other)


@transaction.atomic
def note_was_read(note: Note, *, by: User) -> None:
    """The trace of a raw note read by someone who did not write it: one line a reader, a note and a day."""
    if note.is_shared or note.author_id == by.pk:
        return
    Note.objects.select_for_update().get(pk=note.pk)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = JournalEntry.objects.filter(verb=Verb.NOTE_READ, target_id=str(note.pk), by=by, at__gte=today)
    if not seen.exists():
        journal.record(Verb.NOTE_READ, note, by=by)


@transaction.atomic
def add_interviewee(
    interview: Interview, *, pseudonym: str, function: str, identity: str = "", by: User
) -> Interviewee:
    """Raises ``PseudonymTaken``."""
    _lock(interview.pk)
    if interview.interviewees.filter(pseudonym=pseudonym).exists():
        raise PseudonymTaken
    person = Interviewee.objects.create(interview=interview, pseudonym=pseudonym, function=function, identity=identity)
    _changed(interview)
    journal.record(Verb.INTERVIEWEE_ADDED, person, by=by)
    return person


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
    _lock(interviewee.interview_id)
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
    _changed(interviewee.interview)
    journal.record(Verb.CONSENT_RECORDED, consent, by=by)
    return consent


def _lock(interview: UUID) -> None:
    """One change at a time to who was met and what they allow; publishing what they said takes the same lock."""
    Interview.objects.select_for_update(no_key=True).get(pk=interview)


def _changed(interview: Interview) -> None:
    """Higher floors look again at what they took from ``interview``."""
    for path in settings.INTERVIEW_CHANGES:
        import_string(path)(interview)


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
    commons = interview.ecosystem.commons
    coordinators = User.objects.filter(
        memberships__commons=commons, memberships__role=Role.COORDINATOR, is_active=True
    ).order_by("email")
    for coordinator in coordinators:
        context: dict[str, object] = {"commons": commons, "interview": interview, "coordinator": coordinator}
        outbox.write("consent_withdrawn", to=coordinator.email, context=context)
