"""Who may what with territories."""

from commons.models import Role
from commons.policies import Person, roles_of
from territories.models import Terrain, Territory


def can_mandate(user: Person, territory: Territory) -> bool:
    """The coordination of a commons that studies the territory says which partners look after it."""
    coordinated = [commons for commons, role in roles_of(user).items() if role == Role.COORDINATOR]
    return bool(coordinated) and Terrain.objects.filter(territory=territory, commons__in=coordinated).exists()
