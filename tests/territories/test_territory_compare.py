"""Several territories side by side."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from territories import comparison
from territories.models import Indicator, Territory
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

NOBODY = AnonymousUser()


def figure(territory: Territory, name: str, value: Any, year: int = 2021, **fields: Any) -> Indicator:
    return Indicator.objects.create(
        **{"territory": territory, "name": name, "value": value, "year": year, "source": "INSEE", **fields}
    )


@pytest.fixture
def two() -> list[Territory]:
    return [
        factories.territory(factories.commune(population=1500), name="Amont", slug="amont", kind="rural"),
        factories.territory(factories.commune(population=500), name="Aval", slug="aval", kind="metropolitan"),
    ]


def test_territories_stand_side_by_side_with_the_year_and_the_source_of_each_figure(
    client: Any, two: list[Territory]
) -> None:
    figure(two[0], "Logements vacants", "12.5", 2020, unit="%", source="LOVAC")
    figure(two[1], "logements vacants", 9, 2022, unit="%")
    figure(two[0], "Emplois", 12)
    page = client.get("/territoires/comparer/?t=aval&t=amont").content.decode().replace("\u202f", "\xa0")
    for said in ("1\xa0500 habitants", "12,5\xa0%", "2020. LOVAC", "années différentes", "non renseigné", "km²"):
        assert said in page, said
    assert page.index(">Aval</a>") < page.index(">Amont</a>")
    assert page.count('<th scope="row">') == 8


def test_the_latest_year_comes_first_and_the_others_are_kept(client: Any, two: list[Territory]) -> None:
    for year in (2019, 2023, 2021):
        figure(two[0], "Emplois", year, year)
    [line] = comparison.lines(comparison.sides(["amont"], NOBODY))
    assert [cell.year for cell in line.cells[0]] == [2023, 2021, 2019]


def test_two_units_are_two_lines(two: list[Territory]) -> None:
    figure(two[0], "Vacance", 12, unit="%")
    figure(two[1], "Vacance", 300, unit="logements")
    lines = comparison.lines(comparison.sides(["amont", "aval"], NOBODY))
    assert [line.unit for line in lines] == ["%", "logements"]


def test_without_a_choice_the_page_teaches_what_it_does(client: Any, two: list[Territory]) -> None:
    page = client.get("/territoires/comparer/").content.decode()
    assert "Choisissez les territoires à comparer" in page
    assert page.count('name="t"') == 2
    Territory.objects.all().delete()
    assert "Aucun territoire à comparer" in client.get("/territoires/comparer/").content.decode()


def test_an_unknown_or_repeated_or_excessive_territory_breaks_nothing(client: Any, two: list[Territory]) -> None:
    page = client.get("/territoires/comparer/?t=amont&t=amont&t=nulle-part&t=%01").content.decode()
    assert "2 territoires demandés n’existent pas" in page
    for number in range(9):
        factories.territory(slug=f"lieu-{number}")
    many = "&".join(f"t=lieu-{number}" for number in range(9))
    page = client.get(f"/territoires/comparer/?{many}").content.decode()
    assert "Au plus 8 territoires" in page
    assert "n’existe pas" not in page


def test_a_territory_being_prepared_is_not_compared_in_public(client: Any, two: list[Territory]) -> None:
    two[0].communes.clear()
    assert "Amont" not in client.get("/territoires/comparer/?t=amont&t=aval").content.decode()
    assert "Amont" not in b"".join(client.get("/territoires/comparer.csv?t=amont&t=aval")).decode()


def test_the_export_opens_in_a_french_spreadsheet_and_runs_nothing(client: Any, two: list[Territory]) -> None:
    figure(two[0], '=HYPERLINK("x")', "12.5", 2020, unit="%")
    figure(two[0], "Emplois", 7)
    answer = client.get("/territoires/comparer.csv?t=amont&t=aval")
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert ["Amont", '\'=HYPERLINK("x")', "12,5", "%", "2020", "INSEE"] in rows
    assert ["Amont", "Emplois", "7", "", "2021", "INSEE"] in rows


def test_more_territories_and_figures_ask_no_more_questions(client: Any) -> None:
    def asked(slugs: list[str]) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/territoires/comparer/?" + "&".join(f"t={slug}" for slug in slugs))
        return len(queries)

    made = [factories.territory() for _ in range(8)]
    for territory in made:
        for number in range(5):
            figure(territory, f"Indicateur {number}", number)
    slugs = [territory.slug for territory in made]
    assert asked(slugs[:2]) == asked(slugs)


def test_the_list_leads_to_the_comparison_once_there_are_two(client: Any, two: list[Territory]) -> None:
    assert client.get("/territoires/").content.decode().count('name="t"') == 2
    two[0].delete()
    assert 'name="t"' not in client.get("/territoires/").content.decode()
