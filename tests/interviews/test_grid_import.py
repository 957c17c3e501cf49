"""Bringing a form in as a grid: on the page, and by command."""

import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from commons.models import Commons, JournalEntry, ResearchQuestion, Role
from commons.verbs import Verb
from interviews.actions import grid_draft, grid_files
from interviews.models import Choice, Grid, GridRevision, Question
from interviews.xlsform import exchange, stored
from interviews.xlsform.plans import GridPlan
from tests import factories
from tests.conftest import StrictClient
from tests.interviews import xlsforms
from tests.scene import Scene

TITLE = "Enquête logement 2026"


def plan(made: bytes) -> GridPlan:
    return exchange.understood(exchange.read(io.BytesIO(made), "formulaire.xlsx"))[0]


def send(client: StrictClient, commons: Commons, data: bytes, name: str = "formulaire.xlsx") -> object:
    given = {"commons": commons.pk, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("grid_import"), given)


def kept(page: object) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


@pytest.fixture
def commons(db: None) -> Commons:
    return factories.commons()


@pytest.fixture
def revision(commons: Commons) -> GridRevision:
    return factories.grid_revision(commons)


@pytest.fixture
def writer(commons: Commons) -> StrictClient:
    made = StrictClient()
    made.force_login(factories.member(Role.RESEARCHER, commons))
    return made


@pytest.fixture
def form_file(tmp_path: Path) -> str:
    path = tmp_path / "enquete.xlsx"
    path.write_bytes(xlsforms.household())
    return str(path)


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command(*arguments, stdout=said, stderr=said)
    return said.getvalue()


# On the page


def test_a_form_is_shown_row_by_row_and_nothing_is_written(commons: Commons, writer: StrictClient) -> None:
    before = Grid.objects.count(), JournalEntry.objects.count()
    page = send(writer, commons, xlsforms.household()).content.decode()
    assert "Aperçu de «\xa0Enquête logement 2026\xa0»" in page
    assert "une photo n’est pas une question" in page
    assert (Grid.objects.count(), JournalEntry.objects.count()) == before


def test_the_preview_folds_what_is_alike_and_keeps_every_row(commons: Commons, writer: StrictClient) -> None:
    page = send(writer, commons, xlsforms.household()).content.decode()
    assert re.search(r"<summary>Une position GPS n’est pas une question <span[^>]*>\(1\sligne\)", page)
    assert re.search(r"<summary>Gardé pour l’export\xa0: réponse obligatoire <span[^>]*>\(4\slignes\)", page)
    rows = page.split('aria-labelledby="lignes"')[1]
    assert all(f"<td>{name}</td>" in rows for name in ("deviceid", "statut", "merci"))


def test_a_grid_longer_than_its_editor_allows_is_changed_but_not_lengthened(commons: Commons) -> None:
    rows = [["text", f"q{number}", "Question"] for number in range(301)]
    lists = [["longue", f"o{number}", f"Option {number}"] for number in range(101)]
    made = xlsforms.workbook(
        survey=[["type", "name", "label"], *rows, ["select_one longue", "choix", "Lequel ?"]],
        choices=[["list_name", "name", "label"], *lists],
    )
    by = factories.member(Role.RESEARCHER, commons)
    revision = grid_files.bring_in(plan(made), commons=commons, by=by).revision
    asked = Question.objects.get(section__revision=revision, key="choix")
    offered = [grid_draft.Option(choice.label, choice.key) for choice in asked.choices.order_by("position")]
    grid_draft.edit_question(asked, facts={"text": "Lequel choisir ?"}, options=offered, by=by)
    with pytest.raises(ValidationError, match="au plus 100 réponses"):
        grid_draft.edit_question(asked, facts={}, options=[*offered, grid_draft.Option("Encore")], by=by)
    with pytest.raises(ValidationError, match="au plus 300 questions"):
        grid_draft.add_question(asked.section, facts={"text": "Et ?", "kind": "short_text"}, by=by)
    grid_draft.remove_question(Question.objects.get(section__revision=revision, key="q0"), by=by)
    assert Question.objects.filter(section__revision=revision).count() == 301
    assert Question.objects.get(section__revision=revision, key="choix").text == "Lequel choisir ?"


def test_a_confirmed_form_is_a_grid_in_preparation(commons: Commons, writer: StrictClient) -> None:
    page = send(writer, commons, xlsforms.household())
    sent = {"form": kept(page), "target": "nouvelle", "title": "Logement"}
    answer = writer.post(reverse("grid_import_confirm"), sent)
    revision = GridRevision.objects.get(grid__title="Logement")
    assert answer.url == reverse("revision_preview", args=[revision.pk])
    assert revision.frozen_at is None
    assert Question.objects.filter(section__revision=revision).count() == 12
    assert JournalEntry.objects.filter(verb=Verb.GRID_CREATED, target_id=str(revision.grid_id)).count() == 1
    assert writer.get(answer.url).status_code == 200
    assert writer.get(reverse("revision_edit", args=[revision.pk])).status_code == 200


def test_a_form_becomes_the_next_revision_of_a_grid_that_interviews_use(cast: Scene, researcher: StrictClient) -> None:
    grid = cast.interview.revision.grid
    page = send(researcher, cast.commons, xlsforms.field_guide())
    sent = {"form": kept(page), "target": f"{grid.pk}/"}
    assert researcher.post(reverse("grid_import_confirm"), sent).status_code == 302
    used, new = grid.revisions.order_by("number")
    assert used.frozen_at is not None
    assert new.frozen_at is None
    assert Question.objects.filter(section__revision=used).count() == 1
    cast.interview.refresh_from_db()
    assert cast.interview.revision == used


def test_a_draft_that_appeared_since_the_preview_is_not_replaced(commons: Commons, writer: StrictClient) -> None:
    grid = factories.grid_revision(commons).grid
    page = send(writer, commons, xlsforms.field_guide())
    GridRevision.objects.filter(grid=grid).update(frozen_at="2026-03-12T10:00:00Z")
    draft = GridRevision.objects.create(grid=grid, number=2)
    answer = writer.post(reverse("grid_import_confirm"), {"form": kept(page), "target": f"{grid.pk}/"})
    assert answer.status_code == 422
    assert GridRevision.objects.filter(pk=draft.pk).exists()


def test_a_preview_of_someone_else_or_forged_is_not_understood(commons: Commons, writer: StrictClient) -> None:
    signed = kept(send(writer, commons, xlsforms.field_guide()))
    other = StrictClient()
    other.force_login(factories.member(Role.COORDINATOR, commons))
    sent = {"target": "nouvelle", "title": "x"}
    assert other.post(reverse("grid_import_confirm"), {**sent, "form": signed}).status_code == 400
    assert writer.post(reverse("grid_import_confirm"), {**sent, "form": signed[:-1]}).status_code == 400
    assert not Grid.objects.filter(title="x").exists()


def test_a_file_that_is_no_form_is_refused_with_a_sentence(commons: Commons, writer: StrictClient) -> None:
    page = send(writer, commons, b"PK\x03\x04 rien de tel")
    assert page.status_code == 422
    assert "Ce classeur ne se lit pas" in page.content.decode()


# By command


@pytest.mark.pair
def test_the_command_writes_once_and_says_so_the_second_time(commons: Commons, form_file: str) -> None:
    said = run("import_grid", form_file, "--commons", commons.slug)
    assert "survey 11 position – sans équivalent, gardé pour l’export" in said
    assert "Grille créée" in said
    again = run("import_grid", form_file, "--commons", commons.slug)
    assert "dit déjà la même chose : rien n’a été changé" in again
    assert GridRevision.objects.filter(grid__title=TITLE).count() == 1
    assert Choice.objects.filter(question__section__revision__grid__title=TITLE).count() == 12


def test_a_trial_writes_nothing(commons: Commons, form_file: str) -> None:
    assert "rien n’a été écrit" in run("import_grid", form_file, "--commons", commons.slug, "--check")
    assert not Grid.objects.filter(title=TITLE).exists()


def test_the_command_replaces_a_draft_only_when_told(commons: Commons, form_file: str, tmp_path: Path) -> None:
    run("import_grid", form_file, "--commons", commons.slug)
    book = load_workbook(form_file)
    book["survey"]["C8"] = "Quel département ?"
    book.save(form_file)
    with pytest.raises(CommandError, match="en préparation ; --replace la remplacera"):
        run("import_grid", form_file, "--commons", commons.slug)
    said = run("import_grid", form_file, "--commons", commons.slug, "--replace")
    assert "Révision en préparation remplacée" in said
    revision = GridRevision.objects.get(grid__title=TITLE)
    assert Question.objects.filter(section__revision=revision, text="Quel département ?").count() == 1


@pytest.mark.parametrize("arguments", [("absent.xlsx", "--commons", "{slug}"), ("{file}", "--commons", "inconnu")])
def test_the_command_refuses_with_a_sentence(commons: Commons, form_file: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("import_grid", *(one.format(slug=commons.slug, file=form_file) for one in arguments))


def test_what_is_exported_is_imported_as_the_same_grid(
    commons: Commons, revision: GridRevision, tmp_path: Path
) -> None:
    path = str(tmp_path / "grille.xlsx")
    run("export_grid", revision.grid.title, path, "--commons", commons.slug, "--revision", "1")
    with Path(path).open("rb") as file:
        back = exchange.understood(exchange.read(file, "grille.xlsx"))[0]
    assert back == stored.plan_of(revision)
    assert "dit déjà la même chose" in run("import_grid", path, "--commons", commons.slug)


def test_an_unknown_grid_is_said_with_those_there_are(commons: Commons, revision: GridRevision, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Grilles de ce commun : « Grille d’entretien »"):
        run("export_grid", "Autre", str(tmp_path / "x.xlsx"), "--commons", commons.slug)


# What is written


@pytest.mark.pair
def test_what_is_written_reads_as_what_was_planned(commons: Commons) -> None:
    planned = plan(xlsforms.household())
    brought = grid_files.bring_in(planned, commons=commons, by=None)
    found = stored.plan_of(GridRevision.objects.get(pk=brought.revision.pk))
    assert found == planned
    assert exchange.xlsx(found, version="1")[0]


def test_a_research_question_of_another_commons_is_not_linked(commons: Commons) -> None:
    planned = plan(xlsforms.field_guide())
    planned.questions()[0].research = "9. Une question d’ailleurs"
    planned.questions()[1].research = "1. Comment coopérer ?"
    ResearchQuestion.objects.create(commons=commons, number=1, text="Comment coopérer ?")
    assert stored.settle(planned, commons) == ["9. Une question d’ailleurs"]
    brought = grid_files.bring_in(planned, commons=commons, by=None)
    asked = Question.objects.filter(section__revision=brought.revision).exclude(research_question=None)
    assert [question.key for question in asked] == ["role"]


def test_the_number_of_queries_of_an_export_does_not_grow_with_the_grid(
    commons: Commons, django_assert_num_queries: object
) -> None:
    small = grid_files.bring_in(plan(xlsforms.field_guide()), commons=commons, by=None).revision
    large = grid_files.bring_in(plan(xlsforms.household()), commons=commons, by=None).revision
    for revision in (small, large):
        found = GridRevision.objects.select_related("grid").get(pk=revision.pk)
        with django_assert_num_queries(3):
            stored.plan_of(found)
