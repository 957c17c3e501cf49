"""What stands under a map drawn on the server: its scale, its legend, the key of its numbers, its sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from territories.labels import wide
from territories.palette import BRICK, DASHES, INK, INK_SOFT, KINDS, PAPER
from territories.signs import BROKEN, Sign

SIZE, LINE, SIDE = 13.0, 21.0, 12.0
#: Columns of the key, at most.
COLUMNS = 5


@dataclass(frozen=True)
class Entry:
    """A line of the legend: how it is drawn (``area``, ``number``, ``town``, ``sign``, or not), and what it says."""

    sign: str
    label: str
    kind: str = ""
    tentative: bool = False
    hollow: bool = False
    shape: Sign | None = None


@dataclass(frozen=True)
class Foot:
    """What is drawn under the map, and how high it is."""

    drawing: SafeString
    height: float


def foot(
    *, top: float, width: float, a_kilometre: float, entries: Sequence[Entry], key: Sequence[str], attribution: str
) -> Foot:
    """``a_kilometre`` in the units of the drawing."""
    length = scale_length(width / a_kilometre)
    end = SIDE + length * a_kilometre
    parts = [_scale(top + 22, end, length)]
    y = top + 22
    after = end + wide(_kilometres(length), 14) + 24
    lines = _wrapped(attribution, width - SIDE - after, 12.5)
    parts.append(_texts("map-source", lines, width - SIDE, y, anchor="end", size=12.5, ink=INK_SOFT))
    y += LINE * max(0, len(lines) - 1)
    rows = list(_rows(entries, width))
    for row in rows:
        y += LINE
        parts += [_entry(entry, x, y) for entry, x in row]
    if key:
        y += LINE / 2
        columns = max(1, min(COLUMNS, int((width - 2 * SIDE) / (max(wide(line, SIZE) for line in key) + 10))))
        column = (width - 2 * SIDE) / columns
        height = ceil(len(key) / columns)
        for at in range(0, len(key), height):
            x = SIDE + column * (at // height)
            parts.append(_texts("map-key", key[at : at + height], x, y + LINE, anchor="start", size=SIZE, ink=INK))
        y += LINE * height
    return Foot(format_html_join("", "{}", ((part,) for part in parts)), y - top + 24)


def scale_length(kilometres_across: float) -> float:
    """A round length of 1, 2 or 5 × 10ⁿ km, at most a quarter of the map's width."""
    longest = kilometres_across / 4
    power = 10.0 ** int(log10(longest) // 1)
    return max(step * power for step in (1, 2, 5) if step * power <= longest)


def _kilometres(length: float) -> str:
    return _("%(length)s km") % {"length": f"{length:g}".replace(".", ",")}


def _scale(y: float, end: float, length: float) -> SafeString:
    return format_html(
        '<path d="M12 {y0}V{y}H{x}V{y0}" fill="none" stroke="{ink}" stroke-width="1.5"/>'
        '<text class="map-foot" x="{after}" y="{y}" font-size="14" fill="{ink}">{label}</text>',
        y=round(y, 1),
        y0=round(y - 6, 1),
        x=round(end, 1),
        after=round(end + 8, 1),
        ink=INK_SOFT,
        label=_kilometres(length),
    )


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):  # not at the spaces that do not break
        if lines and wide(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _texts(name: str, lines: Iterable[str], x: float, y: float, *, anchor: str, size: float, ink: str) -> SafeString:
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}">{}</text>',
        (
            (name, round(x, 1), round(y + number * LINE, 1), f"{size:g}", ink, anchor, line)
            for number, line in enumerate(lines)
        ),
    )


def _rows(entries: Iterable[Entry], width: float) -> Iterable[list[tuple[Entry, float]]]:
    row: list[tuple[Entry, float]] = []
    x = SIDE
    for entry in entries:
        room = _indent(entry) + wide(entry.label, SIZE) + 22
        if row and x + room > width:
            yield row
            row, x = [], SIDE
        row.append((entry, x))
        x += room
    if row:
        yield row


def _entry(entry: Entry, x: float, y: float) -> SafeString:
    return format_html(
        '{}<text class="map-legend-label" x="{}" y="{}" font-size="{}" fill="{}">{}</text>',
        _sign(entry, x, y - SIZE * 0.34),
        round(x + _indent(entry), 1),
        round(y, 1),
        f"{SIZE:g}",
        INK,
        entry.label,
    )


def _indent(entry: Entry) -> float:
    return 26 if entry.sign else 0


def _sign(entry: Entry, x: float, middle: float) -> SafeString | str:
    if not entry.sign:
        return ""
    if entry.shape:
        return entry.shape.drawn(x + 9, middle, 7)
    if entry.sign == "number":
        return format_html(
            '<circle cx="{}" cy="{}" r="7.5" fill="{}" stroke="{}" stroke-dasharray="{}"/>'
            '<text x="{}" y="{}" font-size="10" font-weight="600" '
            'fill="{}" text-anchor="middle">n</text>',
            round(x + 9, 1),
            round(middle, 1),
            PAPER if entry.hollow else BRICK,
            BRICK,
            BROKEN if entry.hollow else "none",
            round(x + 9, 1),
            round(middle + 3.2, 1),
            BRICK if entry.hollow else PAPER,
        )
    if entry.sign == "town":
        return format_html('<circle cx="{}" cy="{}" r="2.5" fill="{}"/>', round(x + 9, 1), round(middle, 1), INK_SOFT)
    fill, line = next((pair for kind, pair in KINDS.items() if kind == entry.kind), ("none", INK_SOFT))
    return format_html(
        '<rect x="{}" y="{}" width="18" height="12" fill="{}" stroke="{}" stroke-width="1.6" stroke-dasharray="{}"/>',
        round(x, 1),
        round(middle - 6, 1),
        fill,
        line,
        DASHES if entry.tentative else "none",
    )
