"""The notes of a pair side by side with the account they share: what is in it already, and where answers differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import User
from commons import richtext
from interviews.grids import answers
from interviews.grids.answers import Asked
from interviews.models import Interview, Note, NoteRevision
from interviews.notes import desk


@dataclass(frozen=True)
class Passage:
    """A block of someone's notes, as it may be taken."""

    id: str
    html: str
    is_title: bool
    #: Of its questions.
    numbers: str
    is_taken: bool


@dataclass(frozen=True)
class Subject:
    """A question under which someone put passages."""

    asked: Asked
    number: int
    passages: int
    left: int


@dataclass(frozen=True)
class Column:
    note: Note
    revision: NoteRevision | None
    passages: list[Passage]
    subjects: list[Subject]


@dataclass(frozen=True)
class Given:
    """What one of the pair noted as the answer to a question."""

    author: User | None
    revision: NoteRevision
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Comparison:
    """A question that one of the pair answered, or the account."""

    asked: Asked
    number: int
    given: list[Given]
    #: In the shared account.
    chosen: str
    agree: bool

    @property
    def differ(self) -> bool:
        return len(self.given) > 1 and not self.agree


@dataclass(frozen=True)
class Sight:
    columns: list[Column]
    account: Note
    standing: NoteRevision | None
    comparisons: list[Comparison]

    @property
    def agreed(self) -> dict[str, Any]:
        """Answers that all gave alike, and that the account does not hold."""
        return {
            one.asked.key: one.given[0].revision.answers[one.asked.key]
            for one in self.comparisons
            if one.agree and not one.given[0].is_chosen and not one.chosen
        }


def credit(author: User | None) -> str:
    """Whose passage it is, as the account says it."""
    return _("(d’après %(name)s)") % {"name": author.name if author else _("une personne qui n’est plus là")}


def known_words(account: NoteRevision | None, authors: Iterable[User | None]) -> set[str]:
    """The texts of the account's blocks, those taken from someone without what says so."""
    ends = tuple({f" {credit(author)}" for author in authors})
    found = set()
    for block in richtext.blocks(account.body) if account else []:
        end = next((end for end in ends if block.text.endswith(end)), "")
        found.add(block.text.removesuffix(end))
    return found


def taken(html: str, author: User | None) -> str:
    """The words of a block, and whose they are."""
    return f"{html} <em>{escape(credit(author))}</em>"


def look(interview: Interview) -> Sight:
    notes = list(interview.notes.select_related("author").order_by("author__name"))
    latest = {note.pk: note.latest() for note in notes}
    account = next(note for note in notes if note.is_shared)
    own = [note for note in notes if not note.is_shared]
    asked = desk.questions(interview.revision_id)
    known = known_words(latest[account.pk], [note.author for note in own])
    return Sight(
        columns=[_column(note, latest[note.pk], asked, known) for note in own],
        account=account,
        standing=latest[account.pk],
        comparisons=_compared([(note, latest[note.pk]) for note in own], latest[account.pk], asked),
    )


def _column(note: Note, revision: NoteRevision | None, asked: Sequence[Asked], known: set[str]) -> Column:
    if revision is None:
        return Column(note, None, [], [])
    numbers = {question.key: number for number, question in enumerate(asked, start=1)}
    passages = [
        Passage(
            id=block.id,
            html=richtext.inner(revision.body, block.id),
            is_title=block.tag != "p",
            numbers=", ".join(str(numbers[key]) for key in revision.passages.get(block.id, []) if key in numbers),
            is_taken=block.text in known,
        )
        for block in richtext.blocks(revision.body)
        if block.text
    ]
    placed = desk.passages(revision)
    subjects = [
        Subject(question, number, len(found), sum(block.text not in known for block in found))
        for number, question in enumerate(asked, start=1)
        if (found := placed.get(question.key))
    ]
    return Column(note, revision, passages, subjects)


def _compared(
    notes: Sequence[tuple[Note, NoteRevision | None]], account: NoteRevision | None, asked: Sequence[Asked]
) -> list[Comparison]:
    chosen: Mapping[str, Any] = account.answers if account else {}
    written = [(note, revision) for note, revision in notes if revision is not None]
    communes = desk.commune_names(asked, chosen, *(revision.answers for _note, revision in written))
    found = []
    for number, question in enumerate(asked, start=1):
        key = question.key
        values = [(note, revision, revision.answers[key]) for note, revision in written if key in revision.answers]
        if not values and key not in chosen:
            continue
        given = [
            Given(note.author, revision, answers.said(question, value, communes=communes), value == chosen.get(key))
            for note, revision, value in values
        ]
        agree = len(given) > 1 and all(value == values[0][2] for _note, _revision, value in values)
        said = answers.said(question, chosen.get(key), communes=communes)
        found.append(Comparison(question, number, given, said, agree))
    return found
