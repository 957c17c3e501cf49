"""What KoboToolbox adds to the standard and takes out again before pyxform sees a form: taken out here as it does."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.tables import Unreadable, in_figures
from interviews.xlsform import columns
from interviews.xlsform.sheets import MOST_LINES, Form, Line, Sheet

_MATRIX = "begin_kobomatrix"
#: What begins a block → the column that names its list of options.
_LISTS = {_MATRIX: "kobo--matrix_list", "begin_score": "kobo--score-choices", "begin_rank": "kobo--rank-items"}
_ENDS = ("end_kobomatrix", "end_matrix", "end_score", "end_rank")
_ROWS = ("score__row", "rank__level")
#: Where Kobo keeps the name of a row that nobody named, and the list of a question apart from its type.
_AUTOMATIC = ("$given_name", "$autoname", "$autovalue")
_LIST_APART = "select_from_list_name"
_OWN = (*_LISTS.values(), "kobo--rank-constraint-message")


def standard(form: Form) -> Form:
    """The form in the words of the standard alone. Raises ``Unreadable`` when its matrices make too many rows."""
    sheets = {name: _named(sheet) if name in ("survey", "choices") else sheet for name, sheet in form.sheets.items()}
    return _Standard(replace(form, sheets=sheets)).form()


def _named(sheet: Sheet) -> Sheet:
    automatic = [header for header in _AUTOMATIC if header in sheet.headers]
    titles = columns.of(sheet.headers)
    if not automatic and _LIST_APART not in sheet.headers:
        return sheet
    name, typed = titles.header("name") or "name", titles.header("type")
    lines = []
    for line in sheet.lines:
        cells = dict(line.cells)
        found = next((cells[header] for header in automatic if cells.get(header)), "")
        if found:
            cells.setdefault(name, found)
        if cells.get(_LIST_APART) and len(cells.get(typed, "").split()) == 1:
            cells[typed] = f"{cells[typed]} {cells[_LIST_APART]}"
        lines.append(Line(line.number, cells))
    headers = sheet.headers if name in sheet.headers else [*sheet.headers, name]
    return Sheet(headers, lines)


class _Standard:
    def __init__(self, form: Form) -> None:
        self.made = form
        self.titles = columns.of(form.headers("survey"))
        self.listed = columns.of(form.headers("choices"))
        self.told: list[tuple[int, str, str]] = []

    def form(self) -> Form:
        survey = self.made.sheets["survey"]
        if not any(self._type(line) in _LISTS for line in survey.lines):
            return self.made
        lines: list[Line] = []
        for line in self._rows(survey.lines):
            lines.append(line)
            if len(lines) > MOST_LINES["survey"]:
                raise Unreadable(
                    _("Les matrices de ce formulaire font plus de %(most)s lignes, la limite d’une grille d’entretien.")
                    % {"most": in_figures(MOST_LINES["survey"])}
                )
        kept = Sheet([header for header in survey.headers if header not in _OWN], lines)
        return replace(self.made, sheets={**self.made.sheets, "survey": kept}, told=self.told)

    def _rows(self, lines: list[Line]) -> Iterator[Line]:
        waiting = iter(lines)
        list_name = ""
        for line in waiting:
            typed = self._type(line)
            if typed in _ENDS:
                yield self._changed(line, type="end_group")
            elif typed in _ROWS:
                yield self._changed(line, type=f"select_one {list_name}")
            elif typed in _LISTS:
                list_name = self.titles.one(line.cells, _LISTS[typed])
                yield self._changed(line, type="begin_group")
                if typed == _MATRIX:
                    yield from self._matrix(line, list_name, waiting)
                else:
                    self._tell(line, _("un bloc de Kobo : chaque ligne devient une question à un choix"))
            else:
                yield line

    def _matrix(self, begins: Line, list_name: str, waiting: Iterator[Line]) -> Iterator[Line]:
        """A group for each item, holding each question."""
        asked: list[Line] = []
        ends = begins
        for ends in waiting:
            if self._type(ends) in _ENDS:
                break
            asked.append(ends)
        items = [one for one in self.made.lines("choices") if self.listed.one(one.cells, "list_name") == list_name]
        name = self._name(begins)
        names = [self._name(line) for line in asked]
        for item in items:
            base = f"{name}_{self.listed.one(item.cells, 'name')}"
            yield self._changed(begins, type="begin_group", name=base, labels=self._labels(item))
            for line in asked:
                yield self._within(line, base, names)
            yield Line(begins.number, {self.titles.header("type"): "end_group"})
        yield Line(ends.number, {self.titles.header("type"): "end_group"})
        count = len(items) * len(asked)
        says = ngettext(
            "une matrice de Kobo : %(count)d question, une par case",
            "une matrice de Kobo : %(count)d questions, une par case",
            count,
        )
        self._tell(begins, says % {"count": count})

    def _within(self, line: Line, base: str, names: list[str]) -> Line:
        """The same question under its own name, looking at those of its own item."""
        cells = {
            header: re.sub(
                r"\$\{\s*([^}]+?)\s*\}", lambda one: f"${{{base}_{one[1]}}}" if one[1] in names else one[0], text
            )
            for header, text in line.cells.items()
        }
        return self._changed(Line(line.number, cells), name=f"{base}_{self._name(line)}")

    def _labels(self, item: Line) -> dict[str, str]:
        """What the item is called, by title of a column of the survey."""
        there = self.listed.headers(columns.LABEL)
        return {
            header: item.cells[there[language]]
            for language, header in self.titles.headers(columns.LABEL).items()
            if item.cells.get(there.get(language, ""))
        }

    def _changed(self, line: Line, *, labels: dict[str, str] | None = None, **said: str) -> Line:
        cells = {header: text for header, text in line.cells.items() if header not in _OWN}
        if labels is not None:
            own = set(self.titles.headers(columns.LABEL).values())
            cells = {header: text for header, text in cells.items() if header not in own} | labels
        return Line(line.number, cells | {self.titles.header(column): text for column, text in said.items()})

    def _type(self, line: Line) -> str:
        return self.titles.one(line.cells, "type").strip().lower().replace(" ", "_")

    def _name(self, line: Line) -> str:
        return self.titles.one(line.cells, "name")

    def _tell(self, line: Line, says: str) -> None:
        self.told.append((line.number, self._name(line), says))
