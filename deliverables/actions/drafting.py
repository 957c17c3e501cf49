from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from accounts.models import User
from analysis.models import Excerpt
from analysis.pieces import identifier_of
from commons import journal, richtext
from commons.markup import french_spaces
from commons.models import Commons
from commons.verbs import Verb
from deliverables.models import Chapter, ChapterRevision, Citation, Deliverable
from deliverables.rendering import html

_TEXTS = ("title", "subtitle", "abstract")
#: Where a chapter waits while its neighbour takes its place; places begin at 1.
ASIDE = 0
_SLUG_LENGTH = 70  # leaves room for a number in the 80 characters of the field


class Conflict(Exception):
    """The chapter was saved by someone else since ``base``; ``latest`` is what stands now."""

    def __init__(self, latest: ChapterRevision) -> None:
        super().__init__(str(latest))
        self.latest = latest


class NotEmpty(Exception):
    """A chapter that has, or had, a text is never removed: rounds and editions may point at it."""


@transaction.atomic
def create(deliverable: Deliverable, *, by: User) -> Deliverable:
    """Store a new deliverable; its address is made from its title. Sent twice in a minute it is the same one."""
    _set_well(deliverable)
    # Addresses are those of the installation: one new deliverable at a time.
    list(Commons.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    same = {name: getattr(deliverable, name) for name in ("commons", "kind", "territory", *_TEXTS)}
    again = Deliverable.objects.filter(pk__in=journal.just_done(Verb.DELIVERABLE_CREATED, by=by), **same).first()
    if again is not None:
        return again
    deliverable.slug = _free_slug(deliverable.title)
    deliverable.save(force_insert=True)
    journal.record(Verb.DELIVERABLE_CREATED, deliverable, by=by)
    return deliverable


@transaction.atomic
def describe(deliverable: Deliverable, *, by: User) -> None:
    """Store its title, subtitle, abstract, kind and territory. Its address never changes."""
    _set_well(deliverable)
    deliverable.save(update_fields=["title", "subtitle", "abstract", "kind", "territory"])
    journal.record(Verb.DELIVERABLE_EDITED, deliverable, by=by)


@transaction.atomic
def add_chapter(deliverable: Deliverable, *, title: str, by: User) -> Chapter:
    """A new last chapter; sent twice in a minute it is the same one."""
    _lock(deliverable)
    title = french_spaces(title)
    last = deliverable.chapters.order_by("-position").first()
    sent_again = last is not None and last.title == title and not last.revisions.exists()
    if last is not None and sent_again and str(deliverable.pk) in journal.just_done(Verb.DELIVERABLE_EDITED, by=by):
        return last
    position = last.position + 1 if last else 1
    chapter = Chapter.objects.create(deliverable=deliverable, position=position, title=title)
    journal.record(Verb.DELIVERABLE_EDITED, deliverable, by=by)
    return chapter


@transaction.atomic
def move_chapter(chapter: Chapter, *, up: bool, by: User) -> None:
    """Exchange ``chapter`` with the one above or below; nothing happens at either end."""
    _lock(chapter.deliverable)
    chapter.refresh_from_db()
    others = chapter.deliverable.chapters
    if up:
        neighbour = others.filter(position__lt=chapter.position).order_by("-position").first()
    else:
        neighbour = others.filter(position__gt=chapter.position).order_by("position").first()
    if neighbour is None:
        return
    freed, taken = chapter.position, neighbour.position
    for moved, position in ((chapter, ASIDE), (neighbour, freed), (chapter, taken)):  # never two at one place
        moved.position = position
        moved.save(update_fields=["position"])
    journal.record(Verb.DELIVERABLE_EDITED, chapter.deliverable, by=by)


@transaction.atomic
def remove_chapter(chapter: Chapter, *, by: User) -> None:
    """Remove a chapter that never had a text. Raises ``NotEmpty`` otherwise."""
    _lock(chapter.deliverable)
    if any(richtext.plain_text(body).strip() for body in chapter.revisions.values_list("body", flat=True)):
        raise NotEmpty
    try:
        chapter.delete()
    except ProtectedError as error:
        raise NotEmpty from error
    journal.record(Verb.DELIVERABLE_EDITED, chapter.deliverable, by=by)


@transaction.atomic
def save_chapter(chapter: Chapter, *, title: str, body: str, base: int, by: User) -> ChapterRevision | None:
    """A new revision of ``chapter`` if anything changed since ``base`` (0: never saved); ``None`` if nothing did.

    Raises ``Conflict`` when someone else saved another text since ``base``.
    """
    Chapter.objects.select_for_update().get(pk=chapter.pk)
    latest = chapter.latest()
    title, body = french_spaces(title), richtext.clean(body)
    if latest is not None and (latest.title, latest.body) == (title, body):
        return None
    if latest is not None and latest.number != base:
        raise Conflict(latest)
    revision = ChapterRevision.objects.create(
        chapter=chapter, number=(latest.number if latest else 0) + 1, title=title, body=body, by=by
    )
    chapter.title = title
    chapter.save(update_fields=["title"])
    _record_citations(revision, chapter.deliverable)
    journal.record(Verb.CHAPTER_SAVED, chapter, by=by)
    return revision


def _record_citations(revision: ChapterRevision, deliverable: Deliverable) -> None:
    """Link ``revision`` to each excerpt it shows, of its own commons only."""
    keys = [key for kind, key in html.insertions(revision.body) if kind == "verbatim"]
    excerpts = Excerpt.objects.filter(
        pk__in=[identifier for identifier in map(identifier_of, keys) if identifier],
        revision__note__interview__commons=deliverable.commons_id,
    )
    Citation.objects.bulk_create([Citation(revision=revision, excerpt=excerpt) for excerpt in excerpts])


def _set_well(deliverable: Deliverable) -> None:
    """A title never breaks before its colon."""
    for name in _TEXTS:
        setattr(deliverable, name, french_spaces(getattr(deliverable, name)))


def _lock(deliverable: Deliverable) -> None:
    """One change at a time to what a deliverable is made of."""
    Deliverable.objects.select_for_update().get(pk=deliverable.pk)


def _free_slug(title: str) -> str:
    plain = title.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("’", "-").replace("'", "-")
    base = slugify(plain)[:_SLUG_LENGTH].strip("-") or "livrable"
    taken = set(Deliverable.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
