"""Who takes part in an ecosystem, in the order a reader asks for: by role, by name, by commune."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from actors.models import Participation
from commons.names import folded

#: ``role`` groups; the others are one list.
SORTS = {"role": _("rôle"), "name": _("nom"), "seat": _("commune")}


def sort_of(asked: str) -> str:
    """By role unless another order is asked."""
    return asked if asked in SORTS else "role"


@dataclass(frozen=True)
class Group:
    """Those who play one role, by name; the role is empty for those whose role is still to be said, or ungrouped."""

    role: str
    rows: list[Participation]


def arranged(rows: Iterable[Participation], sort: str) -> list[Group]:
    """``rows`` name an organisation, which comes with its seat. Nothing in the order says how far contacts are."""
    by_name = sorted(rows, key=_name)
    if sort == "name":
        return [Group("", by_name)]
    if sort == "seat":
        return [Group("", sorted(by_name, key=_seat))]
    grouped = groupby(sorted(by_name, key=_role), key=_role)
    return [Group(same[0].role, same) for _same_role, group in grouped for same in [list(group)]]


def _name(row: Participation) -> tuple[str, str]:
    return row.organisation.sort_key if row.organisation else "", str(row.pk)


def _seat(row: Participation) -> tuple[bool, str]:
    """Those without a commune last."""
    seat = row.organisation.seat if row.organisation else None
    return seat is None, folded(seat.name) if seat else ""


def _role(row: Participation) -> tuple[bool, str]:
    """The same role however it is spelt; roles still to be said last."""
    role = folded(row.role)
    return not role, role
