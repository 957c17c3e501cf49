"""The PDF of an edition: tagged, titled, numbered, licensed, made of our own files only."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings

from commons import pdf as door
from commons.jobs import Progress, Superseded
from commons.models import Job
from deliverables import actions
from deliverables.models import Edition, Rendition
from deliverables.rendering import GENERATOR, pdf
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def quiet(percent: int, step: str) -> None:
    pass


@pytest.fixture(scope="module")
def made(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """One PDF for the whole file; its rows are undone at once."""
    apart = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=apart), django_db_blocker.unblock(), transaction.atomic():
        world = building.world(fictional=True)
        actions.add_chapter(world.deliverable, title="La suite", by=world.researcher)
        chapter = world.deliverable.chapters.get(title="La suite")
        long = "<p>" + "Une phrase qui dure. " * 400 + "</p><ul><li>Un point.</li></ul>"
        actions.save_chapter(chapter, title="La suite", body=long, base=0, by=world.coordinator)
        edition = building.publish(world)
        content = pdf.make(edition, report=quiet)
        transaction.set_rollback(True)
    return edition, content


@pytest.fixture
def document(made: Any) -> Any:
    with pikepdf.open(BytesIO(made[1].content)) as opened:
        yield opened


@pytest.fixture
def text(made: Any, tmp_path: Path) -> str:
    assert shutil.which("pdftotext"), "pdftotext manque : apt-get install poppler-utils"
    path = tmp_path / "edition.pdf"
    path.write_bytes(made[1].content)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def elements(document: Any) -> list[Any]:
    found, waiting = [], [document.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        found.append(element)
        kids = element.get("/K", ())
        every = kids if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in every if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return found


def tags(document: Any) -> set[str]:
    return {str(element.get("/S", "")) for element in elements(document)}


def test_it_says_its_language_title_and_authors(made: Any, document: Any) -> None:
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert str(document.docinfo["/Title"]) == "Coopérer pour rénover"
    assert str(document.docinfo["/Author"]) == "Alix Moreau, Samia Benali"
    assert len(document.pages) == made[1].pages >= 5


def test_it_is_tagged_for_pdf_ua(document: Any) -> None:
    assert bool(document.Root.MarkInfo.Marked)
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/LBody", "/Table", "/TH", "/Figure"} <= tags(document)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_headers_of_tables_have_their_scope_and_items_a_body(document: Any) -> None:
    headers = [element for element in elements(document) if str(element.get("/S", "")) == "/TH"]
    assert {str(header.A.Scope) for header in headers} == {"/Column"}
    items = [element for element in elements(document) if str(element.get("/S", "")) == "/LI"]
    assert items
    assert all("/LBody" in {str(kid.get("/S", "")) for kid in door._children(item)} for item in items)


def test_the_map_is_a_figure_with_a_text_and_its_twin_beside_it(document: Any, text: str) -> None:
    figures = [element for element in elements(document) if str(element.get("/S", "")) == "/Figure"]
    assert any("Ouest du plateau" in str(figure.get("/Alt", "")) for figure in figures)
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    assert "Communes représentées" in text


def test_bookmarks_follow_the_chapters(document: Any) -> None:
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        chapter = next(item for item in outline.root if item.title == "Ce que l’on échange")
    assert titles[-2:] == ["Ce que l’on échange", "La suite"]
    assert [item.title for item in chapter.children] == ["Un constat"]


def test_the_table_of_contents_gives_the_page_of_each_chapter(text: str) -> None:
    pages = text.split("\f")
    contents = next(page for page in pages if "Sommaire" in page)
    for title in ("Ce que l’on échange", "La suite"):
        said = re.search(rf"{title} +(\d+)", contents)
        assert said, title
        assert title in pages[int(said[1]) - 1].split("\n", 4)[0] + pages[int(said[1]) - 1]
        assert re.search(rf"Version 1\.0 +{said[1]}\b", pages[int(said[1]) - 1])


def test_the_licence_is_in_the_text_and_in_the_metadata(made: Any, document: Any, text: str) -> None:
    edition = made[0]
    said = " ".join(text.split())
    assert "CC BY-SA 4.0" in said
    assert "diffuser vos adaptations sous la même licence" in said
    assert "https://creativecommons.org/licenses/by-sa/4.0/deed.fr" in said
    with document.open_metadata() as metadata:
        assert edition.licence.notice in str(metadata["dc:rights"])
        assert metadata["xmpRights:Marked"] == "True"
        assert metadata["xmpRights:WebStatement"] == edition.licence.url


def test_it_carries_its_version_address_seal_and_paragraph_numbers(made: Any, text: str) -> None:
    edition = made[0]
    folded = re.sub(r"\s", "", text)
    assert "Version 1.0" in text
    assert edition.address in folded
    assert edition.checksum in folded
    assert re.search(r"^ *1 +Un premier paragraphe", text, re.MULTILINE)


def test_it_shows_the_public_wording_says_fiction_and_nothing_of_the_notes(text: str) -> None:
    said = " ".join(text.split())
    assert building.WORDING in said
    assert "entretien fictif" in said
    assert "Durand" not in said
    assert "Berthe" not in said
    assert "[[" not in said


def test_only_our_fonts_are_embedded(document: Any) -> None:
    names = set()
    for page in document.pages:
        for font in page.resources.get("/Font", {}).values():
            names.add(str(font.BaseFont).rsplit("+", 1)[-1])
    assert names
    assert all(name.startswith("Source") for name in names), names


def test_it_opens_no_other_file_and_no_network() -> None:
    fetch = door._fetcher().fetch
    for address in (
        "http://127.0.0.1:9/image.png",
        "https://exemple.fr/",
        "file:///etc/passwd",
        Path(__file__).as_uri(),
        "file:///srv/site/static/../../etc/passwd",
    ):
        with pytest.raises(ValueError, match="refusé"):
            fetch(address)


def test_syntax_is_sound(made: Any, tmp_path: Path) -> None:
    path = tmp_path / "edition.pdf"
    path.write_bytes(made[1].content)
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []


def test_the_generator_has_the_version_of_the_project() -> None:
    project = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text()
    assert re.search(r'^version = "(.+)"$', project, re.MULTILINE)[1] == GENERATOR.split()[-1]  # type: ignore[index]


def test_the_work_reports_how_far_it_is_and_stops_where_it_is_told(monkeypatch) -> None:
    edition = building.publish(building.world())
    said: list[tuple[int, str]] = []

    def report(percent: int, step: str) -> None:
        said.append((percent, step))
        if step == "écriture du fichier":
            raise Superseded

    with pytest.raises(Superseded):
        pdf.make(edition, report=report)
    assert [percent for percent, _step in said] == sorted(percent for percent, _step in said)
    assert "mise en page" in {step for _percent, step in said}


@pytest.fixture
def instant(monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """Replaces the layout: what is tested is what happens around it."""
    asked: list[Edition] = []

    def make(edition: Edition, *, report: pdf.Report) -> pdf.Made:
        asked.append(edition)
        report(50, "mise en page")
        return pdf.Made(b"%PDF-1.7 essai", 3)

    monkeypatch.setattr(pdf, "make", make)
    return asked


def files() -> list[Path]:
    from django.conf import settings

    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_task_stores_one_sealed_file(run_jobs, django_capture_on_commit_callbacks, instant) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(building.world())
    run_jobs()
    rendition = edition.renditions.get()
    assert (rendition.state, rendition.pages, rendition.size) == (Rendition.State.READY, 3, 14)
    assert [path.read_bytes() for path in files()] == [b"%PDF-1.7 essai"]
    assert building.job_of(edition).state == Job.State.DONE


def test_a_repeated_message_makes_nothing_twice(run_jobs, sent, django_capture_on_commit_callbacks, instant) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(building.world())
    sent += list(sent)
    run_jobs()
    assert instant == [edition]


def test_a_try_that_comes_too_late_touches_no_file(run_jobs, django_capture_on_commit_callbacks, monkeypatch) -> None:
    def make(edition: Edition, *, report: pdf.Report) -> pdf.Made:
        Job.objects.update(attempt=2, state=Job.State.QUEUED)  # the reaper took it for dead meanwhile
        default_storage.save(f"renditions/{edition.renditions.get().pk}/2.pdf", ContentFile(b"du second essai"))
        return pdf.Made(b"%PDF-1.7 trop tard", 3)

    monkeypatch.setattr(pdf, "make", make)
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(building.world())
    run_jobs()
    assert [path.read_bytes() for path in files()] == [b"du second essai"]
    assert edition.renditions.get().state == Rendition.State.WAITING


def test_a_file_whose_row_is_not_stored_is_not_kept(
    run_jobs, django_capture_on_commit_callbacks, instant, monkeypatch
) -> None:
    def fail(progress: Progress, outcome: str = "") -> None:
        raise OSError("la base ne répond plus")

    monkeypatch.setattr(Progress, "finish", fail)
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(building.world())
    run_jobs()
    assert files() == []
    assert edition.renditions.get().state == Rendition.State.WAITING


def test_what_a_dead_try_left_is_swept(run_jobs, django_capture_on_commit_callbacks, instant, settings) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(building.world())
    rendition = edition.renditions.get()
    left = Path(settings.MEDIA_ROOT) / "renditions" / str(rendition.pk) / "7.pdf"
    aside = Path(settings.MEDIA_ROOT) / "tmp" / f"{rendition.pk}-xyz.part"
    for path in (left, aside):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"reste")
    run_jobs()
    assert [path.read_bytes() for path in files()] == [b"%PDF-1.7 essai"]


def test_an_edition_withdrawn_meanwhile_is_not_rendered(run_jobs, django_capture_on_commit_callbacks, instant) -> None:
    world = building.world()
    with django_capture_on_commit_callbacks(execute=True):
        edition = building.publish(world)
    actions.withdraw_edition(edition, reason="Retirée.", by=world.coordinator)
    run_jobs()
    assert instant == []
    assert building.job_of(edition).state == Job.State.FAILED
