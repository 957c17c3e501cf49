"""Which territories a commons studies, and how far the contact is."""

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.models import Commons
from commons.verbs import Verb
from territories.models import Terrain, Territory


@transaction.atomic
def study(territory: Territory, *, commons: Commons, state: str, note: str = "", by: User) -> None:
    """The commons studies the territory, in this ``state``; with no state, it no longer does."""
    Territory.objects.select_for_update().get(pk=territory.pk)
    known = Terrain.objects.filter(territory=territory, commons=commons).first()
    if not state:
        if known:
            known.delete()
            journal.record(Verb.TERRAIN_EDITED, territory, by=by)
        return
    terrain = known or Terrain(territory=territory, commons=commons)
    if known and (known.state, known.note) == (state, note):
        return
    terrain.state, terrain.note = state, note
    terrain.full_clean()
    terrain.save()
    journal.record(Verb.TERRAIN_EDITED, territory, by=by)
