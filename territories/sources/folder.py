"""A folder of GeoJSON files given by the operator: communes with ``code`` and ``nom``, any number of files."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from territories import codes, geometry
from territories.referential import Referential
from territories.sources import Drawn, SourceMissing, SourceUnreadable, geojson, shapes


@dataclass(frozen=True)
class Found:
    """An outline kept, in WKB, and where it was read."""

    wkb: bytes
    at: str


@dataclass
class Folder:
    """All files are read before the first département is given: one that is damaged stops everything.

    ``remarks`` says, file and line, which features were set aside or mended.
    """

    path: Path
    referential: Referential
    wanted: Collection[str]
    #: What a map must say of these outlines; the files do not.
    mention: str = ""
    #: Is told each file about to be read: a large one takes half a minute.
    say: Callable[[str], object] = lambda sentence: None
    remarks: list[str] = field(default_factory=list, init=False)
    is_remote: bool = field(default=False, init=False)
    _kept: dict[str, Found] = field(default_factory=dict, init=False)
    _disputed: set[str] = field(default_factory=set, init=False)

    @property
    def notice(self) -> str:
        return (self.mention or f"fichiers « {self.path.resolve().name} », source non précisée")[:120]

    def drawn_in(self, departement: str) -> dict[str, Drawn]:
        held = self._by_departement.get(departement, {})
        outlines = np.array([shapely.from_wkb(wkb) for wkb in held.values()], dtype=object)
        if not held:
            return {}
        drawn = geometry.as_geojson(shapes.lightened(outlines))
        return {code: Drawn(outline) for code, outline in zip(held, drawn, strict=True)}

    @cached_property
    def _by_departement(self) -> dict[str, dict[str, bytes]]:
        if not self.path.is_dir():
            raise SourceMissing(f"Le dossier « {self.path} » n’existe pas.")
        files = sorted(one for one in self.path.iterdir() if one.suffix.lower() in {".geojson", ".json"})
        if not files:
            raise SourceMissing(f"Le dossier « {self.path} » ne contient aucun fichier .geojson ni .json.")
        for path in files:
            self.say(f"  lecture de {path.name}…")
            self._read(path)
        found: dict[str, dict[str, bytes]] = {}
        for code, kept in sorted(self._kept.items()):
            found.setdefault(self.referential.departement_of(code), {})[code] = kept.wkb
        return found

    def _read(self, path: Path) -> None:
        remarks, communes = [], 0
        for line, feature in geojson.features(_bytes(path), path.name):
            at, code = f"{path.name}, ligne {line}", codes.normal(geojson.property_of(feature, "code"))
            communes += codes.is_code(code)
            try:
                remark = self._keep(code, feature, at)
            except ValueError as refused:
                remark = f"{refused}, laissé de côté"
            if remark:
                remarks.append(f"{at} : {code or 'sans code'} : {remark}.")
        if communes:
            self.remarks += remarks
        else:
            self.remarks.append(f"{path.name} : aucun code de commune, le fichier est laissé de côté.")

    def _keep(self, code: str, feature: object, at: str) -> str:
        """What there is to say; empty when all is well. Raises ``ValueError`` when nothing is kept."""
        departement = self._departement_of(code)
        shape, mended = geojson.shape_of(feature)
        if departement not in self.wanted:
            return ""
        if other := self._kept.get(code):
            if other.wkb == shapely.to_wkb(shape):
                return f"le même contour que {other.at}, compté une fois"
            del self._kept[code]
            self._disputed.add(code)
            raise ValueError(f"un autre contour que {other.at} : aucun des deux n’est repris")
        if code in self._disputed:
            raise ValueError("encore un contour pour ce code")
        self._kept[code] = Found(shapely.to_wkb(shape), at)
        return "le contour se croisait, il a été réparé" if mended else ""

    def _departement_of(self, code: str) -> str:
        if departement := self.referential.departement_of(code):
            return departement
        if former := self.referential.former.get(code):
            raise ValueError(f"code d’une ancienne commune ou d’une partie de {former[0]}")
        if code in self.referential.overseas:
            raise ValueError("commune d’une collectivité d’outre-mer, hors des départements")
        raise ValueError("code inconnu du code officiel")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > geojson.MOST:
            raise SourceUnreadable(f"{path.name} : le fichier dépasse {geojson.MOST // 1_000_000} Mo, découpez-le.")
        return path.read_bytes()
    except OSError as error:
        raise SourceUnreadable(f"{path.name} : le fichier ne s’ouvre pas ({error.strerror}).") from error
