from collections.abc import Callable
from typing import Any

from django.utils import timezone

from reviews.models import Decision, Remark
from tests import factories
from tests.access import WRITERS, Line, only
from tests.reviews import building
from tests.scene import Scene


def _round(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.round.pk}


def _reader(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.reader.pk}


def _block(scene: Scene) -> dict[str, Any]:
    block = building.blocks_of(scene.round_chapter)[0]
    return {"pk": scene.round.pk, "chapter": scene.round_chapter.pk, "block": block.id}


def _remark(scene: Scene) -> dict[str, Any]:
    return {"pk": Remark.objects.get().pk}


def make_remark(scene: Scene) -> None:
    building.remark(scene.round_chapter, scene.reader)


def invite_the_expert(scene: Scene) -> None:
    factories.reader(scene.round, user=scene.people["expert"])


def revoke(scene: Scene) -> None:
    scene.reader.revoked_at = timezone.now()
    scene.reader.save()


#: Private to the readers of the round and to its team: nobody else learns that it exists.
READERS = only(200, "reader", *WRITERS, anonymous=404)
WORD = {"text": "Une remarque."}
ANSWER = {"disposition": Decision.Disposition.ACCEPTED, "reason": "Nous avons corrigé."}


def _team(name: str, method: str, status: int, kwargs: Callable[[Scene], dict[str, Any]], **more: Any) -> Line:
    """An address of those who manage the round."""
    return Line(name, method, 404, only(status, *WRITERS), kwargs=kwargs, **more)


def _chosen(scene: Scene) -> dict[str, Any]:
    return {"livrable": scene.deliverable.slug}


def _opening(scene: Scene) -> dict[str, Any]:
    return building.opening(scene.deliverable)


#: A coordinator of another commons opens rounds, on her own deliverables.
CHOOSING = only(200, *WRITERS) | {"foreigner": 404}


LINES = [
    Line("round_list", "GET", 200),
    Line("round_create", "GET", 403, only(200, *WRITERS, "foreigner")),
    Line("round_create", "GET", 403, CHOOSING, data=_chosen, note="on a deliverable"),
    Line("round_create", "POST", 403, CHOOSING | only(302, *WRITERS), data=_opening),
    Line("reader_enter", "GET", 302, kwargs=lambda scene: {"token": scene.reader_token}),
    Line("reader_enter", "GET", 404, kwargs=lambda scene: {"token": scene.consent_token}, note="other purpose"),
    Line(
        "reader_enter", "GET", 410, kwargs=lambda scene: {"token": scene.reader_token}, prepare=revoke, note="revoked"
    ),
    Line("round_read", "GET", 404, READERS, kwargs=_round),
    Line("round_read", "GET", 404, READERS | {"expert": 200}, kwargs=_round, prepare=invite_the_expert, note="invited"),
    Line("round_read", "GET", 404, only(200, *WRITERS, anonymous=404), kwargs=_round, prepare=revoke, note="revoked"),
    Line("remark_create", "GET", 404, only(403, *WRITERS, anonymous=404) | {"reader": 200}, kwargs=_block),
    Line(
        "remark_create",
        "POST",
        404,
        only(403, *WRITERS, anonymous=404) | {"reader": 302},
        kwargs=_block,
        data=lambda scene: WORD,
    ),
    Line("remark_edit", "GET", 404, {"reader": 200}, kwargs=_remark, prepare=make_remark),
    Line("remark_edit", "POST", 404, {"reader": 302}, kwargs=_remark, data=lambda scene: WORD, prepare=make_remark),
    Line("remark_delete", "POST", 404, {"reader": 302}, kwargs=_remark, prepare=make_remark),
    _team("round_detail", "GET", 200, _round),
    _team("round_minutes", "GET", 200, _round),
    _team("reader_invite", "GET", 200, _round),
    _team("reader_invite", "POST", 200, _round, data=lambda scene: {"guests": "Ada <ada@exemple.fr>"}),
    _team("reader_revoke", "POST", 302, _reader),
    _team("reader_renew", "POST", 200, _reader),
    _team("remark_answer", "GET", 200, _remark, prepare=make_remark),
    _team("remark_answer", "POST", 302, _remark, data=lambda scene: ANSWER, prepare=make_remark),
]
