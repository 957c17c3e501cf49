"""Who may what on organisations and ecosystems. Each rule is its docstring."""

from uuid import UUID

from actors import mandates
from actors.models import Correction, Ecosystem, Organisation
from actors.upkeep import corrections
from commons.models.team import TRUSTED
from commons.policies import Person, is_writer, role_in, roles_of, writes_somewhere
from territories.models import Commune


def can_edit_organisation(user: Person, organisation: Organisation) -> bool:
    """Researchers and coordinators of any commons; partners, what acts in a territory they look after. What
    takes part in an ecosystem there counts when the team recorded it: a partner who adds an organisation elsewhere
    gets no hold on it."""
    return writes_somewhere(user) or mandates.organisations_of(user).filter(pk=organisation.pk).exists()


def can_see_evidence(user: Person, ecosystem: Ecosystem) -> bool:
    """Experts, researchers and coordinators of the commons that studies it see the states of participations and the
    confidence of relations. Partners and the public do not, not even as counts."""
    return role_in(user, ecosystem.commons_id) in TRUSTED


def can_edit_ecosystem(user: Person, ecosystem: Ecosystem) -> bool:
    """Researchers and coordinators of the commons that studies it: what it is, its composition, imports into it, its
    removal, how far contacts are and how sure relations are."""
    return is_writer(user, ecosystem.commons_id)


def commons_to_study_in(user: Person) -> list[UUID]:
    """Those in whose name this person may open an ecosystem: where they research or coordinate."""
    return [commons for commons in roles_of(user) if is_writer(user, commons)]


def can_edit_relations(user: Person, ecosystem: Ecosystem) -> bool:
    """Those who edit the ecosystem; partners, in a territory they look after: who takes part, who does what with whom,
    and where each stands in the graph. Partners neither see nor set how far contacts are or how sure relations are."""
    return (
        can_edit_ecosystem(user, ecosystem) or mandates.territories_of(user).filter(pk=ecosystem.territory_id).exists()
    )


def can_examine(user: Person, correction: Correction) -> bool:
    """Whoever may edit what it is about decides on a correction, their own included: they could edit without it. An
    organisation that is missing: researchers, coordinators, and the partner of the territory of its seat."""
    return corrections.examined_by(user).filter(pk=correction.pk).exists()


def can_see_history(user: Person) -> bool:
    """Members of any team, since organisations are shared between commons. A history names who wrote: colleagues may
    know it and ask; the public reads when a page was checked, not who typed it."""
    return bool(roles_of(user))


def can_create_organisation(user: Person) -> bool:
    """Researchers and coordinators of any commons; partners who look after a territory. Others propose."""
    return bool(roles_of(user)) and (writes_somewhere(user) or mandates.territories_of(user).exists())


def can_seat_organisation(user: Person, commune: Commune | None) -> bool:
    """Researchers and coordinators, anywhere; partners, in a commune of a territory they look after."""
    if writes_somewhere(user):
        return True
    return commune is not None and mandates.territories_of(user).filter(communes=commune).exists()


def can_see_checker(user: Person) -> bool:
    """The members of a team see who checked a page; the public sees the day only."""
    return bool(roles_of(user))


def can_import(user: Person) -> bool:
    """Researchers and coordinators of any commons bring organisations in by file, and undo any import."""
    return writes_somewhere(user)


def can_merge(user: Person) -> bool:
    """Researchers and coordinators of any commons merge and separate; partners never."""
    return writes_somewhere(user)
