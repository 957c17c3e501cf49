"""Who may what with grids: the researchers and coordinators of their commons, and nobody else."""

from typing import Any

from interviews.models import GridRevision, Question, Section
from tests.access import WRITERS, Line, only
from tests.scene import Scene

NOT_WRITERS = {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403}
SEE, DO = only(200, *WRITERS), only(302, *WRITERS)


def grid(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.revision.grid_id}


def revision(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.revision_id}


def latest(scene: Scene) -> dict[str, Any]:
    return {"pk": GridRevision.objects.get(grid=scene.interview.revision.grid, number=2).pk}


def section(scene: Scene) -> dict[str, Any]:
    return {"pk": Section.objects.get(revision=scene.interview.revision).pk}


def question(scene: Scene) -> dict[str, Any]:
    return {"pk": Question.objects.get(section__revision=scene.interview.revision).pk}


def revised(scene: Scene) -> None:
    """A second revision, in preparation, of a grid whose first is frozen."""
    first = scene.interview.revision
    GridRevision.objects.filter(pk=first.pk).update(frozen_at="2026-03-12T10:00:00Z")
    GridRevision.objects.create(grid=first.grid, number=2)


def titled(scene: Scene) -> dict[str, Any]:
    return {"commons": scene.ecosystem.commons_id, "title": "Une grille"}


def asked(scene: Scene) -> dict[str, Any]:
    return {"text": "Depuis quand ?", "section": section(scene)["pk"], "kind": "long_text", "approach": "both"}


def move(scene: Scene) -> dict[str, Any]:
    return {"direction": "up"}


def words(scene: Scene) -> dict[str, Any]:
    return {"title": "Un titre"}


def purpose(scene: Scene) -> dict[str, Any]:
    return {"purpose": "Mieux dire."}


LINES = [
    Line("grid_list", "GET", 200, only(200) | NOT_WRITERS),
    Line("grid_create", "GET", 200, only(200) | NOT_WRITERS),
    Line("grid_create", "POST", 302, only(302) | NOT_WRITERS | {"foreigner": 422}, data=titled),
    Line("grid_paste", "GET", 200, only(200) | NOT_WRITERS),
    Line("grid_paste", "POST", 200, only(200) | NOT_WRITERS, data=lambda scene: {"pasted": "Qui agit ?"}),
    Line(
        "grid_paste_create",
        "POST",
        302,
        only(302) | NOT_WRITERS | {"foreigner": 422},
        data=lambda scene: titled(scene) | {"pasted": "Qui agit ?", "role-0": "question"},
    ),
    Line("grid_detail", "GET", 404, SEE, grid),
    Line("grid_rename", "GET", 404, SEE, grid),
    Line("grid_rename", "POST", 404, DO, grid, words),
    Line("revision_prepare", "POST", 404, DO, grid, purpose),
    Line("grid_duplicate", "POST", 404, DO, revision),
    Line("revision_preview", "GET", 404, SEE, revision),
    Line("revision_difference", "GET", 404, SEE, latest, prepare=revised),
    Line("revision_edit", "GET", 404, SEE, revision),
    Line("revision_edit", "POST", 404, DO, revision, purpose),
    Line("revision_remove", "GET", 404, SEE, latest, prepare=revised),
    Line("revision_remove", "POST", 404, DO, latest, prepare=revised),
    Line("section_add", "GET", 404, SEE, revision),
    Line("section_add", "POST", 404, DO, revision, words),
    Line("section_edit", "GET", 404, SEE, section),
    Line("section_edit", "POST", 404, DO, section, words),
    Line("section_move", "POST", 404, DO, section, move),
    Line("section_remove", "GET", 404, SEE, section),
    Line("section_remove", "POST", 404, DO, section),
    Line("question_add", "GET", 404, SEE, section),
    Line("question_add", "POST", 404, DO, section, asked),
    Line("question_edit", "GET", 404, SEE, question),
    Line("question_edit", "POST", 404, DO, question, asked),
    Line("question_move", "POST", 404, DO, question, move),
    Line("question_remove", "GET", 404, SEE, question),
    Line("question_remove", "POST", 404, DO, question),
    Line("question_restore", "POST", 404, DO, latest, lambda scene: {"key": "cooperer"}, prepare=revised),
    Line(
        "interview_grid",
        "GET",
        404,
        only(200, "researcher", "coordinator") | {"colleague": 403},
        lambda scene: {"pk": scene.interview.pk},
    ),
    Line(
        "interview_grid",
        "POST",
        404,
        only(302, "researcher", "coordinator") | {"colleague": 403},
        lambda scene: {"pk": scene.interview.pk},
        lambda scene: {"revision": latest(scene)["pk"], "confirmed": "on"},
        prepare=revised,
    ),
]
