"""Maps as SVG, drawn on the server: the same drawing on the page without scripts, in print and in PDF.

Equirectangular projection scaled by the cosine of the mean latitude: faithful enough up to the size of a region.
Colours are presentation attributes, since neither a PDF nor a saved figure gets the site's style sheet; no element
has an ``id``, so that two maps may stand in one document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, log10, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from territories import geometry
from territories.geometry import Bounds, Geometry
from territories.models import Territory

WIDTH, TALLEST, FOOT = 800.0, 760.0, 46.0
MARGIN = 0.06
KILOMETRES_A_DEGREE = 111.32

INK, INK_SOFT, PAPER, GROUND, GROUND_LINE = "#1d2624", "#4d5a56", "#ffffff", "#f5f1e7", "#cfc6b2"
#: Fill and line of each kind of territory; the line is the colour of its badge.
COLOURS = {
    Territory.Kind.METROPOLITAN: ("#cfe1ee", "#1d5478"),
    Territory.Kind.PERI_URBAN: ("#f7e2ad", "#8a5a00"),
    Territory.Kind.RURAL: ("#d3e6cb", "#2f6b2f"),
}


@dataclass(frozen=True)
class Area:
    """A filled outline: one commune among others, or a ``whole`` territory, drawn in dashes when ``tentative``."""

    outline: Geometry
    kind: str
    whole: bool = False
    tentative: bool = False


@dataclass(frozen=True)
class Spot:
    """A point of the map: with a number, that of the list beside the map; without, a name only."""

    longitude: float
    latitude: float
    name: str
    number: int | None = None


class Projection:
    """From degrees to the units of the drawing, north up."""

    def __init__(self, bounds: Bounds) -> None:
        west, south, east, north = bounds
        self.squeeze = cos(radians((south + north) / 2))
        across, up = max((east - west) * self.squeeze, 1e-4), max(north - south, 1e-4)
        room = 1 - 2 * MARGIN
        self.scale = min(WIDTH * room / across, TALLEST * room / up)
        self.height = up * self.scale / room
        # A tall territory is centred in the width; a wide one fills it.
        self.left = (WIDTH - across * self.scale) / 2
        self.top = (self.height - up * self.scale) / 2
        self.west, self.north = west, north

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = self.left + (longitude - self.west) * self.squeeze * self.scale
        y = self.top + (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)

    @property
    def window(self) -> Bounds:
        """The degrees that the drawing shows, margins included."""
        west = self.west - self.left / (self.squeeze * self.scale)
        north = self.north + self.top / self.scale
        east, south = west + WIDTH / (self.squeeze * self.scale), north - self.height / self.scale
        return west, south, east, north

    def path(self, outline: Geometry) -> str:
        """The ``d`` of a path: consecutive vertices that fall on the same spot are drawn once."""
        return "".join(self._ring(ring) for ring in geometry.rings(outline))

    def _ring(self, ring: list[tuple[float, float]]) -> str:
        spots = [self(x, y) for x, y in ring]
        kept = [spot for before, spot in zip([None, *spots], spots, strict=False) if spot != before]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def draw(
    *,
    title: str,
    description: str,
    areas: Sequence[Area],
    border: Geometry | None = None,
    spots: Sequence[Spot] = (),
    ground: Iterable[Geometry] = (),
    attribution: str = "",
) -> SafeString | None:
    """The map of these areas, ``None`` when nothing has an outline. ``title`` and ``description`` say it in words.

    They come first in the drawing: it is where a browser and a tagged PDF read the text of a figure.
    """
    bounds = geometry.bounds_of([area.outline for area in areas])
    if bounds is None:
        return None
    project = Projection(bounds)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" role="img" viewBox="0 0 {w} {h}" '
        'width="{w}" height="{h}" font-family="Source Sans 3, Segoe UI, sans-serif">'
        '<title>{title}</title><desc>{desc}</desc><rect width="{w}" height="{h}" fill="{paper}"/>{ground}{areas}'
        "{border}{spots}{foot}</svg>",
        w=f"{WIDTH:g}",
        h=f"{project.height + FOOT:.0f}",
        title=title,
        desc=description,
        paper=PAPER,
        ground=_ground(project, ground),
        areas=_areas(project, areas),
        border=_border(project, border, areas[0].kind),
        spots=_spots(project, spots),
        foot=_foot(project, attribution),
    )


def _ground(project: Projection, outlines: Iterable[Geometry]) -> SafeString:
    seen = [geometry.clipped(outline, project.window) for outline in outlines]
    return format_html_join(
        "",
        f'<path d="{{}}" fill="{GROUND}" stroke="{GROUND_LINE}" stroke-width="1.5"/>',
        ((project.path(part),) for part in seen if part),
    )


def _areas(project: Projection, areas: Sequence[Area]) -> SafeString:
    """Many communes are parted by thin white lines; a few territories by their own colour."""
    return format_html_join(
        "",
        '<path d="{}" fill="{}" stroke="{}" stroke-width="1.6" stroke-dasharray="{}" stroke-linejoin="round"/>',
        (
            (
                project.path(area.outline),
                COLOURS[Territory.Kind(area.kind)][0],
                COLOURS[Territory.Kind(area.kind)][1] if area.whole else PAPER,
                "7 5" if area.tentative else "none",
            )
            for area in areas
        ),
    )


def _border(project: Projection, border: Geometry | None, kind: str) -> str:
    if border is None:
        return ""
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2.6" stroke-linejoin="round"/>',
        project.path(border),
        COLOURS[Territory.Kind(kind)][1],
    )


# Names and numbers ----------------------------------------------------------------------------------------

SIZE, RADIUS = 15.0, 13.0
Box = tuple[float, float, float, float]


def _spots(project: Projection, spots: Sequence[Spot]) -> SafeString:
    """Numbers are all drawn; names are, most important first as given, wherever they cover nothing."""
    placed = [(spot, *project(spot.longitude, spot.latitude)) for spot in spots]
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for spot, x, y in placed if spot.number]
    names: list[SafeString] = []
    for spot, x, y in placed:
        room = _room_for(spot, x, y, taken, project.height)
        if room is not None:
            taken.append(room)
            names.append(_name(spot, x, y, room))
    numbers = [_number(spot.number, x, y) for spot, x, y in placed if spot.number]
    return format_html_join("", "{}", ((part,) for part in [*names, *numbers]))


def _room_for(spot: Spot, x: float, y: float, taken: list[Box], height: float) -> Box | None:
    """Where the name fits, on the right of its point or else on its left."""
    wide, gap = len(spot.name) * SIZE * 0.54, (RADIUS if spot.number else 5) + 4
    for left in (x + gap, x - gap - wide):
        box = (left, y - SIZE / 2, left + wide, y + SIZE / 2)
        inside = box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < height
        if inside and not any(_overlap(box, other) for other in taken):
            return box
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _name(spot: Spot, x: float, y: float, box: Box) -> SafeString:
    dot = "" if spot.number else format_html('<circle cx="{}" cy="{}" r="2.5" fill="{}"/>', x, y, INK_SOFT)
    after = box[0] > x
    return format_html(
        '{}<text class="map-name" x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}">{}</text>',
        dot,
        round(box[0] if after else box[2], 1),
        round(y + SIZE * 0.34, 1),
        SIZE,
        INK if spot.number else INK_SOFT,
        "start" if after else "end",
        spot.name,
    )


def _number(number: int | None, x: float, y: float) -> SafeString:
    return format_html(
        '<circle class="map-spot" cx="{x}" cy="{y}" r="{r}" fill="#9c3d22" stroke="{paper}" stroke-width="2"/>'
        '<text class="map-number" x="{x}" y="{base}" font-size="{size}" font-weight="600" fill="{paper}" '
        'text-anchor="middle">{number}</text>',
        x=x,
        y=y,
        r=RADIUS,
        base=round(y + SIZE * 0.35, 1),
        size=SIZE,
        paper=PAPER,
        number=number,
    )


# Scale and source ------------------------------------------------------------------------------------------


def scale_length(kilometres_across: float) -> float:
    """A round length of 1, 2 or 5 × 10ⁿ km, at most a quarter of the map's width."""
    longest = kilometres_across / 4
    power = 10.0 ** int(log10(longest) // 1)
    return max(step * power for step in (1, 2, 5) if step * power <= longest)


def _foot(project: Projection, attribution: str) -> SafeString:
    a_kilometre = project.scale / KILOMETRES_A_DEGREE
    length = scale_length(WIDTH / a_kilometre)
    y = project.height + 22
    return format_html(
        '<path d="M12 {y0}V{y}H{x}V{y0}" fill="none" stroke="{ink}" stroke-width="1.5"/>'
        '<text class="map-foot" x="{after}" y="{y}" font-size="14" fill="{ink}">{label}</text>'
        '<text class="map-source" x="788" y="{y}" font-size="12.5" fill="{ink}" text-anchor="end">{source}</text>',
        y=round(y, 1),
        y0=round(y - 6, 1),
        x=round(12 + length * a_kilometre, 1),
        after=round(20 + length * a_kilometre, 1),
        ink=INK_SOFT,
        label=_("%(length)s km") % {"length": f"{length:g}".replace(".", ",")},
        source=attribution,
    )
