"""A revision on paper."""

import io
import zipfile

import pytest
from django.urls import reverse

from commons import jobs
from commons.models import Commons, Job, Role
from interviews.actions import field_sheets, grid_files
from interviews.grids import fieldsheets
from interviews.models import GridRevision
from interviews.xlsform import exchange
from tests import factories
from tests.conftest import StrictClient
from tests.interviews import xlsforms


@pytest.fixture
def commons(db: None) -> Commons:
    return factories.commons()


@pytest.fixture
def writer(commons: Commons) -> StrictClient:
    made = StrictClient()
    made.force_login(factories.member(Role.RESEARCHER, commons))
    return made


@pytest.fixture
def revision(commons: Commons) -> GridRevision:
    plan = exchange.understood(exchange.read(io.BytesIO(xlsforms.household()), "x.xlsx"))[0]
    question = plan.questions()[0]
    question.prompts = "Depuis quand ?"
    return grid_files.bring_in(plan, commons=commons, by=None).revision


def test_the_sheet_holds_questions_conditions_prompts_options_scales_and_the_consent(revision: GridRevision) -> None:
    html = fieldsheets.document(revision, ruled=True)
    for said in (
        "Le logement – Vos travaux",
        "Depuis quand",
        "☐ Étampes",
        "☐ 5",
        "comprend « Isolation »",
        "Remettez la notice d’information",
        "Personnes rencontrées, par leur pseudonyme",
        "révision 1",
        'class="rule"',
    ):
        assert said in html.replace("\u202f", " ").replace("\xa0", " "), said


def test_the_word_processor_gets_the_same_words_with_room_to_write(
    revision: GridRevision, writer: StrictClient
) -> None:
    answer = writer.get(reverse("field_sheet_docx", args=[revision.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        document = archive.read("word/document.xml").decode()
    assert "Étampes" in document
    assert "________________" in document
    assert answer["Content-Disposition"] == 'attachment; filename="enquete-logement-2026-r1.docx"'


def test_the_pdf_is_made_once_for_a_content_and_then_given(revision: GridRevision, writer: StrictClient) -> None:
    address = reverse("field_sheet_pdf", args=[revision.pk])
    assert writer.get(address).status_code == 503
    job = jobs.latest(fieldsheets.MAKE, revision)
    assert job
    assert job.kind == fieldsheets.MAKE
    field_sheets.make_field_sheet(revision, progress=_Silent())
    answer = writer.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert Job.objects.filter(kind=fieldsheets.MAKE).count() == 1


def test_the_page_that_waits_asks_until_the_pdf_is_there_then_shows_it(
    revision: GridRevision, writer: StrictClient
) -> None:
    address = reverse("field_sheet_pdf", args=[revision.pk])
    page = writer.get(address)
    assert f'data-hx-get="{address}?vu={page.context["mark"]}"' in page.content.decode()

    def asked_again() -> tuple[int, str]:
        answer = writer.get(address, {"vu": page.context["mark"]}, headers={"HX-Request": "true"})
        return answer.status_code, answer.content.decode()

    assert asked_again() == (204, "")
    field_sheets.make_field_sheet(revision, progress=_Silent())
    status, fragment = asked_again()
    assert (status, f'href="{address}">Télécharger le PDF' in fragment, "data-hx-get" in fragment) == (200, True, False)


def test_a_pdf_that_could_not_be_made_is_not_asked_for_again_at_once(
    revision: GridRevision, writer: StrictClient
) -> None:
    address = reverse("field_sheet_pdf", args=[revision.pk])
    writer.get(address)
    Job.objects.filter(kind=fieldsheets.MAKE).update(state=Job.State.FAILED)
    assert "n’a pas pu être préparé. Réessayez" in writer.get(address).content.decode()
    assert Job.objects.filter(kind=fieldsheets.MAKE).count() == 1


class _Silent:
    """A progress nobody follows."""

    def __call__(self, percent: int, step: str = "") -> None: ...

    def finish(self) -> None: ...
