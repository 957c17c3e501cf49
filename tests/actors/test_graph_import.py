"""A workbook of actors and relations: written out, brought back, previewed, undone."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actors.models import ImportBatch, Organisation, Participation, Relation
from commons import tables
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

ELEMENTS = ["Label", "Type", "Description", "Rôle", "Source"]
CONNECTIONS = ["From", "To", "Type", "Tags", "Source"]


@pytest.fixture
def scene() -> Any:
    commons = factories.commons()
    made = factories.ecosystem(commons)
    one, two = factories.organisation("Archi Possible"), factories.organisation("Pays de Limours")
    Participation.objects.create(ecosystem=made, organisation=one, role="porte", state="met", source="Chronique")
    Participation.objects.create(ecosystem=made, sought="Banques", state="sought")
    Relation.objects.create(
        ecosystem=made,
        source=one,
        target=two,
        kind="funds",
        nature="monetary",
        period="2021",
        confidence="doubtful",
        source_document="Chronique",
    )
    return made


def book(elements: list[list[str]], connections: list[list[str]], **more: Any) -> bytes:
    sheets = {"Elements": (ELEMENTS, elements), "Connections": (CONNECTIONS, connections), **more}
    return tables.xlsx({name: sheet for name, sheet in sheets.items() if sheet[1]})


def bring(client: Any, ecosystem: Any, body: bytes, document: str = "") -> ImportBatch:
    file = SimpleUploadedFile("kumu.xlsx", body)
    response = client.post(f"/ecosystemes/{ecosystem.slug}/importer/", {"file": file, "document": document})
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.latest("created_at")


def page(client: Any, batch: ImportBatch) -> str:
    words = client.get(f"/ecosystemes/{batch.ecosystem.slug}/importer/{batch.pk}/").content.decode()
    return str(words.replace("\xa0", " ").replace("\u202f", " "))


def confirm(client: Any, batch: ImportBatch, **choices: str) -> None:
    data = {f"nom-{name.replace('_', ' ')}": value for name, value in choices.items()}
    assert client.post(f"/ecosystemes/{batch.ecosystem.slug}/importer/{batch.pk}/", data).status_code == 302
    batch.refresh_from_db()


def held(ecosystem: Any) -> list[Any]:
    keys = ("organisation__name", "sought", "role", "since", "until", "state", "source")
    relation = ("source__name", "target__name", "kind", "nature", "period", "confidence", "source_document")
    rows = [*ecosystem.participations.values_list(*keys), *ecosystem.relations.values_list(*relation)]
    return sorted(rows, key=str)


def fates(batch: ImportBatch) -> list[str]:
    return [row["fate"] for row in batch.lines if row["what"] != "name"]


@pytest.mark.pair
def test_a_file_of_ours_brought_back_changes_nothing(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    body = client.get(f"/ecosystemes/{scene.slug}/kumu.xlsx").content
    before = held(scene)
    batch = bring(client, scene, body)
    assert fates(batch) == ["same", "same", "same"]
    confirm(client, batch)
    assert held(scene) == before


@pytest.mark.pair
def test_a_file_of_ours_brought_into_an_empty_ecosystem_says_the_same(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.COORDINATOR, scene.commons))
    body = client.get(f"/ecosystemes/{scene.slug}/kumu.xlsx").content
    other = factories.ecosystem(scene.commons)
    confirm(client, bring(client, other, body))
    assert held(other) == held(scene)


def test_the_file_of_the_public_says_nothing_of_evidence_and_that_of_the_team_does(as_user: Any, scene: Any) -> None:
    def words(client: Any) -> str:
        body = client.get(f"/ecosystemes/{scene.slug}/kumu.xlsx").content
        sheets = openpyxl.load_workbook(io.BytesIO(body)).worksheets
        csv = b"".join(client.get(f"/ecosystemes/{scene.slug}/relations.csv").streaming_content).decode()
        return csv + " ".join(
            str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row
        )

    secrets = ("rencontré", "à vérifier", "Fiabilité", "Rencontre")
    for person in (None, factories.partner(scene.commons, scene.territory), factories.user(is_superuser=True)):
        assert not [secret for secret in secrets if secret in words(as_user(person))], person
    team = words(as_user(factories.member(Role.EXPERT, scene.commons)))
    assert all(secret in team for secret in secrets)


@pytest.mark.pair
def test_nothing_is_written_before_confirmation_and_all_of_it_after(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    before, organisations = held(scene), Organisation.objects.count()
    body = book(
        [
            ["Archi Possible", "Association", "", "porte et anime", "Chronique"],
            ["Écocentre", "entreprise", "Bâtir", "", "x"],
        ],
        [["Archi Possible", "Écocentre | Pays de Limours", "forme", "non monétaire", "Note"]],
    )
    batch = bring(client, scene, body)
    assert fates(batch) == ["change", "create", "create", "create"]
    shown = page(client, batch)
    assert "« porte » devient « porte et anime »" in shown
    assert (held(scene), Organisation.objects.count()) == (before, organisations)
    confirm(client, batch)
    assert Organisation.objects.get(name="Écocentre").kind == "company"
    assert scene.relations.filter(kind="trains").count() == 2
    assert scene.participations.get(organisation__name="Archi Possible").state == "met"  # the file said nothing of it


@pytest.mark.pair
def test_an_import_is_undone_as_a_whole_but_for_what_changed_since(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    before = held(scene)
    body = book(
        [["Archi Possible", "", "", "porte et anime", ""], ["Écocentre", "entreprise", "", "", "x"]],
        [
            ["Archi Possible", "Écocentre", "forme", "", "Note"],
            ["Écocentre", "Archi Possible", "conseille", "", "Note"],
        ],
    )
    batch = bring(client, scene, body)
    confirm(client, batch)
    scene.relations.filter(kind="advises").update(period="2024")
    client.post(f"/ecosystemes/{scene.slug}/importer/{batch.pk}/annuler/")
    kept = scene.relations.get(kind="advises")
    assert Organisation.objects.filter(name="Écocentre").exists()  # the relation kept names it
    kept.delete()
    assert held(scene) == before
    client.post(f"/ecosystemes/{scene.slug}/importer/{batch.pk}/annuler/")  # twice undoes nothing more
    assert held(scene) == before


def test_a_name_that_looks_like_another_waits_for_an_answer(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    factories.organisation("27ème Région")
    body = book([["27e Région", "", "", "", "x"]], [["27e Région", "Archi Possible", "conseille", "", "Note"]])
    batch = bring(client, scene, body)
    assert fates(batch) == ["doubt", "doubt"]
    assert "C’est 27ème Région" in page(client, batch)
    count = Organisation.objects.count()
    confirm(client, batch)
    assert fates(batch) == ["skipped", "skipped"]
    batch = bring(client, scene, body)
    confirm(client, batch, **{"27e_region": str(Organisation.objects.get(name="27ème Région").pk)})
    assert fates(batch) == ["create", "create"]
    assert Organisation.objects.count() == count
    assert scene.relations.filter(source__name="27ème Région", kind="advises").exists()


def test_lines_that_cannot_be_taken_say_why(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    body = book(
        [],
        [
            ["Archi Possible", "Pays de Limours", "forme", "", ""],
            ["Archi Possible", "Archi Possible", "forme", "", "Note"],
            ["Archi Possible", "", "forme", "", "Note"],
            ["Archi Possible", "Pays de Limours", "enchante", "", "Note"],
            ["Archi Possible", "Pays de Limours", "enchante", "", "Note"],
            ["x" * 300, "Pays de Limours", "forme", "", "Note"],
        ],
    )
    batch = bring(client, scene, body)
    assert fates(batch) == ["refused", "refused", "refused", "create", "refused", "refused"]
    words = page(client, batch)
    for said in (
        "Aucune source",
        "Une relation va d’une",
        "Il manque une des",
        "« enchante » n’est pas dans notre liste",
        "ligne 5",
        "trop long",
    ):
        assert said in words, said
    batch = bring(client, scene, body, document="Fichier du réseau")
    assert fates(batch)[0] == "create"


@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04 pas un classeur", b"a;b\n1;2\n"], ids=["vide", "abime", "sans colonnes"]
)
def test_a_file_that_is_no_graph_is_refused_in_words(as_user: Any, scene: Any, body: bytes) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    file = SimpleUploadedFile("kumu.csv", body)
    response = client.post(f"/ecosystemes/{scene.slug}/importer/", {"file": file})
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


def test_a_directory_changed_since_the_preview_is_previewed_again(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    batch = bring(client, scene, book([["Écocentre", "", "", "", "x"]], []))
    factories.organisation("Écocentre")
    confirm(client, batch)
    assert batch.state == "previewed"
    assert fates(batch) == ["create"]
    assert Organisation.objects.filter(name="Écocentre").count() == 1
    confirm(client, batch)
    assert batch.state == "applied"
    assert scene.participations.filter(organisation__name="Écocentre").count() == 1


def test_a_sheet_to_ignore_and_a_formula_are_not_taken(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    body = book([], [["=Archi", "Pays de Limours", "forme", "", "x"]], **{"Notes (ignore)": (["Label"], [["Rien"]])})
    batch = bring(client, scene, body)
    assert [row["what"] for row in batch.lines if row["what"] != "name"] == ["relation"]


@pytest.mark.parametrize("cells", [["|".join(f"Acteur {n}" for n in range(2001))], ["A|B|C"] * 667])
def test_a_cell_of_many_targets_counts_as_many_lines(as_user: Any, scene: Any, cells: list[str]) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    body = book([], [["Archi Possible", cell, "Finance", "", "Note"] for cell in cells])
    response = client.post(f"/ecosystemes/{scene.slug}/importer/", {"file": SimpleUploadedFile("kumu.xlsx", body)})
    assert response.status_code == 422
    assert "2\u202f000 lignes" in response.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.pair
def test_a_null_character_in_a_csv_is_a_fault_of_its_line(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    body = b"From;To;Type;Source\nA\x00;B;Finance;Note\n"
    file = SimpleUploadedFile("kumu.csv", body)
    assert client.post(f"/ecosystemes/{scene.slug}/importer/", {"file": file}).status_code == 302
    assert fates(ImportBatch.objects.get()) == ["refused"]


def test_a_file_does_not_say_that_an_organisation_is_sought(as_user: Any, scene: Any) -> None:
    client = as_user(factories.member(Role.RESEARCHER, scene.commons))
    elements = [["Label", "Type", "Rencontre"], ["Archi Possible", "Association", "recherché"]]
    batch = bring(client, scene, tables.xlsx({"Elements": (elements[0], elements[1:])}))
    assert fates(batch) == ["refused"]
    assert "n’est plus recherchée" in page(client, batch)
