import hashlib
import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.models import Excerpt
from commons import jobs, journal
from commons.models import Job
from commons.pieces import Audience
from commons.verbs import Verb
from deliverables import credits as thanks
from deliverables import preflight
from deliverables.models import ChapterRevision, Citation, Deliverable, Edition, EditionChapter, Rendition
from deliverables.rendering import GENERATOR, html
from interviews.models import Consent, Interview

RENDER = "deliverables.tasks.render"


class NotPublishable(Exception):
    """A check forbids to publish, or the version cannot be this one; ``reasons`` are sentences for the person."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def publish(deliverable: Deliverable, *, version: str, changes: str, by: User) -> Edition:
    """Freeze ``deliverable`` as it stands into an edition, and start making its PDF.

    Every check runs again here, on locked rows: nothing can change between what was verified and what is frozen.
    Raises ``NotPublishable``.
    """
    deliverable = (
        Deliverable.objects.select_for_update(of=("self",))
        .select_related("commons", "territory")
        .get(pk=deliverable.pk)
    )
    revisions = _lock_texts(deliverable)
    if deliverable.editions.filter(version=version).exists():
        raise NotPublishable([_("La version %(version)s existe déjà.") % {"version": version}])
    blocking = [finding.message for finding in preflight.check(deliverable) if finding.is_blocking]
    rendered = _render(deliverable, revisions)
    if blocking or rendered.problems:
        raise NotPublishable(blocking or [problem.message for problem in rendered.problems])
    edition = Edition(deliverable=deliverable, version=version, title=deliverable.title, changes=changes)
    edition.published_by, edition.published_at = by, timezone.now()
    edition.html = rendered.html
    edition.manifest = _manifest(edition, revisions, rendered)
    edition.checksum = checksum(edition)
    edition.save(force_insert=True)
    EditionChapter.objects.bulk_create(
        EditionChapter(edition=edition, revision=revision, position=position)
        for position, revision in enumerate(revisions, start=1)
    )
    _complete_citations(revisions, rendered)
    rendition = Rendition.objects.create(edition=edition, format=Rendition.Format.PDF)
    jobs.start(RENDER, target=rendition, by=by)
    journal.record(Verb.EDITION_PUBLISHED, edition, by=by)
    return edition


@transaction.atomic
def withdraw_edition(edition: Edition, *, reason: str, by: User) -> None:
    """Stop serving ``edition`` and its files; its address keeps answering, with ``reason``."""
    withdrawn = Edition.objects.filter(pk=edition.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawal_reason=reason
    )
    if withdrawn:
        journal.record(Verb.EDITION_WITHDRAWN, edition, by=by)


@transaction.atomic
def remake_lost(rendition: Rendition) -> None:
    """The file is ready in the database and gone from the disk: make it again."""
    lost = Rendition.objects.filter(pk=rendition.pk, state=Rendition.State.READY)
    if lost.update(state=Rendition.State.WAITING, file="", sha256="", size=0, pages=0):
        jobs.start(RENDER, target=rendition, by=None)
        journal.record(Verb.RENDITION_REQUESTED, rendition, by=None)


@transaction.atomic
def request_rendition(rendition: Rendition, *, by: User) -> Job | None:
    """Make a file again after its work failed; ``None`` when it is ready or its edition is withdrawn."""
    if rendition.state == Rendition.State.READY or rendition.edition.is_withdrawn:
        return None
    job = jobs.start(RENDER, target=rendition, by=by)
    journal.record(Verb.RENDITION_REQUESTED, rendition, by=by)
    return job


def checksum(edition: Edition) -> str:
    """SHA-256 (hexadecimal) of the manifest as canonical JSON, a line end, and the frozen HTML, in UTF-8."""
    canonical = json.dumps(edition.manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{canonical}\n{edition.html}".encode()).hexdigest()


def _lock_texts(deliverable: Deliverable) -> list[ChapterRevision]:
    """The latest revision of each chapter, in order; nothing that they show can change now.

    Interviews are locked too: who was met there, and what they first allowed, is written under that lock.
    """
    chapters = list(deliverable.chapters.select_for_update().order_by("position"))
    current = {
        revision.chapter_id: revision
        for revision in ChapterRevision.objects.current().filter(chapter__deliverable=deliverable)
    }
    revisions = [current[chapter.pk] for chapter in chapters if chapter.pk in current]
    shown = Excerpt.objects.filter(pk__in=_render(deliverable, revisions).excerpts)
    interviews = list(shown.values_list("revision__note__interview", flat=True))
    list(Interview.objects.select_for_update(no_key=True).filter(pk__in=interviews).order_by("pk").values_list("pk"))
    list(shown.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    people = {"interviewee__interview__in": interviews}
    list(Consent.objects.select_for_update().filter(**people).order_by("pk").values_list("pk"))
    return revisions


def _render(deliverable: Deliverable, revisions: list[ChapterRevision]) -> html.Rendered:
    parts = [html.Part(revision.title, revision.body) for revision in revisions]
    return html.render(parts, Audience.EDITION, of=deliverable)


def _complete_citations(revisions: list[ChapterRevision], rendered: html.Rendered) -> None:
    """Every excerpt that the edition shows is linked to the revision that shows it, or no withdrawal would find it."""
    shown = [Citation(revision=revisions[part], excerpt_id=excerpt) for part, excerpt in rendered.citations]
    Citation.objects.bulk_create(shown, ignore_conflicts=True)


def _manifest(edition: Edition, revisions: list[ChapterRevision], rendered: html.Rendered) -> dict[str, Any]:
    """What the edition is made of; only values that JSON keeps as they are."""
    deliverable = edition.deliverable
    territory = deliverable.territory
    return {
        "format": 1,
        "deliverable": {
            "id": str(deliverable.pk),
            "slug": deliverable.slug,
            "kind": str(deliverable.get_kind_display()),
            "title": deliverable.title,
            "subtitle": deliverable.subtitle,
            "abstract": deliverable.abstract,
            "commons": deliverable.commons.title,
            "territory": territory.name if territory else "",
        },
        "version": edition.version,
        "changes": edition.changes,
        "published_at": edition.published_at.isoformat(),
        "address": settings.SITE_URL + reverse("edition_detail", args=[deliverable.slug, edition.version]),
        "chapters": [_chapter_line(revision) for revision in revisions],
        "contents": [[heading.level, heading.id, heading.title] for heading in rendered.contents],
        "paragraphs": rendered.paragraphs,
        "excerpts": [str(excerpt) for excerpt in rendered.excerpts],
        "territories": sorted({key for kind, key in rendered.insertions if kind == "carte"}),
        "fictional": _cites_fiction(rendered.excerpts),
        "licence": deliverable.commons.licence,
        "authors": thanks.authors(deliverable),
        "credits": thanks.of(deliverable),
        "generator": GENERATOR,
    }


def _chapter_line(revision: ChapterRevision) -> dict[str, Any]:
    return {
        "chapter": str(revision.chapter_id),
        "revision": str(revision.pk),
        "number": revision.number,
        "title": revision.title,
        "sha256": hashlib.sha256(revision.body.encode()).hexdigest(),
    }


def _cites_fiction(excerpts: list[UUID]) -> bool:
    return Excerpt.objects.filter(pk__in=excerpts, revision__note__interview__fictional=True).exists()
