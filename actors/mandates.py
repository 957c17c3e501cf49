"""What a partner looks after: territories, and the organisations that act there."""

from django.db.models import Q, QuerySet

from accounts.models import User
from actors.atlas import areas
from actors.models import Organisation, Participation
from actors.models.organisation import OrganisationQuerySet
from commons.models import Role
from commons.policies import Person, roles_of
from territories.models import Commune, Territory


def territories_of(user: Person) -> QuerySet[Territory]:
    """Those whose mandate this person holds as a partner; nothing, and no query, for anyone else."""
    if not isinstance(user, User) or Role.PARTNER not in roles_of(user).values():
        return Territory.objects.none()
    held = Q(mandates__membership__user=user, mandates__membership__role=Role.PARTNER)
    return Territory.objects.filter(pk__in=Territory.objects.filter(held).order_by().values("pk"))


def acting_in(territories: QuerySet[Territory]) -> OrganisationQuerySet:
    """Seated in one of them or with a site there, whose area of action names one of its communes or an EPCI, EPT or
    département that holds one, or that takes part in one of its ecosystems. Acting in a whole region or the whole of
    France is not acting there. To list and to search: rights are ``looked_after_in``."""
    return _tied_to(territories, Participation.objects.order_by())


def looked_after_in(territories: QuerySet[Territory]) -> OrganisationQuerySet:
    """Likewise, what takes part counting only where the team said so: whoever adds an organisation to an ecosystem as
    a partner gives nobody, themselves included, a hold on it."""
    return _tied_to(territories, Participation.objects.filter(placed_by_team=True).order_by())


def organisations_of(user: Person) -> OrganisationQuerySet:
    """What this partner keeps up to date."""
    return looked_after_in(territories_of(user))


def _tied_to(territories: QuerySet[Territory], participations: QuerySet[Participation]) -> OrganisationQuerySet:
    asked = territories.order_by().values("pk")
    named = areas.acting_in_communes(Commune.objects.filter(territories__in=asked)).order_by().values("pk")
    taking_part = participations.filter(ecosystem__territory__in=asked).values("organisation")
    return Organisation.objects.current().filter(Q(pk__in=named) | Q(pk__in=taking_part))
