"""Who may what on organisations and ecosystems. Each rule is its docstring."""

from actors import mandates
from actors.models import Ecosystem, Organisation
from commons.models import Role
from commons.policies import Person, is_writer, role_in, writes_somewhere

#: Those who see how far contacts are and how sure relations are.
TRUSTED = (Role.EXPERT, Role.RESEARCHER, Role.COORDINATOR)


def can_edit_organisation(user: Person, organisation: Organisation) -> bool:
    """Researchers and coordinators of any commons; partners, what acts in a territory they look after."""
    return writes_somewhere(user) or mandates.organisations_of(user).filter(pk=organisation.pk).exists()


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
    return (
        can_edit_ecosystem(user, ecosystem) or mandates.territories_of(user).filter(pk=ecosystem.territory_id).exists()
    )
