"""The directory goes out as files that come back in as they were, and hold only what its page shows."""

import csv
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.exchange import snapshots
from actors.models import ImportBatch, Organisation
from commons.models import Role
from territories.models import Zone
from tests import factories

pytestmark = pytest.mark.django_db
FILES = ["organisations_csv", "organisations_xlsx", "organisations_geojson"]


@pytest.fixture
def rich() -> Organisation:
    """One with everything that may be said of it, and every sign that a file may take amiss."""
    seat, site = factories.commune("91223", name="Étampes"), factories.commune("91200", name="Dourdan")
    zones = [
        Zone.objects.create(id=f"{kind}-{code}", kind=kind, code=code, name=code)
        for kind, code in (("epci", "200056232"), ("ept", "200057867"), ("departement", "91"), ("region", "11"))
    ]
    made = factories.organisation(
        '=HYPERLINK("http://x";"Club")',
        short_name="+33",
        aliases=["Nom | barré", "a;b", "dos\\|d’âne", "@lias"],
        kind="energy_agency",
        legal_form="-5",
        siren="732829320",
        siret="73282932000074",
        seat=seat,
        site=site,
        nationwide=True,
        services='Des « services »,\nsur deux lignes ; "guillemets"',
        brings="des\u202fespaces\u00a0dures\r\net une fin de ligne",
        seeks="'=quote",
        website="https://exemple.fr/?a=1;b=2",
        contact_email="contact@exemple.fr",
        contact_phone="+33 1 64 59 00 00",
        source="page",
        checked_on=date(2026, 1, 31),
        checked_by=factories.user("Vérificatrice Secrète"),
    )
    made.area_communes.set([seat, site])
    made.area_zones.set(zones)
    made.themes.add("énergie", "bâti, ancien")
    return made


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


@pytest.mark.pair
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_in_without_changing_anything(rich: Organisation, as_user: Any, kind: str) -> None:
    factories.organisation("Nue")
    factories.organisation("Club Inné")
    before = snapshots.of(Organisation.objects.order_by("pk"))
    team = as_user(factories.member(Role.RESEARCHER, factories.commons()))
    file = body(team.get(reverse(f"organisations_{kind}")))
    response = team.post(reverse("import_list"), {"file": SimpleUploadedFile(f"export.{kind}", file)})
    assert response.status_code == 302, response.content.decode()
    batch = ImportBatch.objects.get()
    assert [(line["fate"], line["diff"], line["reasons"], line["notes"]) for line in batch.lines] == [
        ("same", {}, [], [])
    ] * 3
    team.post(reverse("import_confirm", args=[batch.pk]))
    assert snapshots.of(Organisation.objects.order_by("pk")) == before


@pytest.mark.pair
def test_an_export_comes_back_in_an_empty_directory_as_it_was(rich: Organisation, as_user: Any) -> None:
    before = snapshots.one(rich) | {"checked_by": ""}
    team = as_user(factories.member(Role.RESEARCHER, factories.commons()))
    file = body(team.get(reverse("organisations_csv")))
    rich.delete()
    team.post(reverse("import_list"), {"file": SimpleUploadedFile("export.csv", file)})
    team.post(reverse("import_confirm", args=[ImportBatch.objects.get().pk]))
    assert snapshots.differing(before, snapshots.one(Organisation.objects.get()) | {"checked_by": ""}) == {}


def test_no_cell_runs_in_a_spreadsheet(rich: Organisation, client: Client) -> None:
    text = body(client.get(reverse("organisations_csv"))).decode()
    assert text.startswith("\ufeffnom;sigle;")
    cells = [cell for row in csv.reader(io.StringIO(text[1:]), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    book = openpyxl.load_workbook(io.BytesIO(body(client.get(reverse("organisations_xlsx")))))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert book.sheetnames == ["Organisations", "Mode d’emploi"]


@pytest.mark.parametrize("name", FILES)
def test_an_export_says_nothing_that_is_private(rich: Organisation, client: Client, name: str) -> None:
    ecosystem = factories.ecosystem(factories.commons(), name="Écosystème discret")
    ecosystem.participations.create(organisation=rich, state="to_approach", role="rôle discret")
    factories.organisation("Ancien doublon", merged_into=rich)
    file = body(client.get(reverse(name)))
    if name.endswith("xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
        text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    else:
        text = file.decode()
    assert "Étampes" in text
    for secret in ("Secrète", "discret", "to_approach", "à rencontrer", "Ancien doublon"):
        assert secret not in text, secret


@pytest.mark.pair
@pytest.mark.parametrize("name", FILES)
def test_an_export_holds_what_the_page_shows_for_the_same_question(client: Client, name: str) -> None:
    seat = factories.commune("91223", name="Étampes")
    factories.organisation("Dedans", kind="network", seat=seat)
    factories.organisation("Ailleurs", kind="network")
    factories.organisation("Autre genre", seat=seat)
    territory = factories.territory(seat, slug="terrain")
    response = client.get(reverse(name), {"kind": "network", "territory": territory.slug})
    file = body(response)
    text = file.decode("latin-1") if name.endswith("xlsx") else file.decode()
    if name.endswith("xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
        text = "\n".join(str(row[0].value) for row in sheet.iter_rows())
    assert [word for word in ("Dedans", "Ailleurs", "Autre genre") if word in text] == ["Dedans"]
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.pair
def test_geojson_puts_an_organisation_at_the_town_hall_of_its_seat(rich: Organisation, client: Client) -> None:
    factories.organisation("Sans lieu")
    response = client.get(reverse("organisations_geojson"))
    assert response["Content-Type"] == "application/geo+json"
    found = {feature["properties"]["nom"]: feature for feature in json.loads(response.content)["features"]}
    assert found["Sans lieu"]["geometry"] is None
    assert found[rich.name]["geometry"] == {"type": "Point", "coordinates": [2.05, 48.05]}
    assert found[rich.name]["properties"]["téléphone"] == "+33 1 64 59 00 00"
    assert found[rich.name]["properties"]["fiche"].endswith(rich.get_absolute_url())


@pytest.mark.pair
@pytest.mark.parametrize("name", FILES)
def test_an_export_asks_as_much_of_the_database_for_many_organisations(client: Client, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            body(client.get(reverse(name)))
        return len(seen)

    def made(count: int) -> None:
        for _number in range(count):
            organisation = factories.organisation(seat=factories.commune(longitude=None))
            organisation.area_communes.add(factories.commune())
            organisation.themes.add("énergie", f"thème {_number}")

    made(2)
    few = queries()
    made(30)
    assert queries() == few


def test_the_template_has_all_the_columns_and_explains_them(as_user: Any) -> None:
    team = as_user(factories.member(Role.COORDINATOR, factories.commons()))
    book = openpyxl.load_workbook(io.BytesIO(body(team.get(reverse("import_template", args=["xlsx"])))))
    headers = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    assert "zones d’intervention" in headers
    explained = [row[0].value for row in book.worksheets[1].iter_rows()]
    assert set(headers) <= set(explained)
    assert team.get(reverse("import_template", args=["pdf"])).status_code == 404
    response = team.post(
        reverse("import_list"),
        {"file": SimpleUploadedFile("modele.xlsx", body(team.get(reverse("import_template", args=["xlsx"]))))},
    )
    assert "aucune ligne" in response.content.decode()
