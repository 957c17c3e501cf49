"""Until when the notes of an interview are kept, the reminder, and their erasure: whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commons import journal, outbox
from commons.ciphers import Unreadable
from commons.models import Commons
from commons.verbs import Verb
from interviews.actions.people import lock
from interviews.actions.terms import coordination
from interviews.models import (
    AccountComment,
    Consent,
    Identity,
    Interview,
    Interviewee,
    MailedCode,
    Note,
    NoteImport,
    NoteRevision,
    Pseudonym,
    Validation,
)
from interviews.models.interview import NOTICE

_Kept = TypeVar("_Kept", Consent, Identity, MailedCode)
PROOFS = "consents"
#: A file of a form that is being sent is on the disk before its row is.
SETTLED = timedelta(days=1)


@transaction.atomic
def keep_until(interview: Interview, *, until: date | None, reason: str, by: User) -> None:
    """``until``: ``None`` for what the commons says. The pair is told again before the new date."""
    lock(interview.pk)
    said = {"retained_until": until, "retention_reason": reason if until else ""}
    found = Interview.objects.filter(pk=interview.pk, erased_at=None)
    if found.exclude(**said).update(**said, retention_told_on=None):
        journal.record(Verb.RETENTION_CHANGED, interview, by=by)


@transaction.atomic
def set_retention(commons: Commons, *, months: int, by: User) -> None:
    if Commons.objects.filter(pk=commons.pk).exclude(retention_months=months).update(retention_months=months):
        journal.record(Verb.RETENTION_SET, commons, by=by)


def near() -> list[Interview]:
    """Those whose notes are erased within ``NOTICE``, the soonest first."""
    limit = timezone.localdate() + NOTICE
    return sorted((each for each in _standing() if each.kept_until <= limit), key=lambda each: each.erased_from)


def due() -> list[Interview]:
    """Those whose notes are erased today: the pair was told in time."""
    return [each for each in _standing().exclude(retention_told_on=None) if _is_due(each)]


def _standing() -> QuerySet[Interview]:
    return Interview.objects.filter(erased_at=None).select_related("commons", "ecosystem").order_by("held_on", "pk")


def _is_due(interview: Interview) -> bool:
    return interview.retention_told_on is not None and interview.erased_from <= timezone.localdate()


def remind() -> int:
    """One mail to each of the pair, once before each date. Returns how many interviews were told of."""
    soon = near()
    _standing().exclude(retention_told_on=None).exclude(pk__in=[each.pk for each in soon]).update(
        retention_told_on=None
    )
    return sum(_tell(interview) for interview in soon if interview.retention_told_on is None)


@transaction.atomic
def _tell(interview: Interview) -> bool:
    today = timezone.localdate()
    untold = Interview.objects.filter(pk=interview.pk, retention_told_on=None, erased_at=None)
    if not untold.update(retention_told_on=today):
        return False
    interview.retention_told_on = today
    pair = User.objects.filter(pk__in=interview.interviewers.values("user"), is_active=True).order_by("pk")
    for person in list(pair) or coordination(interview.commons):
        outbox.write("retention_near", to=person.email, context={"interview": interview, "person": person})
    return True


@dataclass(frozen=True)
class Contents:
    """What an erasure takes away, counted."""

    notes: int
    revisions: int
    identities: int
    proofs: int
    comments: int
    imports: int
    names: int

    def __str__(self) -> str:
        counts = vars(self)
        notes = ngettext("%(notes)d note", "%(notes)d notes", self.notes)
        said = [
            ngettext("%(revisions)d version", "%(revisions)d versions", self.revisions),
            ngettext("%(identities)d identité", "%(identities)d identités", self.identities),
            ngettext("%(proofs)d preuve d’accord", "%(proofs)d preuves d’accord", self.proofs),
            ngettext("%(comments)d commentaire", "%(comments)d commentaires", self.comments),
            ngettext("%(imports)d texte importé", "%(imports)d textes importés", self.imports),
            ngettext("%(names)d nom à remplacer", "%(names)d noms à remplacer", self.names),
        ]
        return f"{notes} en {', '.join(said)}" % counts


def contents(interview: Interview) -> Contents:
    return Contents(
        notes=Note.objects.filter(interview=interview, revisions__isnull=False).distinct().count(),
        revisions=NoteRevision.objects.filter(note__interview=interview).count(),
        identities=_of(Identity, interview).count(),
        proofs=_of(Consent, interview).exclude(proof_file="").count(),
        comments=_comments(interview).count(),
        imports=NoteImport.objects.filter(note__interview=interview).count(),
        names=Pseudonym.objects.filter(interview=interview).count(),
    )


@transaction.atomic
def erase(interview: Interview) -> bool:
    """All that is confidential, at once; ``False`` when it is no longer due.

    Rows that others refer to stay, emptied: revisions, consents, validations. ``settings.INTERVIEW_ERASURES`` empties
    what higher floors took. Files go once that is certain; one left by a crash goes at the next ``sweep_proofs``.
    """
    list(Note.objects.select_for_update().filter(interview=interview).order_by("pk"))  # nobody is saving one
    lock(interview.pk)
    found = Interview.objects.select_related("commons").get(pk=interview.pk)
    if found.erased_at is not None or not _is_due(found):
        return False
    for path in settings.INTERVIEW_ERASURES:
        import_string(path)(found)
    _forget_files(found)
    _empty_consents(found)
    outbox.forget(_addresses(found))
    NoteRevision.objects.filter(note__interview=found).update(body="", answers={}, passages={})
    list(Validation.objects.select_for_update().filter(interviewee__interview=found).order_by("pk"))
    _comments(found).delete()
    NoteImport.objects.filter(note__interview=found).delete()
    Pseudonym.objects.filter(interview=found).delete()
    _of(MailedCode, found).delete()
    _of(Identity, found).delete()
    Interview.objects.filter(pk=found.pk).update(erased_at=timezone.now(), place="", cancel_reason="")
    journal.record(Verb.NOTES_ERASED, found, by=None)
    return True


def _forget_files(interview: Interview) -> None:
    proofs = _of(Consent, interview).values_list("proof_file", flat=True)
    imports = NoteImport.objects.filter(note__interview=interview).values_list("file", flat=True)
    for name in filter(None, [*proofs, *imports]):
        transaction.on_commit(partial(default_storage.delete, name))


def _empty_consents(interview: Interview) -> None:
    _of(Consent, interview).update(
        proof_file="", proof_note=_("preuve effacée avec les notes"), recording_place="", recording_delete_on=None
    )


def _addresses(interview: Interview) -> set[str]:
    """Where the people met were written to; none when the key is lost."""
    try:
        return {each.email for each in _of(Identity, interview) if each.email}
    except Unreadable:
        return set()


def _of(model: type[_Kept], interview: Interview) -> QuerySet[_Kept]:
    """What is kept of each person met there."""
    people = Interviewee.objects.filter(interview=interview)
    return QuerySet(model).filter(interviewee__in=people.values("pk"))


def _comments(interview: Interview) -> QuerySet[AccountComment]:
    return AccountComment.objects.filter(validation__interviewee__interview=interview)


def sweep_proofs() -> int:
    """Files of proofs that no consent names; how many there were."""
    named: set[Any] = set(Consent.objects.exclude(proof_file="").values_list("proof_file", flat=True))
    lost = [name for name in _files(PROOFS) if name not in named]
    settled = [name for name in lost if default_storage.get_modified_time(name) < timezone.now() - SETTLED]
    for name in settled:
        default_storage.delete(name)
    return len(settled)


def _files(folder: str) -> Iterator[str]:
    if default_storage.exists(folder):
        folders, names = default_storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in names)
        for inner in folders:
            yield from _files(f"{folder}/{inner}")
