"""What the team sees of the drafts: the list, and the board of one deliverable. A fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q

from accounts.models import User
from analysis.models import Excerpt
from commons.models import Job
from deliverables import impact
from deliverables.impact import Touched
from deliverables.models import Chapter, ChapterRevision, Deliverable, Edition, Rendition


@dataclass(frozen=True)
class Quoted:
    """A verbatim shown by a chapter, and whether consent still lets it be published."""

    excerpt: Excerpt
    publishable: bool


@dataclass
class ChapterRow:
    chapter: Chapter
    latest: ChapterRevision | None
    quoted: list[Quoted] = field(default_factory=list)

    @property
    def words(self) -> int:
        return self.latest.words if self.latest else 0


@dataclass
class EditionRow:
    edition: Edition
    rendition: Rendition | None
    job: Job | None


@dataclass(frozen=True)
class Board:
    chapters: list[ChapterRow]
    editions: list[EditionRow]
    touched: Touched

    @property
    def words(self) -> int:
        return sum(row.words for row in self.chapters)


def drafts_of(user: User | AnonymousUser) -> list[Deliverable]:
    """The deliverables ``user`` drafts, with ``chapter_count``, ``saved_at`` and ``served_count``."""
    served = Q(editions__withdrawn_at=None, editions__isnull=False)
    return list(
        Deliverable.objects.drafted_by(user)
        .select_related("commons", "territory")
        .annotate(
            chapter_count=Count("chapters", distinct=True),
            saved_at=Max("chapters__revisions__at"),
            served_count=Count("editions", filter=served, distinct=True),
        )
        .order_by("commons__title", "title")
    )


def of(deliverable: Deliverable) -> Board:
    chapters = list(deliverable.chapters.order_by("position"))
    current = ChapterRevision.objects.current().filter(chapter__in=chapters).select_related("by")
    latest = {revision.chapter_id: revision for revision in current.prefetch_related("citations__excerpt__speaker")}
    allowed = set(
        Excerpt.objects.publishable()
        .filter(citations__revision__chapter__deliverable=deliverable)
        .values_list("pk", flat=True)
    )
    rows = [ChapterRow(chapter, latest.get(chapter.pk)) for chapter in chapters]
    for row in rows:
        cited = row.latest.citations.all() if row.latest else []
        excerpts = sorted((citation.excerpt for citation in cited), key=lambda excerpt: (excerpt.at, excerpt.pk))
        row.quoted = [Quoted(excerpt, excerpt.pk in allowed) for excerpt in excerpts]
    this_one = Deliverable.objects.filter(pk=deliverable.pk)
    return Board(rows, _editions(deliverable), impact.in_deliverables(this_one))


def _editions(deliverable: Deliverable) -> list[EditionRow]:
    editions = list(deliverable.editions.newest_first().defer("html").select_related("published_by", "deliverable"))
    files = {
        rendition.edition_id: rendition
        for rendition in Rendition.objects.filter(edition__in=editions, format=Rendition.Format.PDF)
    }
    jobs = latest_jobs(files.values())
    rows = []
    for edition in editions:
        rendition = files.get(edition.pk)
        rows.append(EditionRow(edition, rendition, jobs.get(str(rendition.pk)) if rendition else None))
    return rows


def latest_jobs(renditions: Iterable[Rendition]) -> dict[str, Job]:
    """The last job of each rendition, by the rendition's identifier."""
    kind = ContentType.objects.get_for_model(Rendition)
    jobs = Job.objects.filter(target_type=kind, target_id__in=[str(rendition.pk) for rendition in renditions])
    return {job.target_id: job for job in jobs.order_by("created_at")}
