"""What a file of rows and columns holds, wherever it comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commons.names import folded
from commons.tables.cells import is_quoted, plain

MOST_COLUMNS = 100
#: One line as its format gives it: its number, then each cell's text and what is wrong with it.
Line = tuple[int, list[tuple[str, str]]]


class Unreadable(ValueError):
    """The file cannot be read as a table; the message says why, in French, and what to do."""


@dataclass(frozen=True)
class Row:
    """``number`` is the one a spreadsheet shows; ``faults`` by header says why a cell is empty (``""``: all);
    ``quoted``: headers whose text stood behind an apostrophe that says it is no formula."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Table:
    """Lines that hold something, in order; cells are stripped texts, dates as ``2026-01-31``, numbers as digits."""

    headers: list[str]
    rows: list[Row]

    def columns(self, known: Mapping[str, Sequence[str]], required: Iterable[str] = ()) -> dict[str, str]:
        """Which header holds what: ``known`` gives, by key, the names it may bear, whatever accents and capitals.

        Raises ``Unreadable`` when one of ``required`` is missing or when two headers say the same thing.
        """
        keys = {folded(name): key for key, names in known.items() for name in names}
        found: dict[str, str] = {}
        for header in self.headers:
            key = keys.get(folded(header))
            if key in found:
                raise Unreadable(
                    _("Les colonnes « %(one)s » et « %(other)s » disent la même chose : gardez-en une.")
                    % {"one": found[key], "other": header}
                )
            if key:
                found[key] = header
        missing = [known[key][0] for key in required if key not in found]
        if missing:
            raise Unreadable(
                _("Il manque la colonne %(missing)s. Colonnes comprises : %(known)s.")
                % {
                    "missing": ", ".join(f"« {name} »" for name in missing),
                    "known": ", ".join(names[0] for names in known.values()),
                }
            )
        return found


def table(lines: Iterator[Line], most_lines: int) -> Table | None:
    """The first line that holds something gives the headers; nothing when no line does."""
    for _number_of_headers, cells in lines:
        headers = [plain(text) for text, _fault in cells]
        if any(headers):
            break
    else:
        return None
    if any(fault for _text, fault in cells):
        raise Unreadable(_("Ce fichier n’est pas un tableau dont la première ligne donne le titre des colonnes."))
    _check_headers(headers)
    rows: list[Row] = []
    for number, cells in lines:
        row = _row(number, headers, cells)
        if row is None:
            continue
        if len(rows) == most_lines:
            raise Unreadable(
                _("Ce fichier a plus de %(most)s lignes, la limite : découpez-le en plusieurs fichiers.")
                % {"most": in_figures(most_lines)}
            )
        rows.append(row)
    return Table([header for header in headers if header], rows)


def _check_headers(headers: list[str]) -> None:
    if len(headers) > MOST_COLUMNS and any(headers[MOST_COLUMNS:]):
        raise Unreadable(_("Ce fichier a plus de %(most)d colonnes, la limite.") % {"most": MOST_COLUMNS})
    seen = [folded(header) for header in headers if header]
    for header in headers:
        if header and seen.count(folded(header)) > 1:
            raise Unreadable(
                _("La colonne « %(name)s » est là deux fois : renommez-en une, ou supprimez-la.") % {"name": header}
            )


def _row(number: int, headers: list[str], cells: list[tuple[str, str]]) -> Row | None:
    filled = [(plain(text), fault) for text, fault in cells]
    if not any(text or fault for text, fault in filled):
        return None
    row = Row(number, dict.fromkeys((header for header in headers if header), ""))
    for header, (text, fault) in zip(headers, filled, strict=False):
        if header:
            row.cells[header] = "" if fault else text
            if fault:
                row.faults[header] = fault
    row.quoted.update(header for header, (text, _fault) in zip(headers, cells, strict=False) if is_quoted(text))
    if any(text for text, _fault in filled[len(headers) :]):
        row.faults[""] = _("la ligne a plus de cases que de colonnes : un séparateur s’est-il glissé dans un texte ?")
    return row


def in_figures(value: int) -> str:
    """``5000`` → « 5 000 », with the narrow space that French puts between thousands."""
    return f"{value:,}".replace(",", "\u202f")
