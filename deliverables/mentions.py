"""The chapters that insert an ecosystem (``settings.ECOSYSTEM_USES``)."""

from django.utils.translation import gettext as _

from actors.models import Ecosystem
from deliverables.models import ChapterRevision
from deliverables.rendering import html


def of_ecosystem(ecosystem: Ecosystem) -> list[str]:
    """Each chapter whose latest text shows it; without the title of those that another commons writes."""
    wanted = ("ecosysteme", ecosystem.slug)
    latest = ChapterRevision.objects.current().filter(body__contains="[[").select_related("chapter__deliverable")
    rows = latest.order_by("chapter__deliverable__title", "chapter__position")
    return [_said(row, ecosystem) for row in rows if wanted in html.insertions(row.body)]


def _said(row: ChapterRevision, ecosystem: Ecosystem) -> str:
    deliverable = row.chapter.deliverable
    if deliverable.commons_id != ecosystem.commons_id:
        return _("un chapitre d’un autre commun, qui l’insère")
    return _("le chapitre « %(chapter)s » de « %(text)s », qui l’insère") % {
        "chapter": row.title,
        "text": deliverable.title,
    }
