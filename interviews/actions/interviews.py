"""Opening an interview, saying the rest of it, showing it to others, deleting one that holds nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from actors import actions as directory
from actors.models import Ecosystem, Organisation
from commons import journal
from commons.models import Commons
from commons.verbs import Verb
from interviews.actions.pair import tell_others
from interviews.actions.people import is_quoted, lock
from interviews.life import states
from interviews.models import GridRevision, Interview, Interviewer, Note, NoteRevision

#: What moves an interview in a calendar.
_IN_CALENDAR = {"held_on", "starts_at", "mode", "ecosystem"}


class NotEmpty(Exception):
    """Something was written or someone was met there: it is cancelled or kept, not deleted."""


@transaction.atomic
def open_interview(
    commons: Commons,
    *,
    organisations: Iterable[Organisation],
    held_on: date,
    pair: Sequence[tuple[User, str]],
    by: User,
    starts_at: time | None = None,
    ecosystem: Ecosystem | None = None,
    revision: GridRevision | None = None,
    mode: str = Interview.Mode.ON_SITE,
    travel: str = Interview.Travel.NONE,
    fictional: bool = False,
) -> Interview:
    """A new interview with the empty notes of its pair and its shared account; the grid is frozen at its first use.

    ``pair`` lists who holds it, each with the approach they bring; an organisation not yet saved enters the directory.
    Sent twice in a minute it is the same one. Raises ``ValidationError`` when the directory refuses an organisation.
    """
    Commons.objects.select_for_update(no_key=True).get(pk=commons.pk)
    facts: dict[str, Any] = {"commons": commons, "ecosystem": ecosystem, "revision": revision, "held_on": held_on}
    facts |= {"mode": mode, "travel": travel, "starts_at": starts_at}
    organisations = [_in_directory(organisation, by) for organisation in organisations]
    for again in Interview.objects.filter(pk__in=journal.just_done(Verb.INTERVIEW_OPENED, by=by), **facts):
        held_by = {(interviewer.user_id, interviewer.approach) for interviewer in again.interviewers.all()}
        if set(again.organisations.all()) == set(organisations) and held_by == {(user.pk, at) for user, at in pair}:
            return again
    interview = Interview(**facts, fictional=fictional)
    interview.state = Interview.State.HELD if states.has_come(interview) else Interview.State.PLANNED
    interview.save()
    interview.organisations.set(organisations)
    for user, approach in pair:
        Interviewer.objects.create(interview=interview, user=user, approach=approach)
        Note.objects.create(interview=interview, author=user)
    Note.objects.create(interview=interview, author=None)
    _freeze(revision)
    journal.record(Verb.INTERVIEW_OPENED, interview, by=by)
    return interview


def _in_directory(organisation: Organisation, by: User) -> Organisation:
    if not organisation._state.adding:  # noqa: SLF001  (the documented way to ask)
        return organisation
    known = Organisation.objects.current().filter(name=organisation.name).first()
    return known or directory.create(organisation.name, kind=organisation.kind, by=by)


@transaction.atomic
def edit_interview(
    interview: Interview, *, facts: dict[str, Any], organisations: Iterable[Organisation], by: User
) -> None:
    """Writes ``facts`` (by field) and the organisations; a planned day or hour that moves is told to the rest of the
    pair.

    Raises ``ValidationError`` by field: what was quoted keeps its ecosystem, what was answered its grid.
    """
    lock(interview.pk)
    found = Interview.objects.get(pk=interview.pk)
    before = {name: getattr(found, name) for name in facts}
    _refuse(found, facts)
    for name, value in facts.items():
        setattr(found, name, value)
    changed = [name for name in facts if facts[name] != before[name]]
    met = set(found.organisations.all())
    organisations = set(organisations)
    if not changed and met == organisations:
        return
    if met != organisations or set(changed) & _IN_CALENDAR:
        found.calendar_sequence += 1
    found.save(update_fields=[*facts, "calendar_sequence"])
    found.organisations.set(organisations)
    _freeze(found.revision)
    journal.record(Verb.INTERVIEW_EDITED, found, by=by)
    if found.state == Interview.State.PLANNED and {"held_on", "starts_at"} & set(changed):
        tell_others(found, by=by)


def _refuse(interview: Interview, facts: dict[str, Any]) -> None:
    refusals = {}
    if interview.ecosystem_id and facts.get("ecosystem", interview.ecosystem) is None and is_quoted(interview):
        refusals["ecosystem"] = _("Des verbatims viennent de cet entretien : il garde un écosystème d’acteurs.")
    if facts.get("revision", interview.revision) != interview.revision and is_answered(interview):
        refusals["revision"] = _(
            "Des réponses ou des passages sont déjà rangés sous cette grille : elle ne change plus ici. "
            "« Changer de révision », sur la page de l’entretien, dit d’abord ce qu’ils deviennent."
        )
    if refusals:
        raise ValidationError(refusals)


def is_answered(interview: Interview) -> bool:
    """Something was put under a question of its grid."""
    revisions = NoteRevision.objects.filter(note__interview=interview)
    return revisions.exclude(answers={}, passages={}).exists()


def _freeze(revision: GridRevision | None) -> None:
    if revision is not None:
        GridRevision.objects.filter(pk=revision.pk, frozen_at=None).update(frozen_at=timezone.now())


@transaction.atomic
def open_to_team(interview: Interview, *, by: User) -> None:
    interview.opened_to_team = True
    interview.save(update_fields=["opened_to_team"])
    journal.record(Verb.INTERVIEW_SHARED, interview, by=by)


def is_empty(interview: Interview) -> bool:
    """Nothing was written, nobody was met: it may be deleted."""
    written = NoteRevision.objects.filter(note__interview=interview).exists()
    return not written and not interview.interviewees.exists()


@transaction.atomic
def remove_interview(interview: Interview, *, by: User) -> None:
    """Raises ``NotEmpty``. The journal keeps the line, on what is no longer there."""
    list(Note.objects.select_for_update().filter(interview=interview).order_by("pk"))  # nobody is saving one
    lock(interview.pk)
    if not is_empty(interview):
        raise NotEmpty
    journal.record(Verb.INTERVIEW_REMOVED, interview, by=by)
    interview.delete()
