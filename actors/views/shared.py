"""What the pages of actors share: the way back, the order of relations."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actors import policies
from actors.models import Correction, Ecosystem, ImportBatch, Organisation, Relation
from actors.upkeep import corrections
from commons.models import Job
from commons.policies import Person


def path(label: str, name: str) -> list[tuple[str, str]]:
    """The crumbs from home to a list; without ``name``, the list is the page itself."""
    return [(_("Accueil"), reverse("home")), (label, reverse(name) if name else "")]


def in_order(relations: QuerySet[Relation]) -> list[Relation]:
    """By who acts, then on whom: an order that says nothing of how sure they are."""
    rows = relations.select_related("source", "target").order_by("kind", "period", "pk")
    return sorted(rows, key=lambda row: (row.source.sort_key, row.target.sort_key))


def upkeep(user: Person, thing: Organisation | Ecosystem, *, can_edit: bool) -> dict[str, object]:
    """What the page of ``thing`` offers to keep it true: proposing, examining what was proposed, who changed what."""
    is_organisation = isinstance(thing, Organisation)
    kind, about = ("organisation", {"organisation": thing}) if is_organisation else ("ecosystem", {"ecosystem": thing})
    waiting = corrections.examined_by(user).filter(state=Correction.State.PENDING, **about)
    return {
        "can_edit": can_edit,
        "to_examine": waiting.count() if can_edit else 0,
        "correct": reverse(f"{kind}_correct", args=[thing.slug]),
        "history": reverse(f"{kind}_history", args=[thing.slug]) if policies.can_see_history(user) else "",
    }


def job_of(batch: ImportBatch) -> Job | None:
    """The latest work on an import."""
    mine = Job.objects.filter(target_id=str(batch.pk), kind__startswith="actors.tasks.")
    return mine.order_by("-created_at").first()
