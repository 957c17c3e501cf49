"""The sheet for a workshop: on the page as in its PDF, which is made once for each content."""

import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import timezone

from actors.atlas import sheets
from actors.models import Organisation
from commons.models import Job
from territories.models import Territory
from tests import factories

pytestmark = pytest.mark.django_db
PDF = "/territoires/ici/atelier.pdf"


@pytest.fixture
def territory() -> Territory:
    commune = factories.commune("91223", name="Étampes")
    factories.organisation("Écorce", seat=commune)
    made = factories.territory(commune, slug="ici", name="Ici")
    factories.terrain(factories.commons(), made)
    return made


def words(client: Any) -> str:
    return client.get("/territoires/ici/atelier/").content.decode().replace("\xa0", " ").replace("\u202f", " ")


def make(client: Any, run_jobs: Any, capture: Any) -> Any:
    with capture(execute=True):
        waiting = client.get(PDF)
    assert run_jobs() == 1
    return waiting


def test_it_has_the_map_the_list_by_commune_and_room_to_write(client: Any, territory: Territory) -> None:
    page = words(client)
    for said in ("Étampes", "Écorce", "Qui manque ?", "Terrain à l’état d’hypothèse", "map-drawing", "CC BY-SA 4.0"):
        assert said in page, said
    assert page.count("<tr><td>&nbsp;</td>") > 8


def test_many_actors_leave_the_map_its_page_and_too_many_are_counted(client: Any, territory: Territory) -> None:
    commune = territory.communes.get()

    def add(count: int, prefix: str) -> None:
        Organisation.objects.bulk_create(
            Organisation(
                name=f"{prefix} {n}", slug=f"{prefix}-{n}", folded_name=f"{prefix} {n}", kind="other", seat=commune
            )
            for n in range(count)
        )

    assert sheets.of(territory).is_short
    add(60, "zinc")
    assert not sheets.of(territory).is_short
    assert "zinc 59" in words(client)
    add(sheets.MOST_NAMED, "cuivre")
    page = words(client)
    assert "zinc 59" not in page
    assert "461 acteurs" in page


@pytest.mark.pair
def test_asking_for_the_file_has_it_made_and_says_how_far_it_is(
    client: Any, territory: Territory, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    waiting = make(client, run_jobs, django_capture_on_commit_callbacks)
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "10")
    assert "data-hx-get" in waiting.content.decode()
    file = client.get(PDF)
    content = b"".join(file.streaming_content)
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(content)) as document:
        box = [float(edge) for edge in document.pages[0].mediabox]
        assert [round(edge / 72 * 25.4) for edge in box[2:]] == [420, 297], "A3, dans le sens de la largeur"
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root
        assert "Ici" in str(document.docinfo["/Title"])
    again = client.get(PDF, headers={"if-none-match": file["ETag"]})
    assert again.status_code == 304
    assert Job.objects.filter(kind=sheets.MAKE).count() == 1


def test_its_text_can_be_read(
    client: Any, territory: Territory, run_jobs: Any, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    assert shutil.which("pdftotext"), "pdftotext manque : apt-get install poppler-utils"
    make(client, run_jobs, django_capture_on_commit_callbacks)
    path = tmp_path / "atelier.pdf"
    path.write_bytes(b"".join(client.get(PDF).streaming_content))
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    for said in ("Étampes", "Écorce", "Qui manque", "territoire rural", "hypothèse"):
        assert said in text, said


def test_another_content_is_another_file_and_the_earlier_one_goes(
    client: Any, territory: Territory, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make(client, run_jobs, django_capture_on_commit_callbacks)
    factories.organisation("Zinc", seat=territory.communes.get())
    assert make(client, run_jobs, django_capture_on_commit_callbacks).status_code == 503
    assert client.get(PDF).status_code == 200
    assert len(list(sheets.folder_of(territory).iterdir())) == 1


def test_however_many_ask_it_is_made_once(client: Any, territory: Territory) -> None:
    for _visitor in range(5):
        assert client.get(PDF).status_code == 503
    assert Job.objects.filter(kind=sheets.MAKE).count() == 1


def test_a_failure_is_said_and_not_tried_again_at_once(client: Any, territory: Territory) -> None:
    client.get(PDF)
    Job.objects.update(state=Job.State.FAILED)
    assert "n’a pas pu être préparé" in client.get(PDF).content.decode()
    assert Job.objects.count() == 1
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    client.get(PDF)
    assert Job.objects.count() == 2


def test_the_fragment_says_nothing_twice_then_leads_to_the_file(client: Any, territory: Territory) -> None:
    client.get(PDF)
    state = "/territoires/ici/atelier/pdf/"
    assert "se prépare" in client.get(state).content.decode()
    assert client.get(f"{state}?vu=queued-0-0").status_code == 204
    Job.objects.update(state=Job.State.DONE)
    assert PDF in client.get(f"{state}?vu=queued-0-0").content.decode()


def test_a_territory_without_outline_still_has_its_sheet(client: Any) -> None:
    factories.territory(factories.commune(name="Brouy", outline=None), outline=None, slug="ici")
    assert "il n’y a pas de carte" in words(client)


def test_nothing_stands_after_a_long_list_to_be_left_alone_on_a_last_page(territory: Territory) -> None:
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Zinc {n}", slug=f"z-{n}", folded_name=f"zinc {n}", kind="other", seat=territory.communes.get()
        )
        for n in range(60)
    )
    html = sheets.document(sheets.of(territory))
    ends = "".join(html.split()).removesuffix("</article></body></html>")
    assert ends.endswith("</div></section>")
    assert "CC BY-SA 4.0" in html.split("</header>")[0]
