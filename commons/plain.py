"""Rich text written as plain text (Markdown) and read back, without moving what was not touched.

Plain text can't show all that rich text holds (underlining, exponents, merged cells). A *piece* of the text, one of
its outermost elements, that comes back as it was written is therefore put back as it was, identifiers included; only
what was changed is made anew, and its blocks keep the identifiers of those whose words they keep.

A *mark*, ``[question : cle]``, stands before a block and is no part of the text: whoever calls says what it means.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdownify import ATX, MarkdownConverter
from rapidfuzz import fuzz

from commons import richtext
from commons.richtext import Block

#: Two blocks as alike as this (0 to 100) are one that was edited: it keeps its identifier.
ALIKE = 55
#: How many pairs of blocks are compared in search of edited ones; a text rewritten whole keeps exact words only.
COMPARABLE = 200_000
#: More pieces take seconds to read.
MOST_PIECES = 4_000
#: What a mark says, between the brackets and after the colon → what it means, or nothing when it is no mark.
Meaning = Callable[[str], list[str]]

_RULES = ["heading", "list", "blockquote", "hr", "table", "emphasis", "strikethrough"]
_RULES += ["link", "autolink", "newline", "escape"]
_READER = MarkdownIt("zero", {"breaks": True, "html": False}).enable(_RULES)
_ID = re.compile(r' id="(b-[0-9a-z]{8})"')
_BLOCK_START = re.compile(r'<(p|h[2-4]) id="(b-[0-9a-z]{8})">(?!</)')
_MARK = re.compile(r"\[questions?\s*:\s*([^\]\n<]*)\]", re.IGNORECASE)
#: Where a mark may stand in what is typed: at the start of a line, an item, a title, a quotation or a cell.
_TYPED_MARK = re.compile(
    r"(^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d+[.)][ \t]+|#{1,6}[ \t]+)?|\|[ \t]*)"
    rf"{_MARK.pattern}[ \t]*(?:\n[ \t>]*(?=\S))?",
    re.IGNORECASE | re.MULTILINE,
)
#: What else would be read as a list, a title, a quotation, a line or a link.
_ESCAPES = (
    (re.compile(r"([\\*~])"), r"\\\1"),
    (re.compile(r"(?<![^\W_])_|_(?![^\W_])"), r"\\_"),
    (re.compile(r"\[(?=[^\]\n]*\]\()"), r"\\["),
    (re.compile(r"<(?=[A-Za-z][\w+.-]*:|[^\s>]+@)"), r"\\<"),
)
_LINE_ESCAPES = (
    (re.compile(r"^(\s*)([-+#>])(?=\s|$|[#>-])", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE), r"\1\\\2"),
)
_CELL, _ONE_LINE = {"td", "th"}, {"td", "th", "h2", "h3", "h4"}


class _Writer(MarkdownConverter):
    def escape(self, text: str, parent_tags: set[str]) -> str:
        in_cell = bool(parent_tags & _CELL)
        for pattern, written in _ESCAPES if in_cell else (*_ESCAPES, *_LINE_ESCAPES):
            text = pattern.sub(written, text)
        return text.replace("|", r"\|") if in_cell else text

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return " " if parent_tags & _ONE_LINE else "\n"


@dataclass(frozen=True)
class _Piece:
    """An outermost element of a text, and as plain text writes it."""

    html: str
    text: str


@dataclass
class Reading:
    """What was typed, as it is stored, and what its marks mean: block identifier → meanings."""

    html: str = ""
    marks: dict[str, list[str]] = field(default_factory=dict)
    #: What the marks with no block after them yet mean.
    waiting: list[str] = field(default_factory=list)

    def add(self, html: str, marks: Sequence[list[str]]) -> None:
        """A piece, and the marks before each of its blocks; one more list for those after the last."""
        self.html += html
        blocks = richtext.blocks(html)
        for rank, meanings in enumerate(marks):
            self.waiting = [*self.waiting, *meanings]
            if self.waiting and rank < len(blocks):
                self.marks[blocks[rank].id] = list(dict.fromkeys(self.waiting))
                self.waiting = []


def write(html: str, marks: Mapping[str, Sequence[str]] | None = None) -> str:
    """Stored rich text as plain text, each block after its marks (block identifier → what they say)."""
    return "\n\n".join(piece.text for piece in _pieces(html, marks or {}))


def read(text: str, base: str, meaning: Meaning) -> Reading:
    """What was typed over ``base``, the stored text it was written from. Raises what ``richtext.clean`` raises."""
    typed = _typed_pieces(text, meaning) if len(text) <= 2 * richtext.MAX_CHARACTERS else []
    if len(text) > 2 * richtext.MAX_CHARACTERS or len(typed) > MOST_PIECES:
        raise richtext.TooLong(_("Ce texte est trop long pour le texte simple : coupez-le en plusieurs textes."))
    before = _pieces(base, {})
    old = [_compared(piece.text) for piece in before]
    new = [_compared(_TYPED_MARK.sub(lambda found: found[1] if meaning(found[2]) else found[0], one)) for one in typed]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = [(kind, _blocks(before[i:j])) for kind, i, j, _k, _n in steps]
    names = _Names([block for kind, blocks in gone if kind != "equal" for block in blocks])
    reading = Reading()
    for (kind, i, _j, k, n), (_kind, near) in zip(steps, gone, strict=True):
        for offset, one in enumerate(typed[k:n]):
            untouched = kind == "equal" and not _MARK.search(one)
            html, marks = ("", [[]]) if untouched else _unmarked(richtext.clean(_rendered(one)), meaning)
            reading.add(before[i + offset].html if kind == "equal" else names.given(html, near), marks)
    reading.html = richtext.clean(reading.html)
    return reading


def _compared(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()


def _unmarked(html: str, meaning: Meaning) -> tuple[str, list[list[str]]]:
    """The piece without its marks, and what those before each of its blocks mean."""
    if not _MARK.search(html):
        return html, [[]]
    marks: list[list[str]] = [[]]
    for block in richtext.blocks(html):
        words = block.text
        while (found := _MARK.match(words)) and (meanings := meaning(found[1])):
            marks[-1].extend(meanings)
            words = words[found.end() :].lstrip()
        if words or not block.text:  # a block of marks alone is none
            marks.append([])
    start = re.compile(rf"({_BLOCK_START.pattern}){_MARK.pattern}\s*(?:<br>\s*)?", re.IGNORECASE)
    while (bare := start.sub(lambda found: found[1] if meaning(found[4]) else found[0], html)) != html:
        html = bare
    return richtext.clean(html), marks


class _Names:
    """Identifiers of blocks that are no longer where they were, given to those that have their words."""

    def __init__(self, gone: list[Block]) -> None:
        self.left = COMPARABLE
        self.by_words: dict[str, list[str]] = {}
        for block in gone:
            self.by_words.setdefault(block.text, []).append(block.id)

    def given(self, html: str, near: list[Block]) -> str:
        """``html`` with what identifiers its blocks may take: same words anywhere, else alike and ``near``."""
        fresh = [block for block in richtext.blocks(html) if block.text]
        names = {block.id: self.by_words[block.text].pop(0) for block in fresh if self.by_words.get(block.text)}
        self.left -= len(fresh) * len(near)
        if self.left > 0:
            for block in fresh:
                if block.id not in names and (found := self._alike(block, near)):
                    names[block.id] = found
        return _ID.sub(lambda match: f' id="{names.get(match[1], match[1])}"', html)

    def _alike(self, block: Block, near: list[Block]) -> str:
        left = [old for old in near if old.id in self.by_words.get(old.text, [])]
        best = max(left, key=lambda old: fuzz.ratio(old.text, block.text), default=None)
        if best is None or fuzz.ratio(best.text, block.text) < ALIKE:
            return ""
        self.by_words[best.text].remove(best.id)
        return best.id


def _blocks(pieces: Sequence[_Piece]) -> list[Block]:
    return [block for piece in pieces for block in richtext.blocks(piece.html)]


def _rendered(text: str) -> str:
    tokens = _READER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = {"h1": "h2", "h5": "h4", "h6": "h4"}.get(token.tag, token.tag)
    return str(_READER.renderer.render(tokens, _READER.options, {})).replace("<br>\n", "<br>")


def _typed_pieces(text: str, meaning: Meaning) -> list[str]:
    """What was typed, cut where its outermost elements begin; a mark at the start of a line begins one."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found = _MARK.match(line)
        if found and lines and lines[-1].strip() and not _MARK.match(lines[-1]) and meaning(found[1]):
            lines.append("")
        lines.append(line)
    tokens = _READER.parse("\n".join(lines))
    starts = sorted({token.map[0] for token in tokens if token.level == 0 and token.map})
    return ["\n".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]


def _pieces(html: str, marks: Mapping[str, Sequence[str]]) -> list[_Piece]:
    found: list[_Piece] = []
    for element in richtext.pieces(html):
        after = found[-1].text if found else ""
        # Two lists in a row would be one: the second has other signs.
        bullet = "*" if after.startswith("-") else "-"
        text = str(_Writer(heading_style=ATX, bullets=bullet).convert(_with_marks(element, marks))).strip("\n")
        if element.startswith("<ol") and re.match(r"\d+\.", after):
            text = re.sub(r"^(\d+)\. ", r"\1) ", text, flags=re.MULTILINE)
        found.append(_Piece(element, text))
    return found


def _with_marks(html: str, marks: Mapping[str, Sequence[str]]) -> str:
    own_line = not html.startswith("<table")

    def before(found: re.Match[str]) -> str:
        said = ", ".join(marks.get(found[2], ()))
        end = "<br>" if found[1] == "p" and own_line else " "
        return f"{found[0]}[question : {said}]{end}" if said else found[0]

    return _BLOCK_START.sub(before, html) if marks else html
