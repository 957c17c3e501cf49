"""The shared account of an interview, and where its validation by the people met stands. Reads only."""

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from interviews.grids import answers, conditions
from interviews.models import AccountComment, Interview, NoteRevision, Validation
from interviews.notes import desk


def account_of(interview: UUID) -> NoteRevision | None:
    """The shared account as it stands, when something is written in it."""
    written = NoteRevision.objects.filter(note__interview=interview, note__author=None).select_related("note")
    latest = written.order_by("-number").first()
    return latest if latest is not None and latest.body else None


def says_the_same(one: NoteRevision, other: NoteRevision) -> bool:
    """To the person met, who reads the text and the closed answers."""
    return (one.body, one.answers) == (other.body, other.answers)


@dataclass
class Answered:
    """A closed question and its answer in words; ``block`` names it to a comment as that of a text block does."""

    block: str
    question: str
    answer: str
    comments: list[AccountComment] = field(default_factory=list)


def mark_of(key: str) -> str:
    """What names a question of this key to a comment: no block begins so."""
    return f"q-{sha256(key.encode()).hexdigest()[:8]}"


def closed_answers(account: NoteRevision) -> list[Answered]:
    """In the order of the grid, those of questions that are asked."""
    asked = desk.questions(account.note.interview.revision_id)
    now = set(conditions.asked_keys(asked, account.answers))
    communes = desk.commune_names(asked, account.answers)
    return [
        Answered(mark_of(question.key), question.text, said)
        for question in asked
        if question.key in now
        and (said := answers.said(question, account.answers.get(question.key), communes=communes))
    ]


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
    return {
        each.interviewee_id: Standing(each, account is not None and says_the_same(each.revision, account))
        for each in asked
    }
