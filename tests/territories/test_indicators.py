"""The figures of a territory: by hand, or by a table looked at before it is written."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commons.models import JournalEntry, Role
from territories import actions, figures
from territories.models import Indicator, Territory
from tests import factories
from tests.conftest import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

ADDRESS = "/territoires/lieu/indicateurs/"
FIGURE = {"name": "Emplois", "value": "12 500,5", "unit": "emplois", "year": "2021", "source": "INSEE"}
HEAD = "indicateur;valeur;unité;année;source\n"


@pytest.fixture
def territory() -> Territory:
    return factories.territory(slug="lieu", name="Le Lieu")


@pytest.fixture
def desk(as_user: Callable[[Any], StrictClient], territory: Territory) -> Client:
    return as_user(factories.member(Role.RESEARCHER, factories.commons()))


def send(desk: Client, content: str | bytes, name: str = "chiffres.csv", **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return desk.post(f"{ADDRESS}importer/", {"file": SimpleUploadedFile(name, data), **more})


def confirm(desk: Client, answer: Any) -> Any:
    return desk.post(f"{ADDRESS}importer/", {"pasted": answer.context["table"], "confirmed": "1"})


@pytest.mark.parametrize("typed", ["12500,5", "12 500,5", "12\u202f500,5", "12\xa0500,500", "12500.5"])
def test_a_number_is_typed_as_in_french(desk: Client, typed: str) -> None:
    assert desk.post(ADDRESS, FIGURE | {"value": typed}).status_code == 302
    assert Indicator.objects.get().value == Decimal("12500.5")
    assert JournalEntry.objects.get().verb == "indicator_edited"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value", "beaucoup"), ("value", "NaN"), ("value", "1e9"), ("value", "1,2345"), ("value", "9" * 20),
        ("value", "9" * 29), ("value", "0," + "0" * 27 + "1"),
        ("value", "=1+1"), ("year", "20211"), ("year", "hier"), ("year", "1500"), ("source", ""), ("name", ""),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused_and_kept_on_the_page(desk: Client, field: str, typed: str) -> None:
    answer = desk.post(ADDRESS, FIGURE | {field: typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert not Indicator.objects.exists()


def test_the_same_indicator_twice_a_year_is_refused_whatever_its_accents(desk: Client) -> None:
    desk.post(ADDRESS, FIGURE | {"name": "Précarité"})
    answer = desk.post(ADDRESS, FIGURE | {"name": "precarite"})
    assert answer.status_code == 422
    assert "déjà une valeur" in answer.content.decode()
    assert desk.post(ADDRESS, FIGURE | {"name": "Précarité", "year": "2022"}).status_code == 302


def test_an_indicator_is_corrected_then_removed_and_the_journal_says_so(desk: Client, client: Client) -> None:
    desk.post(ADDRESS, FIGURE)
    known = Indicator.objects.get()
    address = f"{ADDRESS}{known.pk}/"
    assert 'value="12500,5"' in desk.get(address).content.decode()
    desk.post(address, FIGURE | {"value": "13000"})
    desk.post(address, FIGURE | {"value": "13000"})
    shown = client.get("/territoires/lieu/").content.decode()
    assert "13\xa0000\xa0emplois" in shown.replace("\u202f", "\xa0")
    desk.post(f"{address}retirer/")
    assert not Indicator.objects.exists()
    verbs = JournalEntry.objects.order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["indicator_edited", "indicator_edited", "indicator_removed"]


def test_a_figure_of_another_territory_is_not_found_here(desk: Client) -> None:
    other = Indicator.objects.create(territory=factories.territory(), name="x", value=1, year=2020, source="y")
    assert desk.get(f"{ADDRESS}{other.pk}/").status_code == 404
    assert desk.post(f"{ADDRESS}{other.pk}/retirer/").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_is_read_whatever_its_separator_and_its_encoding(desk: Client, encoding: str, separator: str) -> None:
    lines = HEAD + 'Précarité énergétique;"14,2";%;2021;ONPE\n'
    answer = send(desk, lines.replace(";", separator).encode(encoding))
    assert answer.status_code == 200
    assert not Indicator.objects.exists()
    assert confirm(desk, answer).status_code == 302
    made = Indicator.objects.get()
    assert (made.name, made.value, made.unit) == ("Précarité énergétique", Decimal("14.2"), "%")


def test_a_preview_says_created_changed_and_refused_lines_with_reasons_and_writes_nothing(desk: Client) -> None:
    desk.post(ADDRESS, FIGURE)
    desk.post(ADDRESS, FIGURE | {"year": "2020"})
    answer = send(
        desk,
        HEAD
        + "emplois;13 000;emplois;2021;INSEE\n"
        + "Emplois;12 500,5;emplois;2020;INSEE\n"
        + "Logements;100;;2021;INSEE\n"
        + "Logements;200;;2021;INSEE\n"
        + "Vacance;=A1;%;2021;INSEE\n"
        + "Sans source;1;;2021;\n"
        + "Futur;1;;9999;INSEE\n"
        + f"{'x' * 200};1;;2021;INSEE\n",
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    for sentence in (
        "1 indicateur à créer",
        "1 indicateur à modifier",
        "1 indicateur déjà à jour",
        "5 lignes refusées",
        "déjà donné à la ligne 4",
        "« =A1\u00a0» n’est pas un nombre".replace("« ", "«\xa0"),
        "il manque «\xa0source\u00a0»",
        "«\xa09999\u00a0» n’est pas une année",
        "avant",
    ):
        assert sentence in said, sentence
    assert Indicator.objects.filter(value=Decimal("12500.5")).count() == 2
    confirm(desk, answer)
    assert set(Indicator.objects.values_list("name", "value", "year")) == {
        ("Emplois", Decimal(13000), 2021),
        ("Emplois", Decimal("12500.5"), 2020),
        ("Logements", Decimal(100), 2021),
    }


def test_sending_the_same_table_again_changes_nothing(desk: Client) -> None:
    table = HEAD + "Emplois;12 500,5;emplois;2021;INSEE\n"
    confirm(desk, send(desk, table))
    written = JournalEntry.objects.count()
    answer = send(desk, table)
    assert "tout est déjà à jour" in answer.content.decode()
    confirm(desk, answer)
    assert JournalEntry.objects.count() == written


def test_a_line_of_another_territory_is_refused(desk: Client) -> None:
    answer = send(desk, "territoire;indicateur;valeur;année;source\nAilleurs;a;1;2021;b\nle lieu;a;1;2021;b\n")
    said = answer.content.decode()
    assert "d’un autre territoire" in said
    assert "1 indicateur à créer" in said


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "vide.csv", ""),
        (b"a;b\n1;2\n", "x.csv", "Il manque"),
        (b"\x00\x01\x02" * 50, "x.csv", ""),
        (b"%PDF-1.4 ...", "x.csv", "tableau"),
        (HEAD.encode() + b'"ouvert;1;;2021;b\n', "x.csv", ""),
        (b"PK\x03\x04abime", "x.xlsx", ""),
        (HEAD.encode() + b"a;1;;2021;b\n" * 2001, "x.csv", "limite"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(
    desk: Client, content: bytes, name: str, said: str
) -> None:
    answer = send(desk, content, name)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert said in answer.content.decode()


def test_a_table_is_pasted_from_a_spreadsheet_and_nothing_pasted_is_said(desk: Client) -> None:
    answer = desk.post(f"{ADDRESS}importer/", {"pasted": HEAD.replace(";", "\t") + "Emplois\t1\t\t2021\tINSEE"})
    assert "1 indicateur à créer" in answer.content.decode()
    assert desk.post(f"{ADDRESS}importer/", {"pasted": " "}).status_code == 422


def test_two_people_who_confirm_the_same_new_figure_write_it_once(desk: Client) -> None:
    answer = send(desk, HEAD + "Emplois;1;;2021;INSEE\n")
    assert confirm(desk, answer).status_code == 302
    assert confirm(desk, answer).status_code == 200
    assert Indicator.objects.count() == 1


def test_a_number_of_any_length_in_a_table_is_a_fault_of_its_line(desk: Client) -> None:
    answer = send(desk, HEAD + "".join(f"F{n};{'9' * n};x;2021;INSEE\n" for n in (15, 16, 29, 400)))
    assert answer.status_code == 200
    assert [refusal.number for refusal in answer.context["reading"].refused] == [3, 4, 5]


def test_a_table_confirmed_twice_at_the_same_instant_is_said_and_written_once(
    desk: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = send(desk, HEAD + "Emplois;12;x;2021;INSEE\n")
    read = figures.read

    def overtaken(*given: Any) -> figures.Reading:
        reading = read(*given)
        Indicator.objects.create(territory=territory, name="Emplois", value=12, year=2021, source="INSEE")
        return reading

    monkeypatch.setattr(figures, "read", overtaken)
    answer = confirm(desk, shown)
    assert answer.status_code == 422
    assert "vient d’être écrit" in answer.content.decode()
    assert Indicator.objects.count() == 1
    assert answer.context["form"]["pasted"].value()


def test_a_figure_written_twice_at_the_same_instant_is_said_and_written_once(
    desk: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = actions.record_indicator

    def overtaken(indicator: Indicator, *, by: Any) -> Indicator:
        Indicator.objects.create(territory=territory, name="Emplois", value=12, year=2021, source="INSEE")
        return write(indicator, by=by)

    monkeypatch.setattr(actions, "record_indicator", overtaken)
    answer = desk.post(ADDRESS, FIGURE)
    assert answer.status_code == 422
    assert "vient d’être écrit" in answer.content.decode()
    assert Indicator.objects.count() == 1
