"""Communes and areas named in the cells of a file."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from actors.exchange import columns
from actors.exchange.snapshots import Snapshot
from commons.names import folded
from territories import codes
from territories.models import Commune, Zone

_IN_BRACKETS = re.compile(r"(.*?)\s*\(([0-9AB]{2,5})\)", flags=re.IGNORECASE)
_ZONE = re.compile(r"(d[ée]partement|r[ée]gion|ept|epci)\s*:\s*(\w+)", flags=re.IGNORECASE)
_ZONE_KINDS = {kind.value: kind for kind in Zone.Kind}


class Unfit(Exception):
    """The cell cannot be taken; the message says why."""


class NotLoaded(Exception):
    """A commune of a département that is not imported on this site: nothing wrong with the file."""


class Places:
    """The communes and zones that the cells of a file name, found in four queries."""

    def __init__(self, cells: Iterable[str]) -> None:
        pieces = {piece for cell in cells for piece in (cell, *columns.split(cell, columns.LIST))}
        typed = {_code(piece) for piece in pieces}
        resolved = codes.resolve(code for code in typed if codes.is_code(code))
        self._by_code = {codes.normal(code): commune.pk for code, commune in resolved.found.items()}
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        names = {folded(_name(piece)) for piece in pieces}
        for code, name, departement in (
            Commune.objects.filter(folded_name__in=names)
            .order_by("pk")
            .values_list("code", "folded_name", "departement")
        ):
            self._by_name.setdefault(name, []).append((code, departement))
        self._zones = set(Zone.objects.order_by("pk").values_list("pk", flat=True))
        self._loaded = set(Commune.objects.order_by().values_list("departement", flat=True).distinct())

    def commune(self, cell: str) -> str:
        """Its code of today. Raises ``Unfit``, or ``NotLoaded``."""
        code = codes.normal(_code(cell))
        if codes.is_code(code):
            return self._coded(code)
        same = self._by_name.get(folded(_name(cell)), [])
        bracket = _IN_BRACKETS.fullmatch(cell)
        if bracket:
            same = [(code, departement) for code, departement in same if departement == bracket[2].upper()]
        if len(same) == 1:
            return same[0][0]
        if same:
            listed = ", ".join(code for code, _departement in same[:6])
            raise Unfit(
                _("plusieurs communes s’appellent « %(cell)s » : donnez le code INSEE (%(codes)s)")
                % {"cell": cell, "codes": listed}
            )
        raise Unfit(
            _("aucune commune connue ici ne s’appelle « %(cell)s » : donnez son code INSEE") % {"cell": cell[:80]}
        )

    def _coded(self, code: str) -> str:
        if code in self._by_code:
            return str(self._by_code[code])
        departement = code[:3] if code.startswith("97") else code[:2]
        if departement not in self._loaded:
            raise NotLoaded(
                _("les communes du département %(number)s ne sont pas chargées ici, %(code)s n’est pas repris")
                % {"number": departement, "code": code}
            )
        raise Unfit(_("aucune commune n’a le code %(code)s") % {"code": code})

    def area(self, cell: str) -> Snapshot:
        """The three facts of an area of action. Raises ``Unfit``, or ``NotLoaded``."""
        communes: set[str] = set()
        zones: set[str] = set()
        nationwide = False
        for piece in columns.split(cell, columns.LIST):
            zone = self._zone(piece)
            if folded(piece) in ("france", "france entiere"):
                nationwide = True
            elif zone:
                zones.add(zone)
            else:
                communes.add(self.commune(piece))
        return {"area_communes": sorted(communes), "area_zones": sorted(zones), "nationwide": nationwide}

    def _zone(self, piece: str) -> str:
        named = _ZONE.fullmatch(piece)
        if named:
            key = Zone.key(_ZONE_KINDS[folded(named[1])], named[2].upper())
            if key not in self._zones:
                raise Unfit(_("« %(piece)s » n’est pas connu ici") % {"piece": piece[:80]})
            return key
        number = "".join(piece.split())
        if len(number) == 9 and number.isdigit():
            found = next((key for kind in ("epci", "ept") if (key := f"{kind}-{number}") in self._zones), "")
            if not found:
                raise Unfit(_("aucune intercommunalité connue ici n’a le SIREN %(number)s") % {"number": number})
            return found
        return ""


def _code(piece: str) -> str:
    """The code that a page writes behind a name, « Étampes (91223) », else the piece itself."""
    bracket = _IN_BRACKETS.fullmatch(piece)
    return bracket[2] if bracket and len(bracket[2]) == 5 else piece


def _name(piece: str) -> str:
    bracket = _IN_BRACKETS.fullmatch(piece)
    return bracket[1] if bracket else piece
