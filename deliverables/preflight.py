"""What must hold before publishing. Other floors add their checks (``settings.PREFLIGHT_CHECKS``)."""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from analysis.models import Excerpt
from analysis.naming import naming_among
from commons import richtext
from commons.pieces import Audience
from deliverables.models import Chapter, ChapterRevision, Deliverable
from deliverables.rendering import html
from interviews.people.keys import UnreadableIdentity


@dataclass(frozen=True)
class Finding:
    """``blocking`` forbids to publish, ``warning`` does not; ``url`` is where to set it right."""

    level: Literal["blocking", "warning"]
    message: str
    url: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.level == "blocking"


def check(deliverable: Deliverable) -> list[Finding]:
    """Every finding of every check, blocking ones first."""
    findings = [finding for path in settings.PREFLIGHT_CHECKS for finding in import_string(path)(deliverable)]
    return sorted(findings, key=lambda finding: not finding.is_blocking)


def chapters_are_written(deliverable: Deliverable) -> list[Finding]:
    current = ChapterRevision.objects.current().filter(chapter__deliverable=deliverable)
    written = {revision.chapter_id for revision in current if richtext.plain_text(revision.body).strip()}
    chapters = _chapters(deliverable)
    if not chapters:
        board = reverse("draft_detail", args=[deliverable.pk])
        return [Finding("blocking", _("Ce livrable n’a pas encore de chapitre : ajoutez-en un et écrivez-le."), board)]
    return [
        Finding("blocking", _("Le chapitre « %(title)s » est vide.") % {"title": chapter.title}, _edit(chapter))
        for chapter in chapters
        if chapter.pk not in written
    ]


def insertions_are_known(deliverable: Deliverable) -> list[Finding]:
    return _problems(deliverable, quotation=False)


def quotations_are_allowed(deliverable: Deliverable) -> list[Finding]:
    """No excerpt without a consent that still lets it be quoted, shown or merely cited by a chapter."""
    findings = _problems(deliverable, quotation=True)
    named = {finding.url for finding in findings}
    current = ChapterRevision.objects.current().filter(chapter__deliverable=deliverable)
    unpublishable = Excerpt.objects.exclude(pk__in=Excerpt.objects.publishable().values("pk"))
    touched = current.filter(citations__excerpt__in=unpublishable.values("pk")).distinct()
    message = _("Chapitre « %(title)s » : un verbatim ne peut pas être publié. Retirez-le ou remplacez-le.")
    for revision in touched.select_related("chapter").order_by("chapter__position"):
        if _edit(revision.chapter) not in named:
            findings.append(Finding("blocking", message % {"title": revision.chapter.title}, _edit(revision.chapter)))
    return findings


def quotations_name_nobody(deliverable: Deliverable) -> list[Finding]:
    """No passage that a person met would be recognised by, compared now with the identities. No name is told here."""
    chapters = _chapters(deliverable)
    citations = html.render(html.parts_of(deliverable), Audience.EDITION, of=deliverable).citations
    shown = Excerpt.objects.publishable().filter(pk__in=[excerpt for _part, excerpt in citations])
    try:
        naming = {excerpt.pk: excerpt for excerpt in naming_among(list(shown.with_evidence()))}
    except UnreadableIdentity:
        return [
            Finding(
                "blocking",
                _("Les identités sont illisibles avec la clé du site : prévenez qui administre le site."),
            )
        ]
    message = _("Chapitre « %(title)s » : un verbatim désigne une personne rencontrée. Reformulez-le, ou retirez-le.")
    return [
        Finding("blocking", message % {"title": chapters[part].title}, naming[excerpt].get_absolute_url())
        for part, excerpt in dict.fromkeys(citations)
        if excerpt in naming
    ]


def _problems(deliverable: Deliverable, *, quotation: bool) -> list[Finding]:
    chapters = _chapters(deliverable)
    rendered = html.render(html.parts_of(deliverable), Audience.EDITION, of=deliverable)
    return [
        Finding(
            "blocking",
            _("Chapitre « %(title)s » : %(problem)s")
            % {"title": chapters[problem.part].title, "problem": problem.message},
            _edit(chapters[problem.part]),
        )
        for problem in rendered.problems
        if problem.quotation == quotation
    ]


def _chapters(deliverable: Deliverable) -> list[Chapter]:
    return list(deliverable.chapters.order_by("position"))


def _edit(chapter: Chapter) -> str:
    return reverse("chapter_edit", args=[chapter.pk])
