"""Reading XLSX: an archive of XML that may lie about its size, hold formulas or macros."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _

from commons.names import folded
from commons.tables.cells import control_fault
from commons.tables.table import MOST_COLUMNS, Line, Table, Unreadable, in_figures, table

#: What a workbook may weigh once unpacked, in bytes: far more than 5,000 full lines.
MOST_UNPACKED = 80 * 1024 * 1024
MOST_MEMBERS = 500
#: Bytes unpacked at a time.
PIECE = 64 * 1024
#: Spreadsheets keep formatted lines without content down to the millionth: nobody types below so many empty ones.
MOST_HOLLOW_LINES = 2000


def tables(data: bytes, most_lines: int, wanted: frozenset[str]) -> Iterator[tuple[str, Table]]:
    held = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_archive(archive, most_lines)
            book = openpyxl.load_workbook(_as_declared(archive), read_only=True, keep_links=False)
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


def unpacked(file: IO[bytes]) -> int:
    """Bytes, as the archive declares: no more is ever read of it. None of what is damaged is."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(member.file_size for member in archive.infolist())
    except Exception:  # a damaged archive raises whatever its bytes lead to
        return 0


def _refuse_archive(archive: zipfile.ZipFile, most_lines: int) -> None:
    """Before anything is unpacked: no macros, and no more than a table needs."""
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("Ce classeur contient des macros : enregistrez-le en .xlsx sans macros et recommencez."))
    if "[content_types].xml" not in names or not _is_workbook(members):
        raise Unreadable(_("Ce fichier n’est pas un classeur .xlsx : donnez un CSV ou un classeur .xlsx."))
    if sum(member.file_size for member in members) > MOST_UNPACKED or len(members) > MOST_MEMBERS:
        raise Unreadable(
            _("Ce classeur est trop grand une fois ouvert : au plus %(most)s lignes par fichier. Découpez-le.")
            % {"most": in_figures(most_lines)}
        )


def _is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    """The format knows two ways of packing; the others of ZIP cannot be unpacked by pieces."""
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    named = any(member.filename.lower().startswith("xl/") for member in members)
    return named and all(member.compress_type in known for member in members)


def _as_declared(archive: zipfile.ZipFile) -> io.BytesIO:
    """The same archive unpacked piece by piece, each member no further than the size it declares, which may be a lie.

    Read at once, a member is unpacked whole before it is cut to that size.
    """
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for name in dict.fromkeys(archive.namelist()):
            with archive.open(name) as packed, copy.open(name, "w") as unpacked:
                shutil.copyfileobj(packed, unpacked, PIECE)
    return kept


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
