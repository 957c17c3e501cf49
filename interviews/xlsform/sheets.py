"""The sheets of a form, from an .xlsx or .xls file that may be anything. Nothing in it is run."""

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import zip_longest
from typing import IO, Any

import openpyxl
import xlrd
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from pyxform.constants import SUPPORTED_SHEET_NAMES

from commons.names import writable
from commons.tables import Unreadable, checked_workbook, in_figures

#: Lines of a sheet, its titles left out: long household surveys have some hundreds.
MOST_LINES = {"survey": 3000}
MOST_OTHER_LINES = 20_000
MOST_COLUMNS = 200
#: Characters in the whole form.
MOST_TEXT = 4_000_000
#: Beyond so many empty lines nobody has typed anything.
MOST_HOLLOW_LINES = 2000
#: The sheet of ours, which other tools pass over.
OURS = "_communs"
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(frozen=True)
class Line:
    """``number`` is the one a spreadsheet shows; only filled cells are there."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    headers: list[str]
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """``sheets`` by their name in the standard, ``others``: those it does not know.

    ``told``: number and name of each row that was put in the words of the standard, and how, in French.
    """

    name: str
    sheets: dict[str, Sheet]
    others: list[str] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)

    def lines(self, sheet: str) -> list[Line]:
        found = self.sheets.get(sheet)
        return found.lines if found else []

    def headers(self, sheet: str) -> list[str]:
        found = self.sheets.get(sheet)
        return found.headers if found else []

    def as_data(self) -> dict[str, Any]:
        sheets = {
            name: [sheet.headers, [[line.number, line.cells] for line in sheet.lines]]
            for name, sheet in self.sheets.items()
        }
        return {"name": self.name, "sheets": sheets, "others": self.others, "told": self.told}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Form":
        sheets = {
            name: Sheet(headers, [Line(number, cells) for number, cells in lines])
            for name, (headers, lines) in data["sheets"].items()
        }
        return cls(data["name"], sheets, data["others"], [(row, name, says) for row, name, says in data["told"]])


def read(file: IO[bytes], name: str) -> Form:
    """The form in a file. Raises ``Unreadable`` with a French sentence; pyxform has not checked it yet."""
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise Unreadable(_("Ce fichier est trop lourd : la limite est de %(limit)s.") % {"limit": limit})
    grids = _grids(data, name)
    form = _form(grids, name)
    if (
        sum(len(text) for sheet in form.sheets.values() for line in sheet.lines for text in line.cells.values())
        > MOST_TEXT
    ):
        raise Unreadable(_("Ce formulaire contient trop de texte pour une grille d’entretien. Découpez-le."))
    return form


def _grids(data: bytes, name: str) -> dict[str, Iterator[list[str]]]:
    if not data.strip():
        raise Unreadable(_("Ce fichier est vide."))
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb")) or (data.startswith(_OLD_WORKBOOK) and _OLD_MACROS in data):
        raise Unreadable(_("Ce classeur peut contenir des macros : enregistrez-le en .xlsx et recommencez."))
    try:
        if data.startswith(_WORKBOOK):
            return _xlsx(data)
        if data.startswith(_OLD_WORKBOOK):
            return _xls(data)
    except Unreadable:
        raise
    except Exception as error:  # a damaged file raises whatever its bytes lead to: zlib, struct, XML, keys…
        raise _damaged() from error
    raise Unreadable(_("Ce fichier n’est pas un classeur : donnez un XLSForm en .xlsx ou en .xls."))


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "Ce classeur ne se lit pas : il est abîmé, protégé par un mot de passe ou d’un autre format. "
            "Enregistrez-le à nouveau en .xlsx et recommencez."
        )
    )


def _form(grids: dict[str, Iterator[list[str]]], name: str) -> Form:
    sheets: dict[str, Sheet] = {}
    others: list[str] = []
    for title, rows in grids.items():
        known = title.strip().lower()
        if len(grids) == 1 and known not in SUPPORTED_SHEET_NAMES:
            known = "survey"  # as pyxform does: a form may be one sheet, whatever its name
        if (known not in SUPPORTED_SHEET_NAMES and known != OURS) or known in sheets:
            others.append(title)
            continue
        try:
            sheets[known] = _sheet(known, rows)
        except Unreadable:
            raise
        except Exception as error:  # rows are read one by one: damage shows here too
            raise _damaged() from error
    if "survey" not in sheets:
        raise Unreadable(
            _("Ce classeur n’a pas de feuille « survey » : ce n’est pas un XLSForm. Feuilles trouvées : %(names)s.")
            % {"names": ", ".join(others[:10]) or "—"}
        )
    if "type" not in [header.strip().lower() for header in sheets["survey"].headers]:
        raise Unreadable(_("La feuille « survey » n’a pas de colonne « type » : ce n’est pas un XLSForm."))
    return Form(name, sheets, others)


def _sheet(name: str, rows: Iterator[list[str]]) -> Sheet:
    headers = [" ".join(text.split()) for text in next(rows, [])]
    filled = [header for header in headers if header]
    if len(filled) != len(set(filled)):
        twice = next(header for header in filled if filled.count(header) > 1)
        raise Unreadable(
            _("Feuille « %(sheet)s » : la colonne « %(name)s » est là deux fois. Renommez-en une, ou supprimez-la.")
            % {"sheet": name, "name": twice}
        )
    most, hollow, lines = MOST_LINES.get(name, MOST_OTHER_LINES), 0, []
    for number, row in enumerate(rows, 2):
        cells = {header: text for header, text in zip(headers, row, strict=False) if header and text}
        hollow = 0 if cells else hollow + 1
        if hollow > MOST_HOLLOW_LINES:
            break
        if cells:
            lines.append(Line(number, cells))
        if len(lines) > most:
            raise Unreadable(
                _("La feuille « %(sheet)s » a plus de %(most)s lignes, la limite d’une grille d’entretien.")
                % {"sheet": name, "most": in_figures(most)}
            )
    return Sheet(filled, lines)


def _xlsx(data: bytes) -> dict[str, Iterator[list[str]]]:
    archive = checked_workbook(data, MOST_OTHER_LINES)
    values = openpyxl.load_workbook(archive, read_only=True, keep_links=False, data_only=True)
    if not _holds_formulas(archive):
        return {sheet.title: _xlsx_rows(sheet, sheet) for sheet in values.worksheets}
    book = openpyxl.load_workbook(archive, read_only=True, keep_links=False)
    return {sheet.title: _xlsx_rows(sheet, values[sheet.title]) for sheet in book.worksheets}


def _holds_formulas(archive: IO[bytes]) -> bool:
    """Without one, a large form is read once instead of twice."""
    with zipfile.ZipFile(archive) as members:
        return any(_FORMULA.search(members.read(name)) for name in members.namelist() if "worksheets/" in name)


def _xlsx_rows(sheet: Any, computed: Any) -> Iterator[list[str]]:
    """A formula is read as the value its file keeps; ``computed`` is ``sheet`` itself where there is none."""
    for one in (sheet, computed):
        one.reset_dimensions()  # what the file declares of its size may be wrong
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
    values = computed.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True) if computed is not sheet else ()
    for number, (cells, found) in enumerate(zip_longest(rows, values), 1):
        kept = [cell.value for cell in cells] if found is None else found
        if len(cells) > MOST_COLUMNS and cells[MOST_COLUMNS].value is not None:
            raise Unreadable(_("Ce classeur a plus de %(most)d colonnes, la limite.") % {"most": MOST_COLUMNS})
        for cell, value in zip(cells, kept, strict=False):
            if cell.value is not None and cell.data_type == "f" and value is None:
                raise _formula(sheet.title, number)
        yield ["" if cell.data_type == "e" else _as_text(value) for cell, value in zip(cells, kept, strict=False)]


def _formula(sheet: str, number: int) -> Unreadable:
    return Unreadable(
        _("Feuille « %(sheet)s », ligne %(row)d : une formule est sans résultat. Collez sa valeur, puis recommencez.")
        % {"sheet": sheet, "row": number}
    )


def _xls(data: bytes) -> dict[str, Iterator[list[str]]]:
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - where xlrd says what it thinks of the file
        book = xlrd.open_workbook(file_contents=data, logfile=nowhere, ragged_rows=True)
    return {sheet.name: _xls_rows(sheet, book.datemode) for sheet in book.sheets()}


def _xls_rows(sheet: Any, datemode: int) -> Iterator[list[str]]:
    for number in range(sheet.nrows):
        cells = sheet.row(number)[: MOST_COLUMNS + 1]
        yield [_as_text(_xls_value(cell, datemode)) for cell in cells]


def _xls_value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        found = xlrd.xldate_as_datetime(cell.value, datemode)
        return found.time() if cell.value < 1 else found
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _as_text(value: Any) -> str:
    """As pyxform reads it, but for spaces that do not break, which French keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return writable(text).strip(" \t\n\ufeff\u200b") if text.strip() else ""
