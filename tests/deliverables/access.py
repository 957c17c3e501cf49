"""Who gets what at the addresses of deliverables (``tests/access.py`` says how to read a line)."""

from typing import Any

from deliverables import actions
from tests.access import WRITERS, Line, only
from tests.deliverables import building
from tests.scene import Scene


def of_deliverable(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.deliverable.pk}


def of_chapter(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.chapter.pk}


def of_edition(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.edition.pk}


def by_slug(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.deliverable.slug}


def by_version(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.deliverable.slug, "version": "1.0"}


def published(scene: Scene) -> None:
    scene.things["edition"] = actions.publish(
        scene.deliverable, version="1.0", changes="", by=scene.people["coordinator"]
    )


def ready(scene: Scene) -> None:
    published(scene)
    building.pretend_ready(scene.edition)


def withdrawn(scene: Scene) -> None:
    ready(scene)
    actions.withdraw_edition(scene.edition, reason="Consentement retiré.", by=scene.people["coordinator"])


def with_empty_chapter(scene: Scene) -> None:
    scene.things["chapter"] = actions.add_chapter(scene.deliverable, title="Vide", by=scene.people["researcher"])


def new_deliverable(scene: Scene) -> dict[str, Any]:
    return {"commons": scene.commons.pk, "kind": "news", "title": "Nouvelle chronique"}


def new_text(scene: Scene) -> dict[str, Any]:
    return {"title": "Chapitre", "body": "<p>Un autre texte.</p>", "base": 1}


EDITION = {"version": "1.0", "changes": "", "confirmed": "on"}
WITHDRAWAL = {"withdrawal_reason": "Un passage a été retiré."}
writers_only = only(200, *WRITERS)
writers_save = only(302, *WRITERS)
coordination_only = only(403, "researcher", "colleague") | {"coordinator": 200}
coordination_saves = only(403, "researcher", "colleague") | {"coordinator": 302}

LINES = [
    Line("draft_list", "GET", 403, writers_only | {"foreigner": 200}),
    Line("draft_create", "GET", 403, writers_only | {"foreigner": 200}),
    Line("draft_create", "POST", 403, writers_save | {"foreigner": 422}, data=new_deliverable),
    Line("draft_detail", "GET", 404, writers_only, of_deliverable),
    Line("draft_edit", "GET", 404, writers_only, of_deliverable),
    Line("draft_edit", "POST", 404, writers_save, of_deliverable, lambda scene: {"kind": "news", "title": "Autre"}),
    Line("draft_preview", "GET", 404, writers_only, of_deliverable),
    Line("chapter_add", "POST", 404, writers_save, of_deliverable, lambda scene: {"title": "Deuxième"}),
    Line("chapter_edit", "GET", 404, writers_only, of_chapter),
    Line("chapter_edit", "POST", 404, writers_save, of_chapter, new_text),
    Line("chapter_edit", "POST", 404, only(409, *WRITERS), of_chapter, lambda s: new_text(s) | {"base": 0}, note="old"),
    Line("chapter_move", "POST", 404, writers_save, of_chapter, lambda scene: {"direction": "up"}),
    Line("chapter_remove", "POST", 404, writers_save, of_chapter, prepare=with_empty_chapter),
    Line("publish", "GET", 404, writers_only, of_deliverable),
    Line("publish", "POST", 404, coordination_saves, of_deliverable, lambda scene: EDITION),
    Line("edition_withdraw", "GET", 404, coordination_only, of_edition, prepare=published),
    Line("edition_withdraw", "POST", 404, coordination_saves, of_edition, lambda scene: WITHDRAWAL, published),
    Line("rendition_request", "POST", 404, coordination_saves, of_edition, prepare=published),
    Line("deliverable_list", "GET", 200),
    Line("deliverable_detail", "GET", 404, kwargs=by_slug, note="never published"),
    Line("deliverable_detail", "GET", 200, kwargs=by_slug, prepare=published),
    Line("deliverable_detail", "GET", 410, kwargs=by_slug, prepare=withdrawn, note="withdrawn"),
    Line("edition_detail", "GET", 404, kwargs=by_version, note="never published"),
    Line("edition_detail", "GET", 200, kwargs=by_version, prepare=published),
    Line("edition_detail", "GET", 410, kwargs=by_version, prepare=withdrawn, note="withdrawn"),
    Line("edition_pdf_state", "GET", 200, kwargs=by_version, prepare=published),
    Line("edition_pdf_state", "GET", 410, kwargs=by_version, prepare=withdrawn, note="withdrawn"),
    Line("edition_pdf", "GET", 503, kwargs=by_version, prepare=published, note="waiting"),
    Line("edition_pdf", "GET", 200, kwargs=by_version, prepare=ready),
    Line("edition_pdf", "GET", 410, kwargs=by_version, prepare=withdrawn, note="withdrawn"),
]
