"""The tables of a text: which column a line stands in, and what the title of that column says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from commons.names import folded

#: First words of the titles of columns.
HEADERS = {
    "section": ("theme", "thematique", "partie", "axe", "bloc", "rubrique"),
    "question": ("question", "libelle", "intitule", "enonce"),
    "prompt": ("relance", "sous question", "a creuser", "approfondissement"),
    "help": ("objectif", "aide", "consigne", "remarque", "note", "commentaire", "precision", "observation", "duree"),
    "option": ("reponse", "modalite", "choix", "option"),
    "left": ("n", "no", "numero", "num"),
}
_RULE = re.compile(r"\s*\|?(\s*:?-{2,}:?\s*\|)+\s*(:?-{2,}:?)?\s*\Z")


def said_by(header: str) -> str:
    """The role that the title of a column gives, or nothing."""
    words = folded(header)
    return next((role for role, starts in HEADERS.items() if any(_begins(words, start) for start in starts)), "")


def _begins(words: str, start: str) -> bool:
    return bool(re.match(rf"{start}s?\b", words))


def is_head(cells: Sequence[str]) -> bool:
    """Whether these cells are titles: each says a role, and they are not all of one."""
    roles = [said_by(cell) for cell in cells if cell.strip()]
    return (
        len(roles) > 1 and all(roles) and len(set(roles)) > 1 and not any(cell.rstrip().endswith("?") for cell in cells)
    )


@dataclass
class Row:
    cells: list[str]
    titles: list[str] = field(default_factory=list)
    is_header: bool = False

    def header(self, place: int) -> str:
        return self.titles[place - 1] if place <= len(self.titles) else ""


def rows(lines: Iterable[str]) -> Iterator[str | Row]:
    """Lines as they are, those with tabulations or bars as rows; the rule under a Markdown title is left out."""
    titles: list[str] = []
    for line in lines:
        if titles and _RULE.match(line):
            continue
        cells = _cells(line)
        if len(cells) < 2:
            titles = []
            yield line
            continue
        is_header = is_head(cells)
        titles = cells if is_header else titles
        yield Row(cells, titles, is_header)


def _cells(line: str) -> list[str]:
    text = line.strip()
    if text.startswith("|") and text.endswith("|") and len(text) > 2:
        return [cell.strip() for cell in text[1:-1].split("|")]
    return [cell.strip() for cell in text.split("\t")] if "\t" in text and not _marked(text) else [line]


def _marked(text: str) -> bool:
    """A bullet or a number, then a tabulation: a list as word processors copy it."""
    return len(text.partition("\t")[0].strip()) <= 6 and text.count("\t") == 1


class Reading:
    """A table of HTML while it is read: for each line put in it, its row and its column."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0
        self.held: dict[int, int] = {}  # column → last row that a cell of an earlier row covers
        self.lines: list[tuple[int, int, int, str]] = []

    def open(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "tr":
            self.row, self.column = self.row + 1, 0
        elif tag in ("td", "th"):
            self.column += 1
            while self.held.get(self.column, 0) >= self.row:
                self.column += 1
            if (span := int(attrs.get("rowspan") or 1)) > 1:
                self.held[self.column] = self.row + span - 1

    def place(self, text: str, at: int) -> int:
        """Notes a line, ``at`` among all; returns its column."""
        if text:
            self.lines.append((at, self.row, max(self.column, 1), text))
        return max(self.column, 1)

    def headers(self) -> Iterator[tuple[int, str, bool]]:
        """For each line, the title of its column, and whether it is that title."""
        first = [(column, text) for _at, row, column, text in self.lines if row == 1]
        titles = dict(first) if is_head([text for _column, text in first]) else {}
        for at, row, column, _text in self.lines:
            yield at, titles.get(column, ""), bool(titles) and row == 1
