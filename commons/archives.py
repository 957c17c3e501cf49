"""Archives given by people: they may lie about their size."""

import io
import shutil
import zipfile
from collections.abc import Callable
from typing import IO

#: Bytes unpacked at a time.
PIECE = 64 * 1024


def unpacked(file: IO[bytes]) -> int:
    """Bytes, as the archive declares: no more is ever read of it. None of what is damaged is."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(member.file_size for member in archive.infolist())
    except Exception:  # a damaged archive raises whatever its bytes lead to
        return 0


def packs_as_known(archive: zipfile.ZipFile) -> bool:
    """The formats of offices know two ways of packing; the others of ZIP cannot be unpacked by pieces."""
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return all(member.compress_type in known for member in archive.infolist())


def as_declared(archive: zipfile.ZipFile, wanted: Callable[[str], bool] = lambda name: True) -> io.BytesIO:
    """The same archive unpacked piece by piece, each member no further than the size it declares, which may be a lie.

    Read at once, a member is unpacked whole before it is cut to that size. Only the members whose name is ``wanted``.
    """
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for name in filter(wanted, dict.fromkeys(archive.namelist())):
            with archive.open(name) as packed, copy.open(name, "w") as unpacked:
                shutil.copyfileobj(packed, unpacked, PIECE)
    return kept
