"""Reading XLSX: an archive of XML that may lie about its size, hold formulas or macros."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from commons.archives import as_declared, packs_as_known
from commons.names import folded
from commons.tables.cells import control_fault
from commons.tables.table import MOST_COLUMNS, Line, Table, Unreadable, in_figures, table

#: What a workbook may weigh once unpacked, in bytes: far more than 5,000 full lines.
MOST_UNPACKED = 80 * 1024 * 1024
MOST_MEMBERS = 500
#: Spreadsheets keep formatted lines without content down to the millionth: nobody types below so many empty ones.
MOST_HOLLOW_LINES = 2000


def tables(data: bytes, most_lines: int, wanted: frozenset[str]) -> Iterator[tuple[str, Table]]:
    held = False
    try:
        book = openpyxl.load_workbook(checked(data, most_lines), read_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (not wanted or folded(sheet.title) in wanted):
                found = table(_sheet_lines(sheet), most_lines)
                if found is not None:
                    held = True
                    yield sheet.title, found
    except Unreadable:
        raise
    except Exception as error:  # a damaged archive raises whatever its bytes lead to: zlib, struct, XML, keys…
        raise Unreadable(
            _(
                "Ce classeur ne se lit pas : il est abîmé, protégé par un mot de passe ou d’un autre format. "
                "Enregistrez-le en .xlsx ou en CSV."
            )
        ) from error
    if not held:
        raise Unreadable(_("Ce classeur ne contient pas de tableau, ou pas dans la feuille attendue."))


def checked(data: bytes, most_lines: int) -> io.BytesIO:
    """A workbook as it can be read without danger: neither macros, nor a bomb, nor a lie about its size.

    Raises ``Unreadable``; a damaged archive raises whatever its bytes lead to.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_archive(archive, most_lines)
        return as_declared(archive)


def _refuse_archive(archive: zipfile.ZipFile, most_lines: int) -> None:
    """Before anything is unpacked: no macros, and no more than a table needs."""
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("Ce classeur contient des macros : enregistrez-le en .xlsx sans macros et recommencez."))
    if "[content_types].xml" not in names or not _is_workbook(archive):
        raise Unreadable(_("Ce fichier n’est pas un classeur .xlsx : donnez un CSV ou un classeur .xlsx."))
    if sum(member.file_size for member in members) > MOST_UNPACKED or len(members) > MOST_MEMBERS:
        raise Unreadable(
            _("Ce classeur est trop grand une fois ouvert : au plus %(most)s lignes par fichier. Découpez-le.")
            % {"most": in_figures(most_lines)}
        )


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return packs_as_known(archive) and any(name.lower().startswith("xl/") for name in archive.namelist())


def _sheet_lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file declares of its size may be wrong
    hollow = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        line = [_cell(cell) for cell in cells]
        hollow = 0 if any(text or fault for text, fault in line) else hollow + 1
        if hollow > MOST_HOLLOW_LINES:
            return
        yield number, line


def _cell(cell: Any) -> tuple[str, str]:
    """Its text, and what is wrong with it."""
    if cell.value is None:
        return "", ""
    if cell.data_type == "f":
        return "", _("la case contient une formule : copiez-la, puis collez sa valeur")
    if cell.data_type == "e":
        return "", _("la case contient une erreur de calcul")
    text = _as_text(cell.value)
    return text, control_fault(text)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
