"""Who looks after a territory."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.models import Membership
from commons.verbs import Verb
from territories.models import Mandate, Territory


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
