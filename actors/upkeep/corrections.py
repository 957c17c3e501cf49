"""Proposed corrections: who reads them, what they would change."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from accounts.models import User
from actors import facts, mandates
from actors.exchange import snapshots
from actors.models import Correction, Organisation
from commons.models import Role
from commons.policies import Person, commons_written_by, roles_of, writes_somewhere
from territories.models import Commune, Zone

_LISTED: dict[str, Any] = {"area_communes": Commune, "area_zones": Zone}


def examined_by(user: Person) -> QuerySet[Correction]:
    """Those on what ``user`` may edit. An organisation that is missing: researchers and coordinators, and the partner
    of the territory where it would be seated."""
    if not isinstance(user, User):
        return Correction.objects.none()
    written = commons_written_by(user)
    territories = mandates.territories_of(user).order_by().values("pk")
    of_ecosystems = Q(ecosystem__commons__in=written) | Q(ecosystem__territory__in=territories)
    if writes_somewhere(user):
        return Correction.objects.filter(of_ecosystems | Q(ecosystem=None))
    near = Commune.objects.filter(territories__in=territories).order_by().values("pk")
    missing = Q(organisation=None, ecosystem=None, seat__in=near)
    acting = Q(organisation__in=mandates.organisations_of(user).order_by().values("pk"))
    return Correction.objects.alias(seat=KT("facts__seat")).filter(of_ecosystems | missing | acting)


def visible_to(user: Person) -> QuerySet[Correction]:
    """One's own, and those one examines."""
    if not isinstance(user, User):
        return Correction.objects.none()
    return Correction.objects.filter(Q(author=user) | Q(pk__in=examined_by(user).order_by().values("pk")))


@dataclass(frozen=True)
class Change:
    """One fact proposed: what the page says today, what it would say."""

    name: str
    label: str
    before: str
    after: str
    #: The page already says so.
    same: bool


def changes(correction: Correction) -> list[Change]:
    """Field by field, against the page as it is now."""
    named = correction.organisation
    now = snapshots.one(named.merged_into or named) if named else {}
    return [_change(now.get(name), name, value) for name, value in correction.facts.items()]


def _change(now: Any, name: str, value: Any) -> Change:
    before, after = (facts.words(Organisation, name, _named(name, found)) for found in (now, value))
    return Change(name, facts.label(Organisation, name), before, after, same=(now or "") == (value or ""))


def _named(name: str, value: Any) -> Any:
    """The names of the communes and areas that a list of identifiers means."""
    rows = _LISTED[name].objects.in_bulk(value or []) if name in _LISTED else None
    return value if rows is None else [str(rows.get(key, _("effacé depuis"))) for key in value or []]


def changed_since(correction: Correction) -> bool:
    """The page moved after the proposal was made: what was right then may be no more."""
    target = correction.organisation
    return bool(target and target.history.filter(history_date__gt=correction.created_at).exists())


def proposer(correction: Correction) -> str:
    """Who proposes, by kind and never by name: it stays in the history of the page."""
    roles = set(roles_of(correction.author).values()) if correction.author else set()
    if Role.PARTNER in roles:
        return _("un partenaire, hors de son territoire")
    if Role.EXPERT in roles:
        return _("le comité d’experts-ressources")
    return _("une personne qui a un compte") if correction.author else _("une personne sans compte")
