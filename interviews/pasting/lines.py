"""The lines of a text written in a word processor, with what they show of their place: headings, lists, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commons import richtext
from commons.names import on_one_line, writable
from interviews.pasting import boxes, tables

#: Each line has its menu on the preview: more would not fit in a form.
MOST_LINES = 800
#: Characters from which a line without full stop may have been cut by the width of a page.
LONG = 60


@dataclass(frozen=True)
class Line:
    """``marker``: before the text, ``"1"`` for a number, ``"-"`` for a bullet; ``depth``: from 1 in a list."""

    text: str
    heading: bool = False
    marker: str = ""
    depth: int = 0
    number: str = ""
    #: Of a heading, 1 for the highest; 0 when its form does not say.
    level: int = 0
    #: What the boxes to tick say of the answers: ``"one"``, ``"several"``, or nothing.
    ticks: str = ""
    #: In a table: its column from 1, the title of that column, and whether this is that title.
    column: int = 0
    header: str = ""
    is_header: bool = False


_BULLET = re.compile(r"\s*([-–—−•◦▪■●‣∙·*§→➢►✓\uf0a7\uf0b7\uf0d8]|[o○](?=[\s\u00a0]))[\s\u00a0]+")
_INNER_BULLETS = frozenset("o◦▪○§\uf0a7")
#: A figure alone is a number only before a capital letter: ``3 salariés`` keeps its figure.
_NUMBER = re.compile(
    r"\s*(?:question\s+|q\.?\s*)?(\d{1,3}(?:\.\d{1,3})*)(?:\s*[.):\-–](?!\d)|[\s\u00a0](?=[\s\u00a0]*[A-ZÀ-Ý«]))\s*(?=\D)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-ZÀ-Ý«]")
_LETTER = re.compile(r"\s*([a-z])[.)][\s\u00a0]+")
_HEADING = re.compile(r"^#{1,6}\s+|^\*\*(?=[^*]+\*\*\s*:?$)|^__(?=[^_]+__$)")
#: One lower each: a text of the house has no heading of the first level.
_HEADING_TAG = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)
#: Word says the depth of a list item in its style, which is cleaned away.
_WORD_LEVEL = re.compile(r"(<p\b[^>]*mso-list:\s*l\d+\s+level([2-9])[^>]*>)", re.IGNORECASE)
_IGNORED = re.compile(r"<!\[if !supportLists\]>|<!\[endif\]>|<!--.*?-->|<o:p>\s*</o:p>", re.DOTALL)
_ENDS = (".", "?", "!", ":", ";", "…")


def read(pasted: str) -> list[Line]:
    """The lines of a text or of HTML, cleaned of anything else. Raises ``ValidationError`` beyond ``MOST_LINES``."""
    try:
        is_html = bool(pasted.strip()) and richtext.from_typed(pasted) == pasted
        lines = _html_lines(pasted) if is_html else list(_plain_lines(pasted))
    except (richtext.TooLong, richtext.TooTangled) as refused:
        raise ValidationError(str(refused)) from refused
    ticked = boxes.of(pasted)
    lines = [part for line in _joined([line for line in lines if line.text]) for part in _parted(line, ticked)]
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _(
                "Ce texte compte %(size)s lignes ; on en lit %(limit)s au plus. "
                "Collez la grille seule, ou coupez-la en deux grilles. Rien n’a été enregistré."
            ),
            params={"size": number_format(len(lines)), "limit": number_format(MOST_LINES)},
        )
    return lines


def _line(text: str, *, depth: int = 0, marker: str = "", heading: bool = False) -> Line:
    """One line of text: the sign or number it begins with says that it stands in a list."""
    indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip(" \u00a0"))
    bullet, numbered, lettered = _BULLET.match(text), _number(text), _LETTER.match(text)
    if bullet:
        inner = bullet.group(1) in _INNER_BULLETS or indent >= 4
        found = Line(text[bullet.end() :], heading, "-", depth + 1 + inner)
    elif numbered:
        number = numbered.group(1)
        found = Line(text[numbered.end() :], heading, "1", max(depth, number.count(".") + 1), number)
    elif lettered:
        found = Line(text[lettered.end() :], heading, "1", max(depth, 2))
    else:
        found = Line(text, heading, marker, depth)
    return replace(found, text=on_one_line(writable(found.text)).strip("\u00a0 "))


def _number(text: str) -> re.Match[str] | None:
    """A figure that only a space parts from its words needs a capital after it."""
    found = _NUMBER.match(text)
    bare = found is not None and found.group(0).strip().isdigit()
    return None if found is None or (bare and not _CAPITAL.match(text[found.end() :])) else found


def _plain_lines(text: str) -> Iterator[Line]:
    """Text without form: Markdown signs and tabulated rows are read."""
    for row in tables.rows(text.splitlines()):
        if isinstance(row, str):
            sign = _HEADING.match(row)
            line = _line(row[sign.end() :].rstrip(" *_#") if sign else row, heading=bool(sign))
            yield replace(line, level=row.count("#", 0, sign.end()) if sign else 0)
            continue
        for place, cell in enumerate(row.cells, start=1):
            yield replace(_line(cell), column=place, header=row.header(place), is_header=row.is_header)


def _joined(lines: list[Line]) -> list[Line]:
    """What the width of a page cut, put together again: a long line without end, then one that begins in small."""
    longest = max((len(line.text) for line in lines), default=0)
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and _goes_on(before, line, min(longest, 120)):
            found[-1] = replace(before, text=f"{before.text} {line.text}")
        else:
            found.append(line)
    return found


def _goes_on(before: Line, line: Line, longest: int) -> bool:
    last = before.text[-longest:] if len(before.text) > longest else before.text
    cut = len(last) >= max(LONG, 0.6 * longest) and not before.text.endswith(_ENDS)
    alone = not (line.marker or line.heading or before.heading or line.column or before.column)
    return cut and alone and line.text[:1].islower() and boxes.count(line.text) == 0


def _parted(line: Line, ticked: boxes.Signs) -> Iterator[Line]:
    """A line for each box to tick, and one for the answers said after a question."""
    if line.is_header or line.heading:
        yield line
        return
    pieces = boxes.parted(line.text, ticked)
    if pieces[0].text:
        text, answers = boxes.said_after(pieces[0].text)
        ticks = pieces[0].ticks
        yield replace(line, text=text, ticks=ticks)
        if answers:
            yield replace(line, text=answers, marker="-", depth=line.depth + 1, number="", ticks="one")
    for piece in pieces[1:]:
        if piece.text:
            yield replace(line, text=piece.text, marker="-", depth=line.depth + 1, number="", ticks=piece.ticks)


class _Lines(HTMLParser):
    """The lines of cleaned HTML, with the depth of lists, what stands wholly in bold, and the cells of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Line] = []
        self.lists: list[str] = []
        self.bold = 0
        self.level = 0
        self.first = False
        self.parts: list[tuple[str, bool]] = []
        self.table: tables.Reading | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.lists.append("-" if tag == "ul" else "1")
        elif tag == "li":
            self.first = True
        elif tag in richtext.TEXT_BLOCKS:
            self.parts, self.level = [], 0 if tag == "p" else int(tag[1]) - 1
        elif tag == "br":
            self._close()
        elif tag == "strong":
            self.bold += 1
        elif tag == "table":
            self.table = tables.Reading()
        elif self.table:
            self.table.open(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in richtext.TEXT_BLOCKS:
            self._close()
        elif tag == "strong":
            self.bold -= 1
        elif tag == "table" and self.table:
            self._end_table(self.table)

    def handle_data(self, data: str) -> None:
        self.parts.append((data, self.bold > 0))

    def _close(self) -> None:
        text = "".join(part for part, _bold in self.parts)
        in_bold = bool(text.strip()) and all(bold for part, bold in self.parts if part.strip())
        marker = self.lists[-1] if self.lists and self.first else ""
        title = self.level > 0 or (in_bold and not self.lists and not text.rstrip().endswith("?"))
        line = _line(text, depth=len(self.lists), marker=marker, heading=title and self.table is None)
        column = self.table.place(line.text, len(self.found)) if self.table else 0
        self.found.append(replace(line, column=column, level=self.level if line.heading else 0))
        if text.strip():
            self.first = False
        self.parts = []

    def _end_table(self, table: tables.Reading) -> None:
        self.table = None
        for at, header, is_header in table.headers():
            self.found[at] = replace(self.found[at], header=header, is_header=is_header)


def _html_lines(html: str) -> list[Line]:
    leveled = _WORD_LEVEL.sub(lambda found: found[1] + "\u00a0" * 4 * (int(found[2]) - 1), _IGNORED.sub("", html))
    reader = _Lines()
    reader.feed(richtext.clean(_HEADING_TAG.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 1, 4)}", leveled)))
    reader.close()
    return reader.found
