"""Organisations come in by file: shown before anything is written, written as a whole, undone as a whole."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actors.actions import importing
from actors.exchange import snapshots
from actors.models import ImportBatch, Organisation
from commons.models import JournalEntry, Role
from tests import factories

pytestmark = pytest.mark.django_db
HEADERS = "nom;sigle;type;SIREN;siège;zones d’intervention;thèmes;site web;source\n"


@pytest.fixture
def researcher() -> Any:
    return factories.member(Role.RESEARCHER, factories.commons(), "Chercheuse")


@pytest.fixture
def team(researcher: Any, as_user: Any) -> Client:
    return as_user(researcher)  # type: ignore[no-any-return]


def give(client: Client, body: str | bytes, name: str = "acteurs.csv") -> Any:
    data = body.encode() if isinstance(body, str) else body
    return client.post(reverse("import_list"), {"file": SimpleUploadedFile(name, data)})


def given(client: Client, body: str | bytes, name: str = "acteurs.csv") -> ImportBatch:
    response = give(client, body, name)
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.order_by("-created_at").first()  # type: ignore[return-value]


def fates(batch: ImportBatch) -> dict[int, str]:
    return {line["number"]: line["fate"] for line in batch.lines}


def post(client: Client, name: str, batch: ImportBatch, **data: str) -> Any:
    return client.post(reverse(name, args=[batch.pk]), data)


@pytest.mark.pair
def test_a_file_is_shown_line_by_line_and_nothing_is_written(team: Client) -> None:
    factories.commune("91223", name="Étampes")
    factories.organisation("Déjà là", website="https://avant.fr")
    factories.organisation("Sans changement", kind="association")
    factories.organisation("Club Inné")
    batch = given(
        team,
        HEADERS
        + "Nouvelle;NVL;association;;91223;91223;énergie, bâti;https://n.fr;page\n"
        + "Déjà là;;;;;;;https://apres.fr;\n"
        + "Sans changement;;association;;;;;;\n"
        + "INNE;;;;;;;;\n"
        + "Faux SIREN;;;123456789;;;;;\n"
        + ";;association;;;;;;\n"
        + "Nouvelle;;;;;;;;\n",
    )
    assert fates(batch) == {2: "create", 3: "change", 4: "same", 5: "doubt", 6: "refused", 7: "refused", 8: "refused"}
    assert Organisation.objects.count() == 3
    for part, said in {
        "create": "Étampes (91)",
        "change": "https://avant.fr",
        "doubt": "forme juridique et aux mots courants près",
        "refused": "n’est pas un SIREN",
    }.items():
        page = team.get(reverse("import_detail", args=[batch.pk]), {"part": part})
        assert said in page.content.decode(), part


@pytest.mark.pair
def test_confirming_writes_everything_once_with_its_author(team: Client, researcher: Any) -> None:
    factories.commune("91223", name="Étampes")
    before = factories.organisation("Déjà là", website="https://avant.fr", source="gardée")
    batch = given(
        team,
        HEADERS
        + "Nouvelle;NVL;association;;Étampes;91223|France;énergie, bâti;n.fr;page\n"
        + "Déjà là;;;;;;;https://apres.fr;\n",
    )
    post(team, "import_confirm", batch)
    assert "n’attend plus" in team.get(post(team, "import_confirm", batch).url).content.decode()
    made = Organisation.objects.get(name="Nouvelle")
    assert snapshots.one(made) | {"name": "", "slug": ""} == snapshots.one(made) | {
        "name": "",
        "slug": "",
        "short_name": "NVL",
        "seat": "91223",
        "area_communes": ["91223"],
        "nationwide": True,
        "themes": ["bâti", "énergie"],
        "website": "https://n.fr",
    }
    before.refresh_from_db()
    assert (before.website, before.source) == ("https://apres.fr", "gardée")
    assert {line.history_user for line in made.history.all()} == {researcher}  # type: ignore[attr-defined]
    assert [line.history_type for line in made.history.all()] == ["+"]  # type: ignore[attr-defined]
    kept = made.history.get()  # type: ignore[attr-defined]
    assert [row.commune_id for row in kept.area_communes.all()] == ["91223"]
    assert before.history.latest().history_user == researcher  # type: ignore[attr-defined]
    assert JournalEntry.objects.filter(verb="organisations_imported", by=researcher).count() == 1
    assert Organisation.objects.filter(folded_names__contains="nvl").count() == 1


@pytest.mark.pair
def test_a_doubt_is_settled_by_a_person(team: Client) -> None:
    known = factories.organisation("Club Inné")
    factories.organisation("ALEC Ouest")
    body = HEADERS + "INNE;;;;;;;https://inne.fr;\nA.L.E.C. Ouest;;;;;;;;\nAlec-Ouest;;;;;;;;\n"
    batch = given(team, body)
    assert set(fates(batch).values()) == {"doubt", "refused"} or set(fates(batch).values()) == {"doubt"}
    choices = {"ligne-2": str(known.pk), "ligne-3": "another", "ligne-4": "skip"}
    post(team, "import_choose", batch, **choices)
    assert Organisation.objects.count() == 2
    post(team, "import_confirm", batch)
    known.refresh_from_db()
    assert (known.name, known.aliases, known.website) == ("Club Inné", ["INNE"], "https://inne.fr")
    names = set(Organisation.objects.values_list("name", flat=True))
    assert names == {"Club Inné", "ALEC Ouest", "A.L.E.C. Ouest"}


def test_a_doubt_without_an_answer_is_left_aside(team: Client) -> None:
    factories.organisation("Club Inné")
    batch = given(team, HEADERS + "INNE;;;;;;;;\n")
    post(team, "import_confirm", batch)
    batch.refresh_from_db()
    assert (batch.state, fates(batch)) == ("applied", {2: "skipped"})
    assert Organisation.objects.count() == 1


@pytest.mark.pair
def test_what_changed_in_the_directory_since_the_preview_stops_the_import_and_is_said(team: Client) -> None:
    organisation = factories.organisation("Déjà là", website="https://avant.fr")
    batch = given(team, HEADERS + "Déjà là;;;;;;;https://apres.fr;\nNouvelle;;;;;;;;\nAutre;;;;;;;;\n")
    Organisation.objects.filter(pk=organisation.pk).update(website="https://entre.fr")
    factories.organisation("Nouvelle", source="x")
    page = team.get(post(team, "import_confirm", batch).url).content.decode()
    assert "L’annuaire a changé" in page
    assert not Organisation.objects.filter(name="Autre").exists()
    batch.refresh_from_db()
    assert [line["moved"] for line in batch.lines] == [True, True, False]
    post(team, "import_confirm", batch)
    organisation.refresh_from_db()
    assert organisation.website == "https://apres.fr"
    assert Organisation.objects.filter(name="Autre").exists()


@pytest.mark.pair
def test_undoing_gives_everything_back_as_it_was(team: Client, researcher: Any) -> None:
    factories.commune("91223")
    organisation = factories.organisation("Déjà là", website="https://avant.fr")
    organisation.themes.add("habitat")
    before = snapshots.of(Organisation.objects.order_by("pk"))
    batch = given(
        team,
        HEADERS
        + "Nouvelle;;;;91223;91223;énergie;;\n"
        + "Déjà là;DL;network;;91223;France;énergie, habitat;https://apres.fr;page\n",
    )
    post(team, "import_confirm", batch)
    assert snapshots.of(Organisation.objects.order_by("pk")) != before
    page = team.get(post(team, "import_undo", batch).url).content.decode()
    assert "L’import est annulé. 1 fiche rendue comme avant. 1 fiche retirée." in page
    assert "depuis" not in page[page.index("<h1") :]
    assert snapshots.of(Organisation.objects.order_by("pk")) == before
    assert JournalEntry.objects.filter(verb="import_undone", by=researcher).count() == 1
    erased = Organisation.history.filter(name="Nouvelle", history_type="-").get()
    assert erased.history_user == researcher
    assert "n’attend plus" in team.get(post(team, "import_undo", batch).url).content.decode()


@pytest.mark.pair
def test_undoing_keeps_what_somebody_changed_or_used_since_and_says_so(team: Client) -> None:
    changed = factories.organisation("Changée", website="https://avant.fr", source="avant")
    batch = given(
        team,
        HEADERS
        + "Changée;;;;;;;https://apres.fr;après\n"
        + "Utilisée;;;;;;;;\nRetouchée;;;;;;;;\nInterrogée;;;;;;;;\nIntacte;;;;;;;;\n",
    )
    post(team, "import_confirm", batch)
    Organisation.objects.filter(pk=changed.pk).update(website="https://depuis.fr")
    ecosystem = factories.ecosystem(factories.commons())
    ecosystem.participations.create(organisation=Organisation.objects.get(name="Utilisée"), state="met")
    Organisation.objects.filter(name="Retouchée").update(services="Depuis.")
    interview = factories.interview(ecosystem)
    interview.organisations.add(Organisation.objects.get(name="Interrogée"))
    page = team.get(post(team, "import_undo", batch).url).content.decode()
    changed.refresh_from_db()
    assert (changed.website, changed.source) == ("https://depuis.fr", "avant")
    names = set(Organisation.objects.values_list("name", flat=True))
    assert {"Utilisée", "Retouchée", "Interrogée"} <= names
    assert "Intacte" not in names
    for said in ("site web", "participations", "entretiens", "utilisée depuis", "4 lignes gardées, car changées"):
        assert said in page, said


def test_apostrophes_and_spaces_of_a_spreadsheet_are_no_doubt(team: Client) -> None:
    organisation = factories.organisation("Le Labo de\u00a0l’ESS")
    batch = given(team, HEADERS + "Le Labo de l'ESS;;;;;;;https://lelabo.org;\n")
    assert fates(batch) == {2: "change"}
    post(team, "import_confirm", batch)
    organisation.refresh_from_db()
    assert (organisation.aliases, organisation.website) == ([], "https://lelabo.org")


def test_an_empty_cell_never_erases(team: Client) -> None:
    organisation = factories.organisation("Déjà là", website="https://avant.fr", siren="219102233", aliases=["DL"])
    before = snapshots.one(organisation)
    batch = given(team, HEADERS + "Déjà là;;;;;;;;\n")
    assert fates(batch) == {2: "same"}
    post(team, "import_confirm", batch)
    assert snapshots.one(organisation) == before


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", b"", "vide"),
        ("a.csv", b"sigle;type\nX;association\n", "Il manque la colonne «\u00a0nom\u00a0»"),
        ("a.csv", b"nom;Nom\nX;Y\n", "deux fois"),
        ("a.csv", b"nom\n", "aucune ligne"),
        ("a.csv", b"nom\n" + b"A\n" * 100_000, "5\u202f000 lignes"),
        ("a.xls", b"\xd0\xcf\x11\xe0", ".xls"),
        ("a.xlsm", b"PK\x03\x04", "macros"),
        ("a.csv", b'nom;type\n"ouvert;x\n', "guillemet"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(team: Client, name: str, body: bytes, said: str) -> None:
    response = give(team, body, name)
    assert (response.status_code, ImportBatch.objects.count()) == (422, 0) or body == b""
    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("SIREN", "123456789", "n’est pas un SIREN"),
        ("SIRET", "12345678900011", "n’est pas un SIRET"),
        ("siège", "91999", "aucune commune n’a le code 91999"),
        ("siège", "Nulle-Part", "aucune commune connue ici ne s’appelle"),
        ("zones d’intervention", "région:99", "n’est pas connu ici"),
        ("zones d’intervention", "200000000", "aucune intercommunalité"),
        ("site web", "ftp://x.fr", "https://"),
        ("courriel", "pas une adresse", "courriel"),
        ("vérifiée le", "31/02/2026", "n’est pas une date"),
        ("vérifiée le", "2999-01-01", "dans le futur"),
        ("sigle", "x" * 61, "sigle"),
        ("nom", "x" * 201, "nom"),
        ("téléphone", "0" * 21, "téléphone"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_line_and_reason(
    team: Client, column: str, cell: str, said: str
) -> None:
    factories.commune("91223", name="Étampes")
    headers, cells = (["nom"], [cell]) if column == "nom" else (["nom", column], ["Essai", cell])
    batch = given(team, ";".join(headers) + "\n" + ";".join(cells) + "\n")
    assert fates(batch) == {2: "refused"}
    assert said.casefold() in team.get(reverse("import_detail", args=[batch.pk])).content.decode().casefold()


def test_a_commune_of_a_departement_not_loaded_here_is_left_out_and_said(team: Client) -> None:
    factories.commune("91223")
    batch = given(team, "nom;siège\nEssai;75056\n")
    assert fates(batch) == {2: "create"}
    assert "75" in batch.lines[0]["notes"][0]
    assert "seat" not in batch.lines[0]["diff"]


def test_a_workbook_with_formulas_says_which_lines_and_takes_the_others(team: Client) -> None:
    book = openpyxl.Workbook()
    for row in (["nom", "note", "source"], ["A", "=1+1", "page"], ['=CONCATENATE("B")', "", "page"], ["C", "", "=1"]):
        book.active.append(row)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    batch = given(team, kept.getvalue(), "classeur.xlsx")
    assert fates(batch) == {2: "create", 3: "refused", 4: "refused"}
    assert batch.lines[0]["ignored"] == ["note"]


def test_old_codes_lost_zeros_and_names_of_communes_are_understood(team: Client) -> None:
    from territories.models import FormerCommune

    new = factories.commune("01001", name="L’Abergement")
    factories.commune("91223", name="Étampes")
    FormerCommune.objects.create(code="01999", commune=new)
    body = "nom;siège\nA;1001\nB;1999\nC;etampes\nD;Étampes (91223)\nE;étampes (91)\n"
    batch = given(team, body)
    seats = [line["diff"]["seat"][1] for line in batch.lines]
    assert seats == ["01001", "01001", "91223", "91223", "91223"]


def test_forgetting_a_file_leaves_nothing(team: Client) -> None:
    batch = given(team, HEADERS + "Nouvelle;;;;;;;;\n")
    post(team, "import_give_up", batch)
    assert not ImportBatch.objects.exists()
    assert not Organisation.objects.exists()


def test_a_long_import_is_a_job_whose_page_says_how_far(
    team: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, run_jobs: Any
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        batch = given(team, HEADERS + "".join(f"Atelier {n};;;;;;;;\n" for n in range(5)))
    run_jobs()
    batch.refresh_from_db()
    assert set(fates(batch).values()) == {"create"}
    for action, count, state in (("import_confirm", 5, "applied"), ("import_undo", 0, "undone")):
        with django_capture_on_commit_callbacks(execute=True):
            page = team.get(post(team, action, batch).url).content.decode()
        assert "Actualiser cette page" in page
        run_jobs()
        batch.refresh_from_db()
        assert (batch.state, Organisation.objects.count()) == (state, count)


@pytest.mark.pair
def test_the_page_of_an_import_asks_as_much_of_the_database_for_many_lines(
    team: Client,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(lines: int) -> int:
        body = HEADERS + "".join(f"Atelier {lines}{n};;;;;;;;\n" for n in range(lines))
        batch = given(team, body)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            team.get(reverse("import_detail", args=[batch.pk]))
        return len(seen)

    assert queries(3) == queries(40)
