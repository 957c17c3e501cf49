from typing import Any

from commons import richtext
from tests import factories
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


def interview(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.pk}


def token(scene: Scene) -> dict[str, Any]:
    return {"token": scene.consent_token}


def asked(scene: Scene) -> None:
    """The person met is asked to read the account, and has said something of it."""
    account = scene.shared_note.latest()
    scene.things["validation"] = factories.validation(scene.interviewee, account)
    scene.things["comment"] = factories.account_comment(scene.validation)


def comment(scene: Scene) -> dict[str, Any]:
    return {"token": scene.consent_token, "pk": scene.comment.pk}


def quotation(scene: Scene) -> dict[str, Any]:
    return {"token": scene.consent_token, "pk": scene.excerpt.pk}


LONG = {"kind": "comment", "text": "Il faut dire que cela a pris deux ans."}
LINES = [
    Line("interview_validation", "GET", 404, only(200, "researcher", "coordinator"), interview, prepare=asked),
    Line(
        "comment_answer",
        "POST",
        404,
        only(302, "researcher", "coordinator"),
        lambda scene: {"pk": scene.interview.pk, "comment": scene.comment.pk},
        lambda scene: {"answer": "Merci."},
        prepare=asked,
    ),
    Line("account_read", "GET", 302, {"interviewee": 200}, token, prepare=asked),
    Line("account_read", "GET", 410, {}, token, note="rien à relire"),
    Line("account_read", "POST", 403, {"interviewee": 302}, token, lambda scene: LONG, asked),
    Line("account_validate", "POST", 302, {}, token, prepare=asked),
    Line("account_reopen", "POST", 302, {}, token, prepare=asked),
    Line("comment_take_back", "POST", 302, {}, comment, prepare=asked),
    Line("quotation_answer", "POST", 302, {}, quotation, lambda scene: {"answer": "no", "mark": ""}, asked),
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
