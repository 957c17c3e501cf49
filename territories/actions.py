"""What happens to territories."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal
from commons.models import Membership
from commons.policies import Person
from commons.verbs import Verb
from territories import geometry
from territories.models import Commune, Mandate, Territory


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
def mandate(territory: Territory, *, among: Iterable[Membership], chosen: Iterable[Membership], by: User) -> None:
    """Of the partners ``among``, those ``chosen`` look after the territory from now on, the others no longer do."""
    Territory.objects.select_for_update().get(pk=territory.pk)
    wanted = {membership.pk for membership in chosen}
    held = set(Mandate.objects.filter(territory=territory, membership__in=among).values_list("membership", flat=True))
    if wanted == held:
        return
    Mandate.objects.filter(territory=territory, membership__in=held - wanted).delete()
    Mandate.objects.bulk_create(Mandate(territory=territory, membership_id=key) for key in wanted - held)
    journal.record(Verb.MANDATES_CHANGED, territory, by=by)


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
