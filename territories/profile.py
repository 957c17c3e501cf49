"""What the page of a territory says of it, beside its map and its actors."""

from dataclasses import dataclass

from commons.policies import Person
from territories import policies
from territories.models import Indicator, Territory


@dataclass(frozen=True)
class Profile:
    """``differs``: the zoning now proposes another kind than the one a person retained."""

    territory: Territory
    indicators: list[Indicator]
    differs: bool
    can_edit: bool
    can_study: bool


def profile_of(territory: Territory, user: Person) -> Profile:
    """Three queries at most. Everything here is public but the links of ``can_…``."""
    return Profile(
        territory=territory,
        indicators=list(territory.indicators.order_by("name", "-year", "pk")),
        differs=bool(territory.proposed_kind) and territory.proposed_kind != territory.kind,
        can_edit=policies.can_edit_territory(user, territory),
        can_study=bool(policies.studying(user)),
    )
