"""A heavy file is kept, read by the worker, shown, and erased: nobody waits, and nothing stays behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.actions import importing, receiving
from actors.models import Ecosystem, ImportBatch, Organisation, Participation
from commons import tables
from commons.models import Job, Role
from commons.tables import reading
from tests import factories

pytestmark = pytest.mark.django_db

FILE = b"nom;type\nAtelier des terres;association\nMenuiserie du Val;entreprise\n"
KUMU = {"Elements": (["Label", "Source"], [["Archi Possible", "Chronique"], ["Pays de Limours", "Chronique"]])}


@pytest.fixture
def ecosystem() -> Ecosystem:
    return factories.ecosystem(factories.commons())


@pytest.fixture
def team(ecosystem: Ecosystem, as_user: Any) -> Client:
    return as_user(factories.member(Role.RESEARCHER, ecosystem.commons))  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def _everything_is_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIGHT", 10)


@pytest.fixture
def give(team: Client, django_capture_on_commit_callbacks: Any) -> Any:
    def given(body: bytes, address: str = "/acteurs/imports/", name: str = "acteurs.csv", **data: str) -> ImportBatch:
        with django_capture_on_commit_callbacks(execute=True):
            answer = team.post(address, {"file": SimpleUploadedFile(name, body), **data})
        assert answer.status_code == 302, answer.content.decode()
        return ImportBatch.objects.get()

    return given


def kept_files() -> list[str]:
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def page(client: Client, batch: ImportBatch) -> str:
    return client.get(reverse("import_detail", args=[batch.pk])).content.decode()


@pytest.mark.pair
def test_a_heavy_file_waits_is_read_by_the_worker_then_shown_and_erased(team: Client, give: Any, run_jobs: Any) -> None:
    batch = give(FILE)
    assert (batch.state, batch.lines, len(kept_files())) == ("reading", [], 1)
    words = page(team, batch)
    for said in ("En attente.", "Actualiser cette page", "Abandonner la lecture", "en lecture"):
        assert said in words, said
    assert "Confirmer" not in words
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, kept_files()) == ("previewed", "", [])
    assert [line["fate"] for line in batch.lines] == ["create", "create"]
    words = page(team, batch)
    assert "Confirmer l’import" in words
    assert "L’aperçu est prêt." in words
    assert not Organisation.objects.exists()
    team.post(reverse("import_confirm", args=[batch.pk]))
    assert Organisation.objects.count() == 2


def test_without_a_worker_the_page_says_that_nothing_is_lost(team: Client, give: Any) -> None:
    batch = give(FILE)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert "Attend un poste de travail ; rien n’est perdu." in page(team, batch).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"sigle;type\nX;association\n", "Il manque la colonne"),
        (b'nom;type\n"ouvert;x\n', "guillemet"),
        (b"PK\x03\x04 et rien d'autre que ceci", "abîmé"),
        (b"nom;type\n", "aucune ligne"),
    ],
)
def test_what_cannot_be_read_says_why_and_is_erased(
    team: Client, give: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch, body: bytes, said: str
) -> None:
    monkeypatch.setattr(reading, "LIGHT", -1)
    batch = give(body)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, kept_files(), Job.objects.get().state) == ("unreadable", [], "failed")
    words = page(team, batch)
    assert said in words
    assert "Donner un autre fichier" in words
    for name in ("import_confirm", "import_undo"):
        assert "n’attend plus" in team.get(team.post(reverse(name, args=[batch.pk])).url).content.decode()
    team.post(reverse("import_give_up", args=[batch.pk]))
    assert not ImportBatch.objects.exists()


@pytest.mark.pair
def test_a_file_given_up_before_it_is_read_leaves_nothing(
    team: Client, give: Any, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    batch = give(FILE)
    with django_capture_on_commit_callbacks(execute=True):
        assert team.post(reverse("import_give_up", args=[batch.pk])).url == "/acteurs/imports/"
    run_jobs()
    assert not ImportBatch.objects.exists()
    assert (kept_files(), Job.objects.get().state) == ([], "failed")


def test_a_file_given_up_while_it_is_read_is_not_shown(give: Any) -> None:
    batch = give(FILE)

    def given_up(percent: int, said: str) -> None:
        if percent > 50:
            ImportBatch.objects.all().delete()

    with pytest.raises(importing.NotWaiting):
        receiving.read(batch, step=given_up, done=lambda: pytest.fail("fini"))
    assert not ImportBatch.objects.exists()


def test_a_lost_file_says_so_and_a_second_reading_changes_nothing(team: Client, give: Any, run_jobs: Any) -> None:
    batch = give(FILE)
    default_storage.delete(batch.file.name)
    run_jobs()
    assert "n’est plus là" in page(team, batch)
    with pytest.raises(importing.NotWaiting):
        receiving.refuse(batch, done=lambda: None)


def test_what_nobody_will_read_any_more_is_erased_the_next_day(give: Any) -> None:
    batch = give(FILE)
    long_ago = timezone.now() - timedelta(days=2)
    ImportBatch.objects.update(created_at=long_ago)
    default_storage.save("imports/perdu", ContentFile(b"nom\n"))
    assert receiving.sweep() == 0  # a job will read the one; the other may be on its way
    Job.objects.update(state=Job.State.FAILED)
    receiving.KEPT_FOR, kept = timedelta(0), receiving.KEPT_FOR
    try:
        assert receiving.sweep() == 2
    finally:
        receiving.KEPT_FOR = kept
    batch.refresh_from_db()
    assert (batch.state, kept_files()) == ("unreadable", [])


@pytest.mark.pair
def test_a_heavy_workbook_of_an_ecosystem_is_read_written_and_undone_by_the_worker(
    team: Client,
    give: Any,
    run_jobs: Any,
    ecosystem: Ecosystem,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    address = f"/ecosystemes/{ecosystem.slug}/importer/"
    batch = give(tables.xlsx(KUMU), address, "kumu.xlsx")
    here = f"{address}{batch.pk}/"
    assert "Abandonner la lecture" in team.get(here).content.decode()
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, kept_files()) == ("previewed", [])
    for step, state, count in ((here, "applied", 2), (f"{here}annuler/", "undone", 0)):
        with django_capture_on_commit_callbacks(execute=True):
            words = team.get(team.post(step).url).content.decode()
        assert "Actualiser cette page" in words
        assert 'class="button primary">Importer' not in words
        run_jobs()
        batch.refresh_from_db()
        assert (batch.state, Participation.objects.count(), Organisation.objects.count()) == (state, count, count)


def test_the_source_given_with_a_heavy_workbook_is_that_of_its_relations(
    give: Any, run_jobs: Any, ecosystem: Ecosystem
) -> None:
    book = tables.xlsx(KUMU | {"Connections": (["From", "To", "Type"], [["Archi Possible", "Pays de Limours", ""]])})
    batch = give(book, f"/ecosystemes/{ecosystem.slug}/importer/", "kumu.xlsx", document="Enquête")
    run_jobs()
    batch.refresh_from_db()
    assert [row["facts"]["source_document"] for row in batch.lines if row["what"] == "relation"] == ["Enquête"]


def test_a_partner_gives_no_file_to_an_ecosystem_even_heavy(ecosystem: Ecosystem, as_user: Any) -> None:
    partner = as_user(factories.partner(ecosystem.commons, ecosystem.territory))
    upload = SimpleUploadedFile("kumu.csv", FILE)
    assert partner.post(f"/ecosystemes/{ecosystem.slug}/importer/", {"file": upload}).status_code == 403
    assert not ImportBatch.objects.exists()
    assert kept_files() == []
