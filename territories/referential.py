"""The official code of communes (COG) as npm brings it: names, populations, areas, mergers. No outline.

Source: ``@etalab/decoupage-administratif`` (INSEE, DGCL; Licence Ouverte), copied by ``scripts.frontend``. Communes of
the overseas collectivities (COM) are left out: only metropolitan France and the overseas départements (DROM) are read.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from commons.names import folded
from territories.models import Commune, FormerCommune, Zone
from territories.sources import SourceMissing, SourceUnreadable, UnknownDepartement

FOLDER = Path(settings.BASE_DIR) / "territories" / "reference"
NEEDED = ("communes", "departements", "regions", "epci", "ept")
LEFT_OUT = "com"
CURRENT, ARRONDISSEMENT = "commune-actuelle", "arrondissement-municipal"
PARTS = {"commune-deleguee", "commune-associee"}
Row = dict[str, Any]


@dataclass
class Referential:
    """What the files say, ready to be made into rows, département by département."""

    departements: dict[str, Row] = field(default_factory=dict)
    regions: dict[str, Row] = field(default_factory=dict)
    communes: dict[str, dict[str, Row]] = field(default_factory=dict)
    #: Code of a commune → its EPCI, its EPT.
    epci: dict[str, Row] = field(default_factory=dict)
    ept: dict[str, Row] = field(default_factory=dict)
    #: Code no longer in use → the current commune, and the name it had, empty when the code does not say.
    former: dict[str, tuple[str, str]] = field(default_factory=dict)
    overseas: set[str] = field(default_factory=set)

    def chosen(self, codes: Iterable[str]) -> list[str]:
        """These départements, or all of them, in order. Raises ``UnknownDepartement``."""
        wanted = sorted(set(codes))
        if unknown := [code for code in wanted if code not in self.communes]:
            raise UnknownDepartement(
                f"Département inconnu : {', '.join(unknown)}. Donnez son code, par exemple 91, 2A ou 974."
            )
        return wanted or sorted(self.communes)

    def departement_of(self, code: str) -> str:
        """The département of a current commune; empty when the code is not that of one."""
        departement = code[:3] if code[:2] == "97" else code[:2]
        return departement if code in self.communes.get(departement, {}) else ""

    def areas(self) -> list[Zone]:
        """Regions, then the départements that stand in them."""
        regions = [_zone(Zone.Kind.REGION, row) for row in self.regions.values()]
        return regions + [
            _zone(Zone.Kind.DEPARTEMENT, row, parent_id=Zone.key(Zone.Kind.REGION, row["region"]))
            for row in self.departements.values()
        ]

    def groupings_of(self, departement: str) -> list[Zone]:
        """The EPCI and EPT that hold a commune of this département, each once."""
        made = {}
        for kind, rows in ((Zone.Kind.EPCI, self.epci), (Zone.Kind.EPT, self.ept)):
            for code in self.communes[departement]:
                if row := rows.get(code):
                    made[Zone.key(kind, row["code"])] = _zone(kind, row)
        return list(made.values())

    def communes_of(self, departement: str) -> list[Commune]:
        """Unsaved, by code, without outline, town hall or zoning."""
        return [self._commune(row) for _code, row in sorted(self.communes[departement].items())]

    def former_of(self, departement: str) -> list[FormerCommune]:
        """The codes of the past, whatever their own département, that mean a commune of this one. Unsaved."""
        here = self.communes[departement]
        return [
            FormerCommune(code=code, name=name, commune_id=current)
            for code, (current, name) in sorted(self.former.items())
            if current in here
        ]

    def was_made_since_2025(self, code: str) -> bool:
        """The commune was born of a merger from January 2025 on.

        Read in its SIREN: until then INSEE gave communes numbers that begin with 2. Checked on the 46 of COG 2025.
        """
        row = self.communes[self.departement_of(code)][code]
        return "anciensCodes" in row and not str(row.get("siren", "2")).startswith("2")

    def _commune(self, row: Row) -> Commune:
        epci, ept = self.epci.get(row["code"]), self.ept.get(row["code"])
        return Commune(
            code=row["code"],
            name=row["nom"],
            folded_name=folded(row["nom"]),
            departement=row["departement"],
            epci_id=Zone.key(Zone.Kind.EPCI, epci["code"]) if epci else None,
            ept_id=Zone.key(Zone.Kind.EPT, ept["code"]) if ept else None,
            population=row.get("population"),
        )


def read() -> Referential:
    """The whole code: about a second, 100 MB. Raises ``SourceMissing``, ``SourceUnreadable``."""
    try:
        files = {name: _rows(name) for name in NEEDED}
        return _referential(files)
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceUnreadable(
            f"Les fichiers de {FOLDER} n’ont pas la forme attendue ({error}). Reprenez-les : python -m scripts.frontend"
        ) from error


def _rows(name: str) -> list[Row]:
    path = FOLDER / f"{name}.json"
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise SourceMissing(
            f"Le code officiel des communes manque ({path}). Récupérez-le : python -m scripts.frontend"
        ) from error
    except (ValueError, RecursionError, OSError) as error:
        raise SourceUnreadable(
            f"Le fichier {path} est abîmé. Supprimez-le, puis récupérez-le : python -m scripts.frontend"
        ) from error


def _referential(files: dict[str, list[Row]]) -> Referential:
    made = Referential(
        departements={row["code"]: row for row in files["departements"] if row["zone"] != LEFT_OUT},
        regions={row["code"]: row for row in files["regions"] if row["zone"] != LEFT_OUT},
    )
    for row in files["communes"]:
        if row["type"] != CURRENT:
            continue
        if row["zone"] == LEFT_OUT:
            made.overseas.add(row["code"])
        else:
            made.communes.setdefault(row["departement"], {})[row["code"]] = row
    for rows, into in ((files["epci"], made.epci), (files["ept"], made.ept)):
        for row in rows:
            into.update(dict.fromkeys((member["code"] for member in row["membres"]), row))
    made.former = _former(files["communes"], made)
    return made


def _former(rows: list[Row], made: Referential) -> dict[str, tuple[str, str]]:
    """Where the code says two things, the commune that a part belongs to today is the truth."""
    absorbed = {
        code: (row["code"], "") for row in rows if row["type"] == CURRENT for code in row.get("anciensCodes", [])
    }
    parts = {row["code"]: (row["chefLieu"], row["nom"]) for row in rows if row["type"] in PARTS}
    arrondissements = {row["code"]: (row["commune"], row["nom"]) for row in rows if row["type"] == ARRONDISSEMENT}
    every = absorbed | parts | arrondissements
    return {
        code: means for code, means in every.items() if not made.departement_of(code) and made.departement_of(means[0])
    }


def _zone(kind: Zone.Kind, row: Row, **fields: Any) -> Zone:
    code, name = row["code"], row["nom"]
    return Zone(id=Zone.key(kind, code), kind=kind, code=code, name=name, folded_name=folded(name), **fields)
