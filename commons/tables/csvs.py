"""Reading CSV: its encoding, its separator, its quotation marks."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commons.tables.cells import control_fault
from commons.tables.table import Line, Unreadable

SEPARATORS = ";,\t|"


def decoded(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 likewise, else the Western code page of old spreadsheets."""
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("Les caractères de ce fichier ne se lisent pas : enregistrez-le en « CSV UTF-8 »."))


def _encodings(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    sample = data[:2000]
    if sample.count(0) > len(sample) // 4:
        return ["utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "cp1252"]


def lines(text: str) -> Iterator[Line]:
    stream = io.StringIO(text, newline="")
    first = stream.readline()
    number, first_number = 0, 1
    if declared := re.fullmatch(r"sep=(.)\s*", first, flags=re.IGNORECASE):  # what Excel writes for itself
        separator, first_number = declared[1], 2
    else:
        while first and not first.strip():
            first = stream.readline()
        separator = _separator(first)
        stream.seek(0)
    reader = csv.reader(stream, delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, first_number):
            yield number, [(cell, control_fault(cell)) for cell in cells]
    except csv.Error as error:
        raise Unreadable(
            _("La ligne %(number)d ne se lit pas : un guillemet y ouvre une case sans la fermer, ou la ferme trop tôt.")
            % {"number": number + 1}
        ) from error


def _separator(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max(SEPARATORS, key=outside.count)
