"""From a consent forward: every draft and every edition that a withdrawal touches."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from analysis.models import Excerpt
from deliverables.models import Chapter, ChapterRevision, Citation, Deliverable, Edition
from interviews.models import Consent


@dataclass(frozen=True)
class Touched:
    """Chapters whose latest text cites the passages, and editions still served that show them."""

    chapters: list[Chapter]
    editions: list[Edition]

    def __bool__(self) -> bool:
        return bool(self.chapters or self.editions)


def of_withdrawal(consent: Consent) -> Touched:
    """What the passages of the person of ``consent`` touch: said by them, or by someone unnamed in their interview."""
    person = consent.interviewee
    said = Q(speaker=person) | Q(speaker=None, revision__note__interview=person.interview_id)
    return of_excerpts(Excerpt.objects.filter(said))


def in_deliverables(deliverables: QuerySet[Deliverable]) -> Touched:
    """What, in these deliverables, shows a passage that consent no longer lets be published. Three queries."""
    unpublishable = Excerpt.objects.exclude(pk__in=Excerpt.objects.publishable().values("pk"))
    return of_excerpts(unpublishable, among=deliverables)


def of_excerpts(excerpts: QuerySet[Excerpt], *, among: QuerySet[Deliverable] | None = None) -> Touched:
    cited = Citation.objects.filter(excerpt__in=excerpts.values("pk"))
    current = ChapterRevision.objects.current().filter(Exists(cited.filter(revision=OuterRef("pk"))))
    chapters = Chapter.objects.filter(pk__in=current.values("chapter")).select_related("deliverable")
    shown = cited.filter(revision__editions__edition=OuterRef("pk"))
    editions = Edition.objects.served().filter(Exists(shown)).select_related("deliverable").defer("html")
    if among is not None:
        chapters = chapters.filter(deliverable__in=among.values("pk"))
        editions = editions.filter(deliverable__in=among.values("pk"))
    return Touched(
        list(chapters.order_by("deliverable__title", "position")),
        list(editions.order_by("deliverable__title", "-published_at")),
    )
