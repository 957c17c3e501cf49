from typing import Any

from commons import richtext
from tests.access import Line, only
from tests.scene import Scene

NOT_WRITERS = {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403}


def excerpt(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.excerpt.pk}


def revision(scene: Scene) -> dict[str, Any]:
    return {"revision": scene.note_revision.pk}


def passage(scene: Scene) -> dict[str, Any]:
    block = richtext.blocks(scene.note_revision.body)[0]
    return {"block": block.id, "quote": block.text, "public_wording": "On partage."}


LINES = [
    Line("excerpt_list", "GET", 200, only(200) | NOT_WRITERS),
    Line("excerpt_take", "GET", 404, only(200, "researcher", "coordinator"), revision),
    Line("excerpt_take", "POST", 404, only(302, "researcher", "coordinator"), revision, passage),
    Line("excerpt_detail", "GET", 404, only(200, "researcher", "colleague", "coordinator"), excerpt),
    Line("excerpt_edit", "GET", 404, only(200, "researcher", "coordinator") | {"colleague": 403}, excerpt),
    Line(
        "excerpt_edit",
        "POST",
        404,
        only(302, "researcher", "coordinator") | {"colleague": 403},
        excerpt,
        lambda scene: {"public_wording": "Une autre formulation.", "memo": ""},
    ),
]
