"""What the lines of a file say of organisations: facts read cell by cell, faults and doubts said in French."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from actors.exchange import columns
from actors.exchange.localities import NotLoaded, Places, Unfit
from actors.exchange.snapshots import Snapshot
from actors.models import Organisation
from commons import tables
from commons.names import on_one_line
from commons.tables import Row, Table, Unreadable, is_formula

MOST_LINES = 5000
#: As many as a form takes.
MOST_THEMES, LONGEST_THEME = 30, 100
_NAMES = ("name", "short_name", "aliases")
_AREA_FIELDS = ("area_communes", "area_zones", "nationwide")


@dataclass
class Reading:
    """What one line says: facts to write, why it is refused, what else to know."""

    number: int
    facts: Snapshot = field(default_factory=dict)
    #: The type was recognised from its words only: it does not replace a type that somebody chose.
    guessed: bool = False
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_file(file: IO[bytes], name: str) -> list[dict[str, Any]]:
    """The lines that an import keeps, before they are compared with the directory. Raises ``Unreadable``."""
    table = tables.read(file, name, most_lines=MOST_LINES)
    readings = read(table)
    if not readings:
        raise Unreadable(_("Ce fichier a des titres de colonnes mais aucune ligne."))
    lines = [_as_line(reading) for reading in readings]
    if unknown := ignored(table):
        lines[0]["ignored"] = unknown
    return lines


def read(table: Table) -> list[Reading]:
    """Raises ``Unreadable`` when the columns are not understood. A few queries, however many lines."""
    found = table.columns(columns.HEADERS, required=["name"])
    places = Places(row.cells[found[name]] for row in table.rows for name in ("seat", "site", "area") if name in found)
    return [_reading(row, found, places) for row in table.rows]


def ignored(table: Table) -> list[str]:
    """Headers that mean nothing here."""
    return [header for header in table.headers if header not in table.columns(columns.HEADERS).values()]


def _reading(row: Row, found: dict[str, str], places: Places) -> Reading:
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


def _take(reading: Reading, name: str, header: str, cell: str, places: Places) -> None:
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


def _as_line(reading: Reading) -> dict[str, Any]:
    """What an import keeps of a line before it is compared with the directory."""
    return {
        "number": reading.number,
        "facts": reading.facts,
        "guessed": reading.guessed,
        "reasons": reading.reasons,
        "notes": reading.notes,
        "choice": "",
    }
