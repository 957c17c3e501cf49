"""``manage.py import_communes``: the outlines come from files of data, again and again without harm."""

import csv
import lzma
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from shapely import to_wkb
from shapely.geometry import MultiPolygon, Point, box

from territories import actions, geometry, outlines
from territories.models import Commune
from tests import factories

HEADS = ["id", "code", "type", "nom", "type_nom", "population_municipale", "departement_id", "epci_id", "geometry"]
COMMUNES = [
    # identifier, code, type, name, article, population, département, EPCI, outline, town hall
    ["0", "91411", "COM", "Molières", "4", "2000", "7", "3", box(2.0, 48.0, 2.1, 48.1), Point(2.051234567, 48.05)],
    ["1", "91338", "COM", "Limours", "0", "6625", "7", "\\N", box(2.1, 48.0, 2.2, 48.1), Point(5.0, 43.0)],
    ["2", "91021", "COM", "Arpajon", "1", "\\N", "7", "3", "\\N", "\\N"],
    ["3", "91999", "COMD", "Déléguée", "0", "10", "7", "3", box(3, 48, 3.1, 48.1), "\\N"],
    ["4", "94033", "COM", "Haÿ-les-Roses", "5", "30000", "8", "3", box(4, 48, 4.1, 48.1), Point(4.05, 48.05)],
]


def written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return to_wkb(value if isinstance(value, Point) else MultiPolygon([value]), hex=True)


def write(folder: Path, name: str, *rows: list[Any]) -> None:
    with lzma.open(folder / f"{name}.csv.lzma", "wt", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([[written(value) for value in row] for row in rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "departements", ["id", "code", "nom"], ["7", "91", "Essonne"], ["8", "94", "Val-de-Marne"])
    write(tmp_path, "epci", ["id", "code", "nom"], ["3", "249100074", "CC du Pays de Limours"])
    write(tmp_path, "communes", [*HEADS, "mairie_localisation"], *COMMUNES)
    return tmp_path


def run(*departements: str, source: Path | str = outlines.DISTRIBUTION) -> str:
    said = StringIO()
    chosen = {"departement": list(departements)} if departements else {}
    call_command("import_communes", source=str(source), stdout=said, **chosen)
    return said.getvalue()


@pytest.mark.pair
@pytest.mark.django_db
def test_a_commune_is_read_with_its_article_its_epci_and_its_outline(folder: Path) -> None:
    run("91", source=folder)
    commune = Commune.objects.get(code="91411")
    assert commune.name == "Les Molières"
    assert (commune.epci.code, commune.epci.name) == ("249100074", "CC du Pays de Limours")
    assert (commune.population, commune.departement) == (2000, "91")
    assert (commune.longitude, commune.latitude) == (2.05123, 48.05)
    assert commune.outline is not None
    assert commune.outline["type"] == "Polygon"
    assert [2.1, 48.1] in commune.outline["coordinates"][0]
    assert "IGN ADMIN EXPRESS" in commune.outline_source


@pytest.mark.pair
@pytest.mark.django_db
def test_only_present_communes_of_the_departements_asked_for_are_read(folder: Path) -> None:
    run("91", source=folder)
    assert set(Commune.objects.values_list("code", flat=True)) == {"91411", "91338", "91021"}
    run(source=folder)
    assert Commune.objects.get(code="94033").name == "L'Haÿ-les-Roses"
    assert not Commune.objects.filter(code="91999").exists()


@pytest.mark.pair
@pytest.mark.django_db
def test_what_is_unknown_stays_empty(folder: Path) -> None:
    said = run("91", source=folder)
    commune = Commune.objects.get(code="91021")
    assert (commune.outline, commune.outline_source, commune.population) == (None, "", None)
    assert (commune.longitude, commune.place) == (None, None)
    assert Commune.objects.get(code="91338").epci is None
    assert "1 (91021) sans contour" in said


@pytest.mark.django_db
def test_a_town_hall_outside_its_commune_is_set_aside(folder: Path) -> None:
    run("91", source=folder)
    commune = Commune.objects.get(code="91338")
    assert commune.longitude is None
    assert commune.place is not None
    assert geometry.is_near(commune.outline or {}, commune.place, 0)


@pytest.mark.pair
@pytest.mark.django_db
def test_importing_again_writes_nothing(folder: Path) -> None:
    assert "3 créées, 0 modifiées, 0 inchangées" in run("91", source=folder)
    assert "0 créées, 0 modifiées, 3 inchangées" in run("91", source=folder)


@pytest.mark.pair
@pytest.mark.django_db
def test_importing_again_corrects_what_has_changed_and_redraws_the_territories(folder: Path) -> None:
    run("91", source=folder)
    territory = factories.territory(slug="limours", outline=None)
    actions.compose(territory, communes=Commune.objects.filter(code="91338"), by=None)
    Commune.objects.filter(code="91338").update(name="Ancien nom", outline=factories.SQUARE)
    actions.redraw_territories_with(["91338"])
    said = run("91", source=folder)
    assert "0 créées, 1 modifiées, 2 inchangées" in said
    assert Commune.objects.get(code="91338").name == "Limours"
    territory.refresh_from_db()
    assert territory.outline == Commune.objects.get(code="91338").outline


@pytest.mark.django_db
def test_an_unknown_departement_is_refused_in_one_sentence(folder: Path) -> None:
    with pytest.raises(CommandError, match="Département inconnu : 999"):
        run("91", "999", source=folder)
    assert not Commune.objects.exists()


@pytest.mark.django_db
def test_a_missing_distribution_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", absent)
    with pytest.raises(CommandError, match=r"n’est pas installé.*pip install"):
        run("91")


@pytest.mark.django_db
def test_a_missing_or_damaged_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "epci.csv.lzma").write_bytes(b"pas du lzma")
    with pytest.raises(CommandError, match=r"epci\.csv\.lzma est abîmé"):
        run("91", source=folder)
    (folder / "epci.csv.lzma").unlink()
    with pytest.raises(CommandError, match=r"Il manque epci\.csv\.lzma"):
        run("91", source=folder)


@pytest.mark.django_db
def test_a_file_of_another_shape_is_refused(folder: Path) -> None:
    write(folder, "communes", ["id", "code", "type"], ["0", "91411", "COM"])
    with pytest.raises(CommandError, match="forme attendue"):
        run("91", source=folder)


@pytest.mark.pair
@pytest.mark.django_db
def test_the_real_distribution_gives_the_194_communes_of_essonne() -> None:
    assert "194 créées, 0 modifiées, 0 inchangées, 0 sans contour" in run("91")
    assert Commune.objects.get(code="91411").name == "Les Molières"
    whole = geometry.union(Commune.objects.values_list("outline", flat=True))
    assert whole is not None
    assert whole["type"] == "Polygon"
    assert len(whole["coordinates"]) == 1, "des trous entre les communes"


def test_files_on_elected_people_are_never_opened() -> None:
    names = {path.name for path in outlines.find_source().files.values()}
    assert names == {"communes.csv.lzma", "epci.csv.lzma", "departements.csv.lzma"}
