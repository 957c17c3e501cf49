"""The notes of a pair side by side with the account they share: what is in it already, and where answers differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import User
from commons import richtext
from commons.richtext import Block
from interviews.grids import answers
from interviews.grids.answers import Asked
from interviews.models import Interview, Note, NoteRevision
from interviews.notes import desk


@dataclass(frozen=True)
class Unit:
    """What is taken in one gesture: a block, or a whole table, of which no cell says anything alone."""

    blocks: list[Block]
    html: str
    text: str
    is_table: bool = False

    @property
    def id(self) -> str:
        return self.blocks[0].id

    def keys(self, passages: Mapping[str, list[str]]) -> list[str]:
        """The questions under which it is, or one of its cells."""
        return list(dict.fromkeys(key for block in self.blocks for key in passages.get(block.id, [])))


@dataclass(frozen=True)
class Passage:
    """Of someone's notes, as it may be taken."""

    id: str
    html: str
    is_title: bool
    is_table: bool
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


def units(body: str) -> list[Unit]:
    """What a text is made of, in reading order; what says nothing is left out."""
    found: list[Unit] = []
    for piece in richtext.pieces(body):
        blocks = [block for block in richtext.blocks(piece) if block.text]
        if piece.startswith("<table") and blocks:
            words = richtext.BLOCK_SEPARATOR.join(block.text for block in blocks)
            found.append(Unit(blocks, desk.BLOCK_ID.sub("", piece), words, is_table=True))
        else:
            found += [Unit([block], richtext.inner(body, block.id), block.text) for block in blocks]
    return found


def known_words(account: NoteRevision | None, authors: Iterable[User | None]) -> set[str]:
    """The texts of what the account is made of, what was taken from someone without what says so."""
    ends = tuple({f" {credit(author)}" for author in authors})
    found = set()
    for unit in units(account.body) if account else []:
        end = next((end for end in ends if unit.text.endswith(end)), "")
        found.add(unit.text.removesuffix(end))
    return found


def copied(source: NoteRevision, unit: Unit) -> tuple[str, dict[str, list[str]]]:
    """A unit of ``source`` under new identifiers, with whose it is; and the questions of each of its blocks."""
    new: dict[str, str] = defaultdict(richtext.new_block_id)  # cells that say nothing have one too
    placed = {new[block.id]: keys for block in unit.blocks if (keys := source.passages.get(block.id))}
    whose = f"<em>{escape(credit(source.note.author))}</em>"
    if not unit.is_table:
        return f'<p id="{new[unit.id]}">{unit.html} {whose}</p>', placed
    table = next(piece for piece in richtext.pieces(source.body) if f'id="{unit.id}"' in piece)
    return desk.BLOCK_ID.sub(lambda found: f' id="{new[found[1]]}"', table) + f"<p>{whose}</p>", placed


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
    found = [(unit, unit.keys(revision.passages)) for unit in units(revision.body)]
    passages = [
        Passage(
            id=unit.id,
            html=unit.html,
            is_title=unit.blocks[0].tag != "p" and not unit.is_table,
            is_table=unit.is_table,
            numbers=", ".join(str(numbers[key]) for key in keys if key in numbers),
            is_taken=unit.text in known,
        )
        for unit, keys in found
    ]
    placed = {question.key: [unit for unit, keys in found if question.key in keys] for question in asked}
    subjects = [
        Subject(question, number, len(own), sum(unit.text not in known for unit in own))
        for number, question in enumerate(asked, start=1)
        if (own := placed[question.key])
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
