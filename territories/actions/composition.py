"""Which communes make a territory, and the outline they draw together."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commons import journal
from commons.policies import Person
from commons.verbs import Verb
from territories import geometry
from territories.models import Commune, Territory


@transaction.atomic
def compose(territory: Territory, *, communes: Iterable[Commune], by: Person | None) -> None:
    """Makes these communes, and no other, those of the territory, and draws its outline anew.

    Doing it again with the same communes changes nothing and leaves no line in the journal.
    """
    chosen = {commune.pk: commune for commune in communes}
    if not chosen:
        raise ValidationError(_("Un territoire compte au moins une commune."))
    before = set(territory.communes.values_list("pk", flat=True)), territory.outline
    territory.communes.set(chosen.values())
    territory.outline = _outline(territory)
    if (set(chosen), territory.outline) != before:
        territory.save(update_fields=["outline"])
        journal.record(Verb.TERRITORY_COMPOSED, territory, by=by)


@transaction.atomic
def redraw_territories_with(codes: Collection[str]) -> int:
    """After an import: draws anew the territories that hold one of these communes. Returns how many have changed."""
    redrawn = 0
    written = set(codes)
    for territory in Territory.objects.order_by("slug"):
        if written.isdisjoint(territory.communes.values_list("pk", flat=True)):
            continue
        before, territory.outline = territory.outline, _outline(territory)
        if territory.outline != before:
            territory.save(update_fields=["outline"])
            redrawn += 1
    return redrawn


def _outline(territory: Territory) -> geometry.Geometry | None:
    return geometry.union(territory.communes.order_by("pk").values_list("outline", flat=True))
