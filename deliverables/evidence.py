"""What a chapter may insert: the verbatims of its commons, with what forbids each, and the maps of territories."""

from dataclasses import dataclass

from accounts.models import User
from analysis.models import Excerpt
from deliverables.models import Deliverable
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
        .filter(revision__note__interview__ecosystem__commons=deliverable.commons_id)
        .with_evidence()
        .order_by("-at", "pk")
    )
    offers = [_offer(excerpt) for excerpt in excerpts]
    return sorted(offers, key=lambda offer: bool(offer.obstacle))


def maps() -> list[Offer]:
    rows = Territory.objects.order_by("name").values_list("slug", "name")
    return [Offer(f"[[carte:{slug}]]", name) for slug, name in rows]


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
