"""Administrative areas typed in a form: EPCI, EPT, départements and regions, one a line."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.forms.lines import NamedLinesField, SuggestLines
from commons.names import folded
from territories import search
from territories.models import Zone

_WITH_KIND = re.compile(r"(.*?)\s*\(([^()]+)\)")
_KINDS = {folded(str(label)): kind for kind, label in Zone.Kind.choices}
PROPOSED = 4


def written(zone: Zone) -> str:
    return f"{zone.name} ({zone.get_kind_display()})"


class ZonesField(NamedLinesField):
    """Areas by name, « Essonne » or « Essonne (département) », a département by its number, an EPCI by its SIREN."""

    def __init__(self, **kwargs: Any) -> None:
        label = gettext_lazy("Chercher une intercommunalité, un département ou une région à ajouter")
        super().__init__(**{"widget": SuggestLines("suggest_zones", label), **kwargs})

    def find(self, lines: list[str]) -> tuple[list[Zone], list[str]]:
        names = {line: _name(line) for line in lines}
        typed = {name for name, _kind in names.values()}
        numbers = {name.upper() for name in typed}
        rows = Zone.objects.filter(Q(folded_name__in=typed) | Q(code__in=numbers)).order_by("kind", "pk")
        zones: list[Zone] = []
        wrong: list[str] = []
        for line, (name, kind) in names.items():
            named = [row for row in rows if name in _said(row)]
            same = [row for row in named if kind in ("", row.kind)]
            if len(same) == 1:
                zones += same
            else:
                wrong.append(_precise(line, name, same or named))
        return zones, wrong

    def written(self, things: Iterable[Any]) -> Iterator[str]:
        keys = [thing if isinstance(thing, str) else thing.pk for thing in things]
        zones = Zone.objects.in_bulk(keys).values()
        return (written(zone) for zone in sorted(zones, key=lambda zone: (zone.kind, zone.folded_name, zone.pk)))


def _said(zone: Zone) -> tuple[str, ...]:
    """What names it: 11 is the Aude, not the region of that code, which nobody knows."""
    return (zone.folded_name,) if zone.kind == Zone.Kind.REGION else (zone.folded_name, zone.code.lower())


def _name(line: str) -> tuple[str, str]:
    """The name as it is searched, and the kind when the line gives one."""
    end = _WITH_KIND.fullmatch(line)
    kind = _KINDS.get(folded(end[2]), "") if end else ""
    return (folded(end[1]), kind) if end and kind else (folded(line), "")


def _precise(line: str, name: str, same: list[Zone]) -> str:
    near = same or [choice.zone for choice in search.zones_named(name)]
    if near:
        return _("« %(line)s » : précisez, %(near)s.") % {
            "line": line,
            "near": _(" ou ").join(written(zone) for zone in near[:PROPOSED]),
        }
    return _("« %(line)s » : aucune intercommunalité, aucun département ni aucune région de ce nom.") % {"line": line}
