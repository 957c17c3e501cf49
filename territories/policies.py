"""Who may what with territories."""

from uuid import UUID

from commons.models import Role
from commons.models.team import WRITERS
from commons.policies import Person, roles_of, writes_somewhere
from territories.models import Terrain, Territory


def can_create_territory(user: Person) -> bool:
    """Researchers and coordinators of any commons: territories are shared between commons."""
    return writes_somewhere(user)


def can_edit_territory(user: Person, territory: Territory) -> bool:
    """Researchers and coordinators of any commons compose, describe and measure territories; partners propose."""
    return writes_somewhere(user)


def studying(user: Person) -> list[UUID]:
    """The commons for which ``user`` says which territories are studied: where they are researcher or coordinator."""
    return [commons for commons, role in roles_of(user).items() if role in WRITERS]


def can_mandate(user: Person, territory: Territory) -> bool:
    """The coordination of a commons that studies the territory says which partners look after it."""
    coordinated = [commons for commons, role in roles_of(user).items() if role == Role.COORDINATOR]
    return bool(coordinated) and Terrain.objects.filter(territory=territory, commons__in=coordinated).exists()
