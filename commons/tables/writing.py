"""Writing CSV and XLSX that open in a French spreadsheet and are read back as they were."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from commons.tables.cells import safe_cell


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV one by one, as a French spreadsheet opens them: marked UTF-8, semicolons, a decimal comma."""
    written: list[str] = []
    writer = csv.writer(_Sink(written), delimiter=";", lineterminator="\r\n")
    yield "\ufeff"
    for row in chain([headers], rows):
        writer.writerow([_french(safe_cell(value)) for value in row])
        yield written.pop()


def _french(value: Any) -> Any:
    return str(value).replace(".", ",") if isinstance(value, float) else value


class _Sink:
    """What ``csv`` writes to when lines are handed out one by one."""

    def __init__(self, written: list[str]) -> None:
        self.written = written

    def write(self, text: str) -> None:
        self.written.append(text)


def xlsx(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook: headers and rows by the name of the sheet; texts stay texts, whatever they look like."""
    book = openpyxl.Workbook(write_only=True)
    for title, (headers, rows) in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for column, header in enumerate(headers, 1):
            sheet.column_dimensions[get_column_letter(column)].width = max(14, min(len(header) + 4, 40))
        sheet.append([_written(sheet, header, bold=True) for header in headers])
        for row in rows:
            sheet.append([_written(sheet, value) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _written(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    value = safe_cell(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    if bold:
        cell.font = Font(bold=True)
    return cell
