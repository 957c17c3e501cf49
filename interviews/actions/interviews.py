"""Opening an interview, and showing it to others."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from actors.models import Ecosystem, Organisation
from commons import journal
from commons.models import Commons
from commons.verbs import Verb
from interviews.models import GridRevision, Interview, Interviewer, Note


@transaction.atomic
def open_interview(
    commons: Commons,
    *,
    organisations: Iterable[Organisation],
    held_on: date,
    pair: Sequence[tuple[User, str]],
    by: User,
    ecosystem: Ecosystem | None = None,
    revision: GridRevision | None = None,
    mode: str = Interview.Mode.ON_SITE,
    travel: str = Interview.Travel.NONE,
    fictional: bool = False,
) -> Interview:
    """A new interview with the empty notes of its pair and its shared account; the grid is frozen at its first use.

    ``pair`` lists who holds it, each with the approach they bring. Sent twice in a minute it is the same one.
    """
    Commons.objects.select_for_update(no_key=True).get(pk=commons.pk)
    facts: dict[str, Any] = {"commons": commons, "ecosystem": ecosystem, "revision": revision, "held_on": held_on}
    facts |= {"mode": mode, "travel": travel}
    organisations = list(organisations)
    for again in Interview.objects.filter(pk__in=journal.just_done(Verb.INTERVIEW_OPENED, by=by), **facts):
        held_by = {(interviewer.user_id, interviewer.approach) for interviewer in again.interviewers.all()}
        if set(again.organisations.all()) == set(organisations) and held_by == {(user.pk, at) for user, at in pair}:
            return again
    held = held_on <= timezone.localdate()
    interview = Interview.objects.create(
        **facts, state=Interview.State.HELD if held else Interview.State.PLANNED, fictional=fictional
    )
    interview.organisations.set(organisations)
    for user, approach in pair:
        Interviewer.objects.create(interview=interview, user=user, approach=approach)
        Note.objects.create(interview=interview, author=user)
    Note.objects.create(interview=interview, author=None)
    if revision is not None:
        GridRevision.objects.filter(pk=revision.pk, frozen_at=None).update(frozen_at=timezone.now())
    journal.record(Verb.INTERVIEW_OPENED, interview, by=by)
    return interview


@transaction.atomic
def open_to_team(interview: Interview, *, by: User) -> None:
    interview.opened_to_team = True
    interview.save(update_fields=["opened_to_team"])
    journal.record(Verb.INTERVIEW_SHARED, interview, by=by)
