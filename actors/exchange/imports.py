"""What the lines of a file say of organisations: facts read cell by cell, faults and doubts said in French."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from actors.exchange import columns
from actors.exchange.snapshots import Snapshot
from actors.models import Organisation
from commons.names import folded, on_one_line
from commons.tables import Row, Table, is_formula
from territories import codes
from territories.models import Commune, Zone

MOST_LINES = 5000
#: As many as a form takes.
MOST_THEMES, LONGEST_THEME = 30, 100
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([0-9AB]{2,5})\)", flags=re.IGNORECASE)
_ZONE = re.compile(r"(d[ée]partement|r[ée]gion|ept|epci)\s*:\s*(\w+)", flags=re.IGNORECASE)
_ZONE_KINDS = {kind.value: kind for kind in Zone.Kind}
_NAMES = ("name", "short_name", "aliases")
_AREA_FIELDS = ("area_communes", "area_zones", "nationwide")


class Unfit(Exception):
    """The cell cannot be taken; the message says why."""


class NotLoaded(Exception):
    """A commune of a département that is not imported on this site: nothing wrong with the file."""


@dataclass
class Reading:
    """What one line says: facts to write, why it is refused, what else to know."""

    number: int
    facts: Snapshot = field(default_factory=dict)
    #: The type was recognised from its words only: it does not replace a type that somebody chose.
    guessed: bool = False
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(table: Table) -> list[Reading]:
    """Raises ``Unreadable`` when the columns are not understood. A few queries, however many lines."""
    found = table.columns(columns.HEADERS, required=["name"])
    places = Places(row.cells[found[name]] for row in table.rows for name in ("seat", "site", "area") if name in found)
    return [_reading(row, found, places) for row in table.rows]


def ignored(table: Table) -> list[str]:
    """Headers that mean nothing here."""
    return [header for header in table.headers if header not in table.columns(columns.HEADERS).values()]


def _reading(row: Row, found: dict[str, str], places: "Places") -> Reading:
    reading = Reading(row.number)
    if "" in row.faults:
        reading.reasons.append(row.faults[""])
    for name, header in found.items():
        if header in row.faults:
            reading.reasons.append(f"{header}\xa0: {row.faults[header]}")
        elif name in _NAMES and is_formula(row.cells[header]) and header not in row.quoted:
            reading.reasons.append(
                _(
                    "%(header)s : « %(cell)s » est une formule, pas un nom ; "
                    "s’il s’écrit ainsi, mettez une apostrophe devant"
                )
                % {"header": header, "cell": row.cells[header][:40]}
            )
        elif row.cells[header]:
            _take(reading, name, header, row.cells[header], places)
    _complete(reading)
    return reading


def _take(reading: Reading, name: str, header: str, cell: str, places: "Places") -> None:
    try:
        if name in ("seat", "site"):
            reading.facts[name] = places.commune(cell)
        elif name == "area":
            reading.facts |= places.area(cell)
        else:
            _take_words(reading, name, cell)
    except NotLoaded as unknown:
        reading.notes.append(f"{header}\xa0: {unknown}")
    except Unfit as refusal:
        reading.reasons.append(f"{header}\xa0: {refusal}")


def _take_words(reading: Reading, name: str, cell: str) -> None:
    if name == "kind":
        kind, reading.guessed = columns.kind_of(cell)
        if kind:
            reading.facts["kind"] = kind
        else:
            reading.notes.append(_("type « %(cell)s » non reconnu") % {"cell": cell[:80]})
    elif name == "aliases":
        reading.facts[name] = columns.split(cell, columns.NAMES)
    elif name == "themes":
        reading.facts[name] = sorted(columns.split(cell, columns.LIST))
    else:
        reading.facts[name] = _READERS.get(name, on_one_line)(cell)


def _siren(cell: str) -> str:
    number = siren_number.compact(on_one_line(cell).replace("\xa0", "").replace("\u202f", "")).zfill(9)
    if not siren_number.is_valid(number):
        raise Unfit(
            _("« %(cell)s » n’est pas un SIREN (neuf chiffres, dont le dernier vérifie les autres)")
            % {"cell": cell[:30]}
        )
    return number


def _siret(cell: str) -> str:
    number = siret_number.compact(on_one_line(cell).replace("\xa0", "").replace("\u202f", "")).zfill(14)
    if not siret_number.is_valid(number):
        raise Unfit(_("« %(cell)s » n’est pas un SIRET (quatorze chiffres, vérifiés)") % {"cell": cell[:30]})
    return number


def _website(cell: str) -> str:
    address = on_one_line(cell)
    address = address if "://" in address else f"https://{address}"
    if not address.lower().startswith(("http://", "https://")):
        raise Unfit(_("une adresse de site commence par https:// ou http://"))
    return address


def _day(cell: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            day = datetime.strptime(cell, form).date()  # noqa: DTZ007  (a day, nowhere in particular)
        except ValueError:
            continue
        if day > date.today():  # noqa: DTZ011
            raise Unfit(_("« %(cell)s » est dans le futur") % {"cell": cell})
        return day.isoformat()
    raise Unfit(_("« %(cell)s » n’est pas une date : écrivez 31/01/2026") % {"cell": cell[:30]})


def _paragraphs(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


_READERS = {
    "siren": _siren,
    "siret": _siret,
    "website": _website,
    "checked_on": _day,
    "services": _paragraphs,
    "brings": _paragraphs,
    "seeks": _paragraphs,
}


def _complete(reading: Reading) -> None:
    """What follows from what is said, and whether the whole can be."""
    facts = reading.facts
    if not facts.get("name"):
        reading.reasons.insert(0, _("le nom manque (une case fusionnée n’en donne qu’à sa première ligne)"))
    if facts.get("siret") and facts.get("siren", facts["siret"][:9]) != facts["siret"][:9]:
        reading.reasons.append(_("le SIRET ne commence pas par le SIREN"))
    elif facts.get("siret"):
        facts["siren"] = facts["siret"][:9]
    if facts.get("site") and facts["site"] == facts.get("seat"):
        del facts["site"]  # the same place said twice, as in files with a column for the map
    reading.reasons += _refused_by_fields(facts)


def _refused_by_fields(facts: Snapshot) -> list[str]:
    plain = {name: value for name, value in facts.items() if name not in ("seat", "site", "themes", *_AREA_FIELDS)}
    organisation = Organisation(**plain)
    skipped = [one.name for one in Organisation._meta.concrete_fields if one.name not in plain]  # noqa: SLF001
    try:
        organisation.clean_fields(exclude=skipped)
    except ValidationError as refused:
        labels = {name: columns.HEADERS.get(name, [name])[0] for name in plain}
        return [f"{labels[name]}\xa0: {' '.join(said)}" for name, said in refused.message_dict.items()]
    themes = facts.get("themes", [])
    if len(themes) > MOST_THEMES or any(len(theme) > LONGEST_THEME for theme in themes):
        return [
            _("thèmes : au plus %(most)d, de %(longest)d caractères") % {"most": MOST_THEMES, "longest": LONGEST_THEME}
        ]
    return []


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


def as_line(reading: Reading) -> dict[str, Any]:
    """What an import keeps of a line before it is compared with the directory."""
    return {
        "number": reading.number,
        "facts": reading.facts,
        "guessed": reading.guessed,
        "reasons": reading.reasons,
        "notes": reading.notes,
        "choice": "",
    }
