"""The shared account as the people met read it: cut after each block, so that something may stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from commons import richtext
from commons.richtext import TEXT_BLOCKS
from interviews.models import AccountComment, NoteRevision
from interviews.notes.accounts import Answered, closed_answers


@dataclass
class Part:
    """A piece of the account: HTML as it is, then the block that ends there, if any, and what was said of it."""

    html: str
    block: str = ""
    text: str = ""
    comments: list[AccountComment] = field(default_factory=list)

    @property
    def beginning(self) -> str:
        """Enough of the block to know which one it is."""
        return self.text if len(self.text) <= 60 else f"{self.text[:60].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True)
class Account:
    parts: list[Part]
    answers: list[Answered]
    #: On the whole text, or on what is no longer in it.
    apart: list[AccountComment]

    @property
    def blocks(self) -> "list[Part | Answered]":
        """All that something may be said of; the last of the text has no name."""
        return [*self.parts, *self.answers]


def account(revision: NoteRevision | None, comments: Iterable[AccountComment]) -> Account:
    """The text and the closed answers of ``revision``, with ``comments`` beside what they are about."""
    parts = _cut(revision.body if revision else "")
    answers = closed_answers(revision) if revision else []
    made = Account(parts, answers, [])
    by_block = {each.block: each for each in made.blocks if each.block}
    for comment in comments:
        part = by_block.get(comment.block)
        (part.comments if part else made.apart).append(comment)
    return made


def _cut(html: str) -> list[Part]:
    texts = {block.id: block.text for block in richtext.blocks(html) if block.id and block.text.strip()}
    cutter = _Cutter(html)
    cutter.feed(html)
    cutter.close()
    parts, begins = [], 0
    for block, ends in cutter.ends:
        if block in texts:
            parts.append(Part(html[begins:ends], block, texts[block]))
            begins = ends
    return [*parts, Part(html[begins:])]


class _Cutter(HTMLParser):
    """Where each text block of stored HTML ends, in characters."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0]  # where each line begins
        for line in html.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.ends: list[tuple[str, int]] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TEXT_BLOCKS:
            self.open = dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS and self.open:
            line, column = self.getpos()
            self.ends.append((self.open, self.lines[line - 1] + column + len(f"</{tag}>")))
            self.open = ""
