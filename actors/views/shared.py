"""What the pages of actors share: the way back, the order of relations."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Relation


def path(label: str, name: str) -> list[tuple[str, str]]:
    """The crumbs from home to a list; without ``name``, the list is the page itself."""
    return [(_("Accueil"), reverse("home")), (label, reverse(name) if name else "")]


def in_order(relations: QuerySet[Relation]) -> list[Relation]:
    """By who acts, then on whom: an order that says nothing of how sure they are."""
    rows = relations.select_related("source", "target").order_by("kind", "period", "pk")
    return sorted(rows, key=lambda row: (row.source.sort_key, row.target.sort_key))
