"""The lines of a text written in a word processor, with what they show of their place: headings, lists, numbers."""

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commons import richtext
from commons.names import on_one_line, writable

#: Each line has its menu on the preview: more would not fit in a form.
MOST_LINES = 800


@dataclass(frozen=True)
class Line:
    """``marker``: before the text, ``"1"`` for a number, ``"-"`` for a bullet; ``depth``: from 1 in a list."""

    text: str
    heading: bool = False
    marker: str = ""
    depth: int = 0
    number: str = ""


_BULLET = re.compile(r"\s*([-–—−•◦▪■●○‣∙·*§→➢►✓\uf0a7\uf0b7\uf0d8]|o(?=[\s\u00a0]))[\s\u00a0]+")
_INNER_BULLETS = frozenset("o◦▪○§\uf0a7")
_NUMBER = re.compile(
    r"\s*(?:question\s+|q\.?\s*)?(\d{1,3}(?:\.\d{1,3})*)(?:\s*[.):\-–]|[\s\u00a0])\s*(?=\D)", re.IGNORECASE
)
_HEADING_ONE = re.compile(r"<(/?)h1\b", re.IGNORECASE)


def read(pasted: str) -> list[Line]:
    """The lines of a text or of HTML, cleaned of anything else. Raises ``ValidationError`` beyond ``MOST_LINES``."""
    try:
        is_html = bool(pasted.strip()) and richtext.from_typed(pasted) == pasted
        lines = _html_lines(pasted) if is_html else [_line(text) for text in pasted.splitlines()]
    except (richtext.TooLong, richtext.TooTangled) as refused:
        raise ValidationError(str(refused)) from refused
    lines = [line for line in lines if line.text]
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _(
                "Ce texte compte %(size)s lignes ; on en lit %(limit)s au plus. "
                "Collez la grille seule, ou coupez-la en deux grilles. Rien n’a été enregistré."
            ),
            params={"size": number_format(len(lines)), "limit": number_format(MOST_LINES)},
        )
    return lines


def _line(text: str, *, depth: int = 0, marker: str = "", heading: bool = False) -> Line:
    """One line of text: the sign or number it begins with says that it stands in a list."""
    indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip(" \u00a0"))
    bullet, numbered = _BULLET.match(text), _NUMBER.match(text)
    if bullet:
        inner = bullet.group(1) in _INNER_BULLETS or indent >= 4
        found = Line(text[bullet.end() :], heading, "-", depth + 1 + inner)
    elif numbered:
        number = numbered.group(1)
        found = Line(text[numbered.end() :], heading, "1", max(depth, number.count(".") + 1), number)
    else:
        found = Line(text, heading, marker, depth)
    return replace(found, text=on_one_line(writable(found.text)).strip("\u00a0 "))


class _Lines(HTMLParser):
    """The lines of cleaned HTML, with the depth of lists and what stands wholly in bold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Line] = []
        self.lists: list[str] = []
        self.bold = 0
        self.heading = False
        self.first = False
        self.parts: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.lists.append("-" if tag == "ul" else "1")
        elif tag == "li":
            self.first = True
        elif tag in richtext.TEXT_BLOCKS:
            self.parts, self.heading = [], tag != "p"
        elif tag == "br":
            self._close()
        elif tag == "strong":
            self.bold += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in richtext.TEXT_BLOCKS:
            self._close()
        elif tag == "strong":
            self.bold -= 1

    def handle_data(self, data: str) -> None:
        self.parts.append((data, self.bold > 0))

    def _close(self) -> None:
        text = "".join(part for part, _bold in self.parts)
        in_bold = bool(text.strip()) and all(bold for part, bold in self.parts if part.strip())
        marker = self.lists[-1] if self.lists and self.first else ""
        title = self.heading or (in_bold and not self.lists and not text.rstrip().endswith("?"))
        self.found.append(_line(text, depth=len(self.lists), marker=marker, heading=title))
        if text.strip():
            self.first = False
        self.parts = []


def _html_lines(html: str) -> list[Line]:
    reader = _Lines()
    reader.feed(richtext.clean(_HEADING_ONE.sub(r"<\1h2", html)))
    reader.close()
    return reader.found
