"""Who may what on organisations and ecosystems. Each rule is its docstring."""

from uuid import UUID

from accounts.models import User
from actors.models import Ecosystem, Organisation, Participation
from commons.models import Role
from commons.policies import Person, is_writer, role_in, roles_of, writes_somewhere
from territories.models import Mandate

#: Those who see how far contacts are and how sure relations are.
TRUSTED = (Role.EXPERT, Role.RESEARCHER, Role.COORDINATOR)


def can_edit_organisation(user: Person, organisation: Organisation) -> bool:
    """Researchers and coordinators of any commons; partners, what acts in a territory they look after."""
    return writes_somewhere(user) or _acts_in_mandate_of(user, organisation)


def _acts_in_mandate_of(user: Person, organisation: Organisation) -> bool:
    """It acts there when its seat is there, or when it takes part in an ecosystem of that territory."""
    if not isinstance(user, User) or Role.PARTNER not in roles_of(user).values():
        return False
    mandates = Mandate.objects.filter(membership__user=user, membership__role=Role.PARTNER)
    territories = mandates.order_by().values("territory")
    # Without a seat the join asks for no commune at all, and a territory still empty would answer yes.
    if organisation.seat_id and mandates.filter(territory__communes=organisation.seat_id).exists():
        return True
    return Participation.objects.filter(organisation=organisation, ecosystem__territory__in=territories).exists()


def can_see_evidence(user: Person, ecosystem: Ecosystem) -> bool:
    """Experts, researchers and coordinators of the commons that studies it see the states of participations and the
    confidence of relations. Partners and the public do not, not even as counts."""
    return role_in(user, ecosystem.commons_id) in TRUSTED


def can_edit_ecosystem(user: Person, ecosystem: Ecosystem) -> bool:
    """Researchers and coordinators of the commons that studies it: what it is, its composition, imports into it, how
    far contacts are and how sure relations are."""
    return is_writer(user, ecosystem.commons_id)


def can_edit_relations(user: Person, ecosystem: Ecosystem) -> bool:
    """Those who edit the ecosystem; partners, in a territory they look after: who takes part, who does what with whom,
    and where each stands in the graph. Partners neither see nor set how far contacts are or how sure relations are."""
    return can_edit_ecosystem(user, ecosystem) or _looks_after(user, ecosystem.territory_id)


def _looks_after(user: Person, territory_id: UUID) -> bool:
    if not isinstance(user, User) or Role.PARTNER not in roles_of(user).values():
        return False
    mandates = Mandate.objects.filter(membership__user=user, membership__role=Role.PARTNER)
    return mandates.filter(territory=territory_id).exists()
