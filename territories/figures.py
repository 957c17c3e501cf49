"""A table of figures about one territory, read line by line before anything is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commons import tables
from commons.names import folded
from territories.models import Indicator, Territory

MOST_LINES = 2000
COLUMNS = {
    "name": ("indicateur", "nom", "libellé"),
    "value": ("valeur", "value"),
    "unit": ("unité", "unit"),
    "year": ("année", "annee", "year", "millésime"),
    "source": ("source", "origine"),
    "territory": ("territoire",),
}
REQUIRED = ("name", "value", "year", "source")
#: Digits, with spaces between thousands and one decimal comma or point.
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
EARLIEST = 1800


@dataclass(frozen=True)
class Refusal:
    """``number`` is the line a spreadsheet shows."""

    number: int
    name: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A figure that has another value, unit or source here than in the table; ``before`` is as it is here."""

    before: Indicator
    after: Indicator


@dataclass(frozen=True)
class Reading:
    created: list[Indicator]
    changed: list[Change]
    unchanged: int
    refused: list[Refusal]

    @property
    def to_write(self) -> list[Indicator]:
        return [*self.created, *(change.after for change in self.changed)]


def read(territory: Territory, file: IO[bytes], name: str) -> Reading:
    """Raises ``tables.Unreadable`` when the file is no such table. Writes nothing."""
    table = tables.read(file, name, most_lines=MOST_LINES)
    columns = table.columns(COLUMNS, REQUIRED)
    known = {(folded(row.name), row.year): row for row in territory.indicators.order_by("pk")}
    reading = Reading([], [], 0, [])
    unchanged = 0
    seen: dict[tuple[str, int], int] = {}
    for row in table.rows:
        cells = {key: row.cells[header] for key, header in columns.items()}
        try:
            if row.faults:
                raise ValidationError("; ".join(row.faults.values()))
            made = _figure(territory, cells)
            key = (folded(made.name), made.year)
            if key in seen:
                raise ValidationError(_("déjà donné à la ligne %(number)d") % {"number": seen[key]})
        except ValidationError as refusal:
            reading.refused.append(Refusal(row.number, cells.get("name", ""), " ".join(refusal.messages)))
            continue
        seen[key] = row.number
        unchanged += _sort(made, known.get(key), reading)
    return Reading(reading.created, reading.changed, unchanged, reading.refused)


def number(typed: str) -> Decimal:
    """``"1 234,5"`` → ``Decimal("1234.5")``. Raises ``ValidationError``: no figure, or more than three decimals."""
    text = _SPACES.sub("", typed)
    if not _NUMBER.fullmatch(text):
        raise ValidationError(_("« %(typed)s » n’est pas un nombre") % {"typed": typed[:40]})
    value = Decimal(text.replace(",", "."))
    # Its size first: rounding a number of more digits than ``decimal`` reckons with is an error.
    if abs(value) >= Decimal(10) ** 15 or value != round(value, 3):
        raise ValidationError(_("« %(typed)s » a plus de trois décimales, ou trop de chiffres") % {"typed": typed[:40]})
    return value


def _figure(territory: Territory, cells: Mapping[str, str]) -> Indicator:
    """Raises ``ValidationError`` with a sentence in French."""
    for key in REQUIRED:
        if not cells[key]:
            raise ValidationError(_("il manque « %(column)s »") % {"column": COLUMNS[key][0]})
    if cells.get("territory") and folded(cells["territory"]) not in {folded(territory.name), folded(territory.slug)}:
        raise ValidationError(_("cette ligne est d’un autre territoire, « %(name)s »") % {"name": cells["territory"]})
    year = cells["year"]
    if not (year.isascii() and year.isdecimal() and EARLIEST <= int(year[:5]) <= timezone.localdate().year + 1):
        raise ValidationError(_("« %(year)s » n’est pas une année") % {"year": year[:20]})
    made = Indicator(
        territory=territory,
        name=cells["name"],
        value=number(cells["value"]),
        unit=cells.get("unit", ""),
        year=int(year),
        source=cells["source"],
    )
    made.clean_fields()
    return made


def _sort(made: Indicator, before: Indicator | None, into: Reading) -> bool:
    """Puts the figure where it belongs; says whether it is already here as it is."""
    if before is None:
        into.created.append(made)
        return False
    if (before.value, before.unit, before.source) == (made.value, made.unit, made.source):
        return True
    made.pk, made.name = before.pk, before.name
    made._state.adding = False  # noqa: SLF001  (the documented flag that tells an update from an insertion)
    into.changed.append(Change(before, made))
    return False
