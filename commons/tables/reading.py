"""One door for every file: what it is comes from its bytes before its name."""

from collections.abc import Iterable, Iterator
from io import SEEK_END
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from commons import archives
from commons.names import folded
from commons.tables import csvs, workbooks
from commons.tables.table import Table, Unreadable, table

#: Bytes, unpacked, that are read in about a tenth of a second: a thousand lines of CSV, three hundred of a workbook.
LIGHT = 300_000
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")


def read(file: IO[bytes], name: str, *, most_lines: int) -> Table:
    """The table of a CSV file, or of the first sheet of a workbook that holds one. Raises ``Unreadable``."""
    return next(iter(_tables(file, name, most_lines)))[1]


def read_sheets(file: IO[bytes], name: str, *, most_lines: int, wanted: Iterable[str] = ()) -> dict[str, Table]:
    """The tables of a workbook by the name of their sheet, in order (a CSV is one table named ``""``); never none.

    ``wanted`` leaves other sheets unread. Raises ``Unreadable``.
    """
    return dict(_tables(file, name, most_lines, frozenset(map(folded, wanted))))


def is_light(file: IO[bytes]) -> bool:
    """Whether it is read while a person waits: as small as it looks, or no table at all. Left at its start."""
    start = file.read(4)
    size = archives.unpacked(file) if start in _ARCHIVE else file.seek(0, SEEK_END)
    file.seek(0)
    return size <= LIGHT


def _tables(
    file: IO[bytes], name: str, most_lines: int, wanted: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Table]]:
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Unreadable(
            _("Ce fichier est trop lourd : la limite est de %(limit)s.")
            % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    _refuse_other_formats(data, name.lower())
    if data.startswith(_ARCHIVE):
        yield from workbooks.tables(data, most_lines, wanted)
    else:
        found = table(csvs.lines(csvs.decoded(data)), most_lines)
        if found is None:
            raise Unreadable(_("Ce fichier est vide."))
        yield "", found


def _refuse_other_formats(data: bytes, name: str) -> None:
    if not data.strip():
        raise Unreadable(_("Ce fichier est vide."))
    if data.startswith(b"\xd0\xcf\x11\xe0") or name.endswith(".xls"):
        raise Unreadable(
            _("L’ancien format .xls ne se lit pas ici : enregistrez le classeur en .xlsx, ou en CSV, et recommencez.")
        )
    if name.endswith((".xlsm", ".xltm", ".xlsb", ".ods")):
        raise Unreadable(
            _("Ce format ne se lit pas ici : enregistrez le classeur en .xlsx sans macros, ou en CSV, et recommencez.")
        )
    if name.endswith(".xlsx") and not data.startswith(_ARCHIVE):
        raise Unreadable(_("Ce fichier n’est pas un classeur .xlsx, malgré son nom, ou il est protégé ou abîmé."))
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise Unreadable(_("Ce fichier n’est pas un tableau : donnez un CSV ou un classeur .xlsx."))
