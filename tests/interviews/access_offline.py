"""Writing without a connection."""

from typing import Any

from tests.access import Line, only
from tests.scene import Scene


def note(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.note.pk}


def own_device(scene: Scene) -> dict[str, Any]:
    return {"appareil": "propre"}


def opened(scene: Scene) -> None:
    scene.interview.opened_to_team = True
    scene.interview.save()


LINES = [
    Line("note_watch", "GET", 404, only(200, "researcher", "coordinator"), note),
    Line(
        "note_watch",
        "GET",
        404,
        only(200, "researcher", "colleague", "coordinator"),
        note,
        prepare=opened,
        note="note ouverte à l’équipe",
    ),
    Line(
        "device_choice",
        "POST",
        302,
        only(302) | {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403},
        data=own_device,
    ),
    Line("signed_in_again", "GET", 200, only(200)),
    Line("offline_page", "GET", 200),
    Line("offline_worker", "GET", 200),
]
