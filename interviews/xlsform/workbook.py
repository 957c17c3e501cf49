"""The file of a form: texts stay texts, whatever they look like."""

import io
from typing import Any

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from interviews.xlsform.sheets import Form

_WIDE = ("label", "hint", "guidance_hint", "relevant")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(form: Form) -> bytes:
    """Apostrophes before what looks like a formula would show on a phone: the cell itself says that it is a text."""
    book = openpyxl.Workbook(write_only=True)
    for name, sheet in form.sheets.items():
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        for number, header in enumerate(sheet.headers, 1):
            wide = header.split("::")[0] in _WIDE
            page.column_dimensions[get_column_letter(number)].width = 48 if wide else max(14, len(header) + 2)
        page.append([_cell(page, header, bold=True) for header in sheet.headers])
        for line in sheet.lines:
            page.append([_cell(page, line.cells.get(header, "")) for header in sheet.headers])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(page: Any, text: str, *, bold: bool = False) -> Cell | None:
    if not text:
        return None
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.quotePrefix = text[0] in "=+-@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
