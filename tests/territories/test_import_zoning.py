"""``manage.py import_zoning``: INSEE's zoning from a file, faults said by line, nothing half-written."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commons import tables
from territories import actions
from territories.models import Commune, FormerCommune, Territory, Zone
from tests import factories

pytestmark = pytest.mark.django_db
HEADS = "code,aav2020,cateaav2020,taav2017,uu2020"
RIGHT = ["91411,001,20,5,x", "91338,001,20,5,x", "91021,001,12,5,x"]


@pytest.fixture(autouse=True)
def _communes() -> None:
    for code in ("91", "94"):
        Zone.objects.create(id=f"departement-{code}", kind=Zone.Kind.DEPARTEMENT, code=code, name=code)
    for code in ("91411", "91338", "91021"):
        factories.commune(code)
    FormerCommune.objects.create(code="91222", commune_id="91338")


def imported(path: Path, *lines: str, encoding: str = "utf-8", **options: Any) -> str:
    """Writes the file, imports it; what the command said, faults included."""
    path.write_text("\n".join(lines), encoding=encoding)
    said = StringIO()
    try:
        call_command("import_zoning", str(path), stdout=said, stderr=said, **options)
    except CommandError as refused:
        said.write(f"REFUS {refused}")
    return said.getvalue()


def zoned() -> dict[str, tuple[str, str, str]]:
    rows = Commune.objects.exclude(zoning_source="").values_list(
        "code", "attraction_category", "attraction_size", "density"
    )
    return {code: (category, size, density) for code, category, size, density in rows}


@pytest.mark.pair
def test_a_file_gives_each_commune_its_place_in_an_area_then_nothing_more(tmp_path: Path) -> None:
    said = imported(tmp_path / "z.csv", HEADS, *RIGHT, "94033,001,12,5,x", "97502,000,30,0,x")
    assert "3 communes lues : 3 écrites, 0 inchangées, 0 lignes refusées, 2 communes de départements absents" in said
    assert zoned()["91021"] == ("12", "5", "")
    assert Commune.objects.get(code="91021").zoning_source == "INSEE, aires d’attraction des villes 2020"
    assert "0 écrites, 3 inchangées" in imported(tmp_path / "z.csv", HEADS, *RIGHT)


@pytest.mark.pair
def test_the_density_grid_comes_beside_the_areas(tmp_path: Path) -> None:
    imported(tmp_path / "z.csv", HEADS, *RIGHT)
    imported(tmp_path / "d.csv", "CODGEO;LIBGEO;DENS;DENS_AAV;DENS7", "91411;Les Molières;3;3;5")
    commune = Commune.objects.get(code="91411")
    assert zoned()["91411"] == ("20", "5", "3")
    assert commune.zoning_source == ("INSEE, aires d’attraction des villes 2020 ; INSEE, grille communale de densité")


@pytest.mark.pair
def test_territories_are_proposed_a_kind_and_keep_the_one_decided(tmp_path: Path) -> None:
    territory = factories.territory(kind=Territory.Kind.RURAL)
    actions.compose(territory, communes=Commune.objects.filter(code__in=["91411", "91338"]), by=None)
    assert "Territoires dont le type proposé a changé : 1." in imported(tmp_path / "z.csv", HEADS, *RIGHT)
    territory.refresh_from_db()
    assert (territory.kind, territory.proposed_kind) == (Territory.Kind.RURAL, Territory.Kind.PERI_URBAN)
    assert territory.proposal_basis.startswith("2 communes sur 2, 100 % de la population")


@pytest.mark.pair
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("91222,001,20,5,x", "ligne 5 : 91222 est une ancienne commune, dans 91338 depuis"),
        ("91998,001,20,5,x", "ligne 5 : 91998 est un code inconnu"),
        ("99998,001,20,5,x", "ligne 5 : 99998 est un code inconnu"),
        ("91411,001,20,5,x", "ligne 5 : 91411 est déjà à la ligne 2"),
        ('"=HYPERLINK(""http://x"")",001,20,5,x', "ligne 5 : « =HYPERLINK"),
        (",001,20,5,x", "ligne 5 : «  » n’est pas un code"),
        ("91411,001,20", "ligne 5 :"),
        ("94033,001,=1+1,5,x", "ligne 5 : 94033 : « =1+1 » n’est pas une valeur de CATEAAV2020"),
        ("94033,001,20,,x", "ligne 5 : 94033 : «  » n’est pas une valeur de TAAV2017"),
        ("94033,001,20,5,x,y", "ligne 5 : la ligne a plus de cases que de colonnes"),
    ],
)
def test_a_faulty_line_is_said_and_stops_everything_unless_one_says_otherwise(
    tmp_path: Path, line: str, fault: str
) -> None:
    said = imported(tmp_path / "z.csv", HEADS, *RIGHT, line)
    assert fault in said
    assert "REFUS Lignes à corriger : 1. Rien n’a été écrit." in said
    assert zoned() == {}
    assert "3 écrites" in imported(tmp_path / "z.csv", HEADS, *RIGHT, line, despite=True)
    assert len(zoned()) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_spreadsheet_will_do(tmp_path: Path, encoding: str, separator: str) -> None:
    heads = ["CODGEO", "Libellé", "CATEAAV2020", "TAAV2017"]
    rows = [["91411", "Les Molières", "20", "5"], ["91338", "Forêt-l’Été".replace("’", "'"), "20", "5"]]
    said = imported(tmp_path / "z.csv", *(separator.join(row) for row in [heads, *rows]), encoding=encoding)
    assert "2 communes lues : 2 écrites" in said


def test_a_workbook_will_do_and_lost_zeros_are_given_back(tmp_path: Path) -> None:
    factories.commune("01001", departement="01")
    Zone.objects.create(id="departement-01", kind=Zone.Kind.DEPARTEMENT, code="01", name="Ain")
    path = tmp_path / "z.xlsx"
    path.write_bytes(tables.xlsx({"Communes": (["CODGEO", "CATEAAV2020", "TAAV2017"], [[1001, 20, 5]])}))
    said = StringIO()
    call_command("import_zoning", str(path), stdout=said)
    assert zoned() == {"01001": ("20", "5", "")}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "Ce fichier est vide."),
        (["nom,cateaav2020,taav2017", "x,20,5"], "Il manque la colonne « code »"),
        (["code,cateaav2020", "91411,20"], "Il manque des colonnes : CATEAAV2020 et TAAV2017"),
        (["code,cateaav2020,CATEAAV2020,taav2017", "91411,20,20,5"], "est là deux fois"),
        ([HEADS, *RIGHT, '91411,001,"20,5,x'], "ne se lit pas"),
        ([HEADS, *(["94033,001,20,5,x"] * 100_001)], "la limite"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(tmp_path: Path, lines: list[str], sentence: str) -> None:
    said = imported(tmp_path / "z.csv", *lines)
    assert sentence in said
    assert "Rien n’a été écrit." in said
    assert zoned() == {}


def test_a_hundred_thousand_lines_of_one_commune_are_reported_not_written(tmp_path: Path) -> None:
    said = imported(tmp_path / "z.csv", HEADS, *(["91411,001,20,5,x"] * 100_000))
    assert "ligne 3 : 91411 est déjà à la ligne 2" in said
    assert "… et 99959 autres lignes." in said
    assert zoned() == {}


def test_an_absent_file_and_a_site_without_communes_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        call_command("import_zoning", str(tmp_path / "absent.csv"))
    Commune.objects.all().delete()
    assert "lancez d’abord « manage.py import_communes »" in imported(tmp_path / "z.csv", HEADS)
