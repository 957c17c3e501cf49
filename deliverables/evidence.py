"""The evidence of a text: what a chapter may insert, and what a published edition shows."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.models import Excerpt
from commons.policies import Person
from deliverables.models import Deliverable, Edition
from territories.models import Territory


@dataclass(frozen=True)
class Offer:
    """Something to insert by writing ``markup`` alone in a paragraph; not while ``obstacle`` says why."""

    markup: str
    label: str
    text: str = ""
    obstacle: str = ""
    fictional: bool = False


def verbatims(deliverable: Deliverable, user: User) -> list[Offer]:
    """Excerpts of the commons, those that may be published first. A fixed number of queries."""
    excerpts = (
        Excerpt.objects.visible_to(user)
        .filter(revision__note__interview__commons=deliverable.commons_id)
        .with_evidence()
        .order_by("-at", "pk")
    )
    offers = [_offer(excerpt) for excerpt in excerpts]
    return sorted(offers, key=lambda offer: bool(offer.obstacle))


def maps() -> list[Offer]:
    public = set(Territory.objects.visible_to(AnonymousUser()).order_by().values_list("pk", flat=True))
    rows = Territory.objects.order_by("name").values_list("pk", "slug", "name")
    empty = _("ce territoire n’a encore aucune commune")
    return [Offer(f"[[carte:{slug}]]", name, obstacle="" if pk in public else empty) for pk, slug, name in rows]


def of_edition(edition: Edition, user: Person) -> list[Excerpt]:
    """The excerpts a published edition shows, in the order of its text, for whoever may walk back to them."""
    shown = [str(key) for key in edition.manifest["excerpts"]]
    if not shown:
        return []
    found = {
        str(excerpt.pk): excerpt for excerpt in Excerpt.objects.visible_to(user).filter(pk__in=shown).with_evidence()
    }
    return [found[key] for key in shown if key in found]


def _offer(excerpt: Excerpt) -> Offer:
    obstacle = excerpt.obstacle
    return Offer(
        markup=f"[[verbatim:{excerpt.pk}]]",
        label=excerpt.attribution,
        # Without a consent that allows it, the words stay with the verbatim's own page.
        text="" if obstacle else excerpt.public_wording,
        obstacle=str(obstacle.label) if obstacle else "",
        fictional=excerpt.interview.fictional,
    )
