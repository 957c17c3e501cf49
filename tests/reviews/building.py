"""Builders of rounds and remarks, beside those of ``tests.factories``."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from analysis.models import Excerpt
from commons import richtext
from commons.models import Role
from commons.richtext import Block
from deliverables.models import ChapterRevision, Deliverable
from interviews.models import Consent
from reviews.models import Decision, Reader, Remark, ReviewRound, RoundChapter
from reviews.rendering import quotes
from tests import factories

BODY = (
    "<h2>Le chantier partagé</h2>"
    "<p>Les artisans <strong>mutualisent</strong> leurs achats. Le dépôt ouvre le mardi, le dépôt ferme à midi.</p>"
    "<p>Une seconde idée, plus courte.</p>"
)


@dataclass
class Case:
    """One open round on one chapter, its writer, and a reader with the client that opened their link."""

    writer: User
    deliverable: Deliverable
    round: ReviewRound
    reader: Reader
    token: str

    @property
    def chapter(self) -> RoundChapter:
        return self.round.chapters.select_related("revision__chapter").get(position=1)

    def address(self, block: int = 1) -> str:
        found = blocks_of(self.chapter)[block]
        return reverse("remark_create", args=[self.round.pk, self.chapter.pk, found.id])


def case(body: str = BODY, **fields: Any) -> Case:
    commons = factories.commons()
    writer = factories.member(Role.RESEARCHER, commons, "Chercheuse")
    deliverable = factories.deliverable(commons)
    factories.chapter(deliverable, writer, body=body)
    made = factories.review_round(deliverable, **fields)
    reader, token = factories.reader(made)
    return Case(writer, deliverable, made, reader, token)


def enter(client: Client, token: str) -> Any:
    return client.get(reverse("reader_enter", args=[token]))


def blocks_of(chapter: RoundChapter) -> list[Block]:
    return richtext.blocks(chapter.html)


def remark(chapter: RoundChapter, reader: Reader, *, block: int = 0, quote: str = "", **fields: Any) -> Remark:
    anchor = quotes.place(chapter.html, blocks_of(chapter)[block], quote).anchor
    return Remark.objects.create(
        **{
            "chapter": chapter,
            "reader": reader,
            "block": anchor.block,
            "quote": anchor.quote,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
            "text": "Que voulez-vous dire ?",
            **fields,
        }
    )


def answer(of: Remark, by: User, **fields: Any) -> Decision:
    return Decision.objects.create(
        **{
            "remark": of,
            "disposition": Decision.Disposition.ACCEPTED,
            "reason": "Nous l’avons dit.",
            "by": by,
            **fields,
        }
    )


def close(review_round: ReviewRound) -> None:
    now = timezone.now()
    ReviewRound.objects.filter(pk=review_round.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1)
    )
    review_round.readers.update(expires_at=now + timedelta(days=29))


def opening(deliverable: Deliverable, **fields: Any) -> dict[str, Any]:
    """What the form of a new round sends."""
    return {
        "livrable": deliverable.slug,
        "chapters": [str(pk) for pk in deliverable.chapters.values_list("pk", flat=True)],
        "new_group": "Groupe des accompagnateurs",
        "new_group_kind": "practitioners",
        "questions": "Est-ce clair ?\nQue manque-t-il ?",
        "closes_on": (timezone.localdate() + timedelta(days=10)).isoformat(),
        **fields,
    }


def revise(of: Case, body: str) -> None:
    """The writer goes on with the draft while its frozen text is read."""
    chapter = of.chapter.revision.chapter
    number = chapter.revisions.count() + 1
    ChapterRevision.objects.create(chapter=chapter, number=number, title=chapter.title, body=body, by=of.writer)


def with_excerpt(words: str) -> tuple[Case, Excerpt, Consent]:
    """A case whose frozen text inserts an excerpt, said with consent."""
    made = case(body="<p>Avant.</p>")
    ecosystem = factories.ecosystem(made.deliverable.commons)
    interview = factories.interview(ecosystem, made.writer)
    speaker = factories.interviewee(interview)
    consent = factories.consent(speaker)
    excerpt = factories.excerpt(factories.note(interview, made.writer, body=f"<p>{words}</p>"), speaker=speaker)
    body = f"<p>Avant.</p><p>[[verbatim:{excerpt.pk}]]</p><p>Après le verbatim.</p>"
    revise(made, body)
    latest = made.chapter.revision.chapter.latest()
    RoundChapter.objects.filter(pk=made.chapter.pk).update(revision=latest, html=latest.body)
    return made, excerpt, consent
