"""The shared account of an interview, and where its validation by the people met stands. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from interviews.models import Interview, NoteRevision, Validation


def account_of(interview: UUID) -> NoteRevision | None:
    """The shared account as it stands, when something is written in it."""
    written = NoteRevision.objects.filter(note__interview=interview, note__author=None).select_related("note")
    latest = written.order_by("-number").first()
    return latest if latest is not None and latest.body else None


@dataclass(frozen=True)
class Standing:
    """The latest request made to a person; ``is_current`` while it is about the text as it stands."""

    validation: Validation
    is_current: bool

    @property
    def is_done(self) -> bool:
        return self.is_current and self.validation.validated_at is not None


def standings(interview: Interview) -> dict[UUID, Standing]:
    """By person met, those asked who have not withdrawn."""
    asked = Validation.objects.filter(interviewee__interview=interview, interviewee__consent__withdrawn_on=None)
    asked = asked.select_related("interviewee", "revision").order_by("asked_at", "revision__number")
    account = account_of(interview.pk) if asked else None
    body = account.body if account else None
    return {each.interviewee_id: Standing(each, each.revision.body == body) for each in asked}
