"""Reading INSEE's zoning of communes: attraction areas of cities, density grid, or both; CSV or XLSX, line by line."""

from dataclasses import dataclass, field
from typing import IO

from commons import tables
from territories import codes, zoning
from territories.models import Commune, FormerCommune, Zone

#: All of France has 34,875 communes.
MOST_LINES = 100_000
#: Field of a commune → the columns that may hold it. ``tables`` minds neither accents nor capitals.
COLUMNS = {
    "code": ("code", "CODGEO", "code_insee", "INSEE_COM"),
    "attraction_category": ("CATEAAV2020",),
    "attraction_size": ("TAAV2017",),
    "density": ("DENS_AAV",),
}
ALLOWED = {
    "attraction_category": zoning.CATEGORIES,
    "attraction_size": zoning.SIZES,
    "density": zoning.DENSITIES,
}


@dataclass
class ZoningFile:
    """``values``: code → field → value, only of communes known here. ``faults``: a French sentence a line refused."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    #: Communes of départements that are not imported here, or of overseas collectivities.
    elsewhere: int = 0


@dataclass
class _Known:
    communes: set[str]
    former: dict[str, str]
    #: Départements of the code of which no commune is here.
    elsewhere: tuple[str, ...]


def read(file: IO[bytes], name: str) -> ZoningFile:
    """What the file says of each commune. Raises ``tables.Unreadable``, which says what to do."""
    table = tables.read(file, name, most_lines=MOST_LINES)
    columns = table.columns(COLUMNS, required=["code"])
    wanted = [key for key in ALLOWED if key in columns]
    if not wanted or ("attraction_category" in wanted) != ("attraction_size" in wanted):
        raise tables.Unreadable(
            "Il manque des colonnes : CATEAAV2020 et TAAV2017 (aires d’attraction des villes), ou DENS_AAV (grille de "
            "densité)."
        )
    found, known, seen = ZoningFile(), _known(), dict[str, int]()
    for row in table.rows:
        cells = {key: row.cells[columns[key]] for key in ("code", *wanted)}
        faults = [fault for header, fault in row.faults.items() if header in {"", *map(columns.get, cells)}]
        fault = faults[0] if faults else _fault(cells, known, seen)
        if fault:
            found.faults.append(f"ligne {row.number} : {fault}")
            continue
        code = codes.normal(cells.pop("code"))
        seen[code] = row.number
        if code in known.communes:
            found.values[code] = cells
        else:
            found.elsewhere += 1
    return found


def _known() -> _Known:
    rows = Commune.objects.order_by("pk").values_list("pk", "departement")
    here = {departement for _code, departement in rows}
    every = Zone.objects.filter(kind=Zone.Kind.DEPARTEMENT).order_by("pk").values_list("code", flat=True)
    return _Known(
        communes={code for code, _departement in rows},
        former=dict(FormerCommune.objects.order_by("pk").values_list("pk", "commune_id")),
        elsewhere=(*(code for code in every if code not in here), "975", "977", "978", "98"),
    )


def _fault(cells: dict[str, str], known: _Known, seen: dict[str, int]) -> str:
    """What is wrong with the line; empty when nothing is."""
    code = codes.normal(cells["code"])
    if not codes.is_code(code):
        return f"« {cells['code'][:20]} » n’est pas un code de commune"
    if code in seen:
        return f"{code} est déjà à la ligne {seen[code]}"
    if code not in known.communes and not code.startswith(known.elsewhere):
        current = known.former.get(code)
        return f"{code} est une ancienne commune, dans {current} depuis" if current else f"{code} est un code inconnu"
    for key, allowed in ALLOWED.items():
        if key in cells and cells[key] not in allowed:
            return f"{code} : « {cells[key][:20]} » n’est pas une valeur de {COLUMNS[key][0]}"
    return ""
