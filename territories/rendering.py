"""Maps as SVG, drawn on the server: the same drawing on the page without scripts, in print and in PDF.

Equirectangular projection scaled by the cosine of the mean latitude: faithful enough up to the size of a region.
Colours are presentation attributes, since neither a PDF nor a saved figure gets the site's style sheet; no element
has an ``id``, so that two maps may stand in one document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commons.names import writable
from territories import geometry, labels, legend
from territories.geometry import Bounds, Geometry
from territories.labels import Box, Mark, Name, Spot
from territories.legend import Entry
from territories.models import Territory
from territories.palette import BRICK, DASHES, FONTS, GROUND, GROUND_LINE, INK, INK_SOFT, KINDS, PAPER
from territories.signs import BROKEN, Sign

WIDTH, TALLEST = 800.0, 760.0
MARGIN = 0.06
KILOMETRES_A_DEGREE = 111.32
#: Letters of names; discs of numbers, smaller when there are many.
SIZE, RADIUS, SMALL_RADIUS, MANY = 15.0, 13.0, 10.5, 45
#: Points beyond which a phone does not enlarge the numbers: they would hide each other.
CROWD = 40
#: How many points, the heaviest, may have their name.
NAMED = 60


@dataclass(frozen=True)
class Area:
    """A filled outline: one commune among others, or a ``whole`` territory, drawn in dashes when ``tentative``."""

    outline: Geometry
    kind: str
    whole: bool = False
    tentative: bool = False


@dataclass(frozen=True)
class Backdrop:
    """What lies around, for context: an outline, and its name when it has room."""

    outline: Geometry
    name: str = ""


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


def window_of(areas: Sequence[Area]) -> Bounds | None:
    """The degrees that the map of these areas shows; ``None`` when none has an outline."""
    bounds = geometry.bounds_of([area.outline for area in areas])
    return Projection(bounds).window if bounds else None


def draw(
    *,
    title: str,
    description: str,
    areas: Sequence[Area],
    border: Area | None = None,
    spots: Sequence[Spot] = (),
    ground: Iterable[Backdrop] = (),
    entries: Sequence[Entry] = (),
    key: Sequence[str] = (),
    attribution: str = "",
) -> SafeString | None:
    """The map of these areas, ``None`` when nothing has an outline. ``title`` and ``description`` say it in words.

    They come first in the drawing: it is where a browser and a tagged PDF read the text of a figure. ``entries`` are
    its legend; ``key`` says its numbers, for a figure that is to stand alone.
    """
    bounds = geometry.bounds_of([area.outline for area in areas])
    if bounds is None:
        return None
    project = Projection(bounds)
    under = legend.foot(
        top=project.height,
        width=WIDTH,
        a_kilometre=project.scale / KILOMETRES_A_DEGREE,
        entries=entries,
        key=key,
        attribution=attribution,
    )
    around = [Backdrop(part, lies.name) for lies in ground if (part := geometry.clipped(lies.outline, project.window))]
    drawn = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing{crowded}" role="img" viewBox="0 0 {w} {h}" '
        'width="{w}" height="{h}" font-family="{fonts}">'
        '<title>{title}</title><desc>{desc}</desc><rect width="{w}" height="{h}" fill="{paper}"/>{ground}{areas}'
        "{border}{spots}{foot}</svg>",
        w=f"{WIDTH:g}",
        h=f"{project.height + under.height:.0f}",
        crowded=" map-crowded" if len(spots) > CROWD else "",
        fonts=FONTS,
        title=title,
        desc=description,
        paper=PAPER,
        ground=_ground(project, around),
        areas=_areas(project, areas),
        border=_border(project, border),
        spots=_spots(project, spots, _names_around(around, [border] if border else areas)),
        foot=under.drawing,
    )
    return SafeString(writable(drawn))


def _ground(project: Projection, around: Sequence[Backdrop]) -> SafeString:
    return format_html_join(
        "",
        f'<path d="{{}}" fill="{GROUND}" stroke="{GROUND_LINE}" stroke-width="1.5"/>',
        ((project.path(lies.outline),) for lies in around),
    )


def _areas(project: Projection, areas: Sequence[Area]) -> SafeString:
    """Many communes are parted by thin white lines; a few territories by their own colour."""
    return format_html_join(
        "",
        '<path d="{}" fill="{}" stroke="{}" stroke-width="1.6" stroke-dasharray="{}" stroke-linejoin="round"/>',
        (
            (
                project.path(area.outline),
                KINDS[Territory.Kind(area.kind)][0],
                KINDS[Territory.Kind(area.kind)][1] if area.whole else PAPER,
                DASHES if area.tentative and area.whole else "none",
            )
            for area in areas
        ),
    )


def _border(project: Projection, border: Area | None) -> str:
    if border is None:
        return ""
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2.6" stroke-dasharray="{}" stroke-linejoin="round"/>',
        project.path(border.outline),
        KINDS[Territory.Kind(border.kind)][1],
        DASHES if border.tentative else "none",
    )


# Names and numbers ----------------------------------------------------------------------------------------


def _names_around(around: Sequence[Backdrop], areas: Sequence[Area]) -> list[Spot]:
    """The names of what lies around, in the largest part of it that the areas do not cover."""
    named = [lies for lies in around if lies.name]
    left = geometry.largest_left([lies.outline for lies in named], [area.outline for area in areas])
    return [Spot(*geometry.point_inside(seen), lies.name) for lies, seen in zip(named, left, strict=True) if seen]


def _spots(project: Projection, spots: Sequence[Spot], around: Sequence[Spot]) -> SafeString:
    """Numbers are all drawn; names are, those of what lies around first, then by weight, where they cover nothing."""
    frame: Box = (0, 0, WIDTH, project.height)
    placed = [(spot, project(spot.longitude, spot.latitude)) for spot in spots]
    numbered = [(spot, point) for spot, point in placed if spot.number]
    radius = SMALL_RADIUS if len(numbered) > MANY else RADIUS
    marks = labels.discs(numbered, radius, frame)
    marks += [Mark(spot, *point, point) for spot, point in placed if not spot.number]
    taken = labels.Ground(frame)
    for mark in marks:
        taken.take(mark.x, mark.y, radius if mark.spot.number else 3)
    grounds = [taken.upon(spot, *project(spot.longitude, spot.latitude), size=SIZE) for spot in around]
    marks.sort(key=lambda mark: -mark.spot.weight)
    names = [
        taken.beside(mark.spot, mark.x, mark.y, size=SIZE, away=(radius if mark.spot.number else 5) + 3)
        for mark in marks[:NAMED]
    ]
    parts = [
        *(_name(name, "map-ground-name", INK_SOFT, style="italic") for name in grounds if name),
        *(_dot(mark) for mark, name in zip(marks, names, strict=False) if name and not mark.spot.number),
        *(_tie(mark, radius) for mark in marks),
        *(_name(name, "map-name", INK if name.spot.number else INK_SOFT) for name in names if name),
        *(_number(mark, radius) for mark in marks if mark.spot.number),
        *(_kind(mark, mark.spot.sign, radius) for mark in marks if mark.spot.sign),
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def _name(name: Name, css: str, ink: str, *, style: str = "normal") -> SafeString:
    """Drawn twice: a pale halo, then the letters, since a PDF does not know how to paint one under the other."""
    return format_html(
        '<g font-size="{size}" font-style="{style}" text-anchor="{anchor}">'
        '<text class="map-halo" x="{x}" y="{y}" fill="none" stroke="{paper}" stroke-width="3" '
        'stroke-opacity="0.75" stroke-linejoin="round">{text}</text>'
        '<text class="{css}" x="{x}" y="{y}" fill="{ink}">{text}</text></g>',
        size=f"{SIZE:g}",
        style=style,
        anchor=name.anchor,
        x=name.x,
        y=name.y,
        paper=PAPER,
        css=css,
        ink=ink,
        text=name.text,
    )


def _dot(mark: Mark) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="2.5" fill="{}"/>', mark.x, mark.y, INK_SOFT)


def _tie(mark: Mark, radius: float) -> str:
    """From a disc that was pushed aside to the place it speaks of."""
    (x, y), away = mark.point, abs(mark.x - mark.point[0]) + abs(mark.y - mark.point[1])
    if away < radius:
        return ""
    return format_html(
        '<path d="M{} {}L{} {}" stroke="{}" stroke-width="1"/><circle cx="{}" cy="{}" r="2" fill="{}"/>',
        mark.x,
        mark.y,
        x,
        y,
        BRICK,
        x,
        y,
        BRICK,
    )


def _kind(mark: Mark, sign: Sign, radius: float) -> SafeString:
    """On the edge of its disc, over the numbers of its neighbours' edges."""
    shape = sign.drawn(round(mark.x + radius * 0.85, 1), round(mark.y - radius * 0.85, 1), 6.5)
    return format_html('<g class="map-kind">{}</g>', shape)


def _number(mark: Mark, radius: float) -> SafeString:
    # Three digits are smaller than two: they stay inside their disc.
    size = round(radius * (0.92 if (mark.spot.number or 0) > 99 else 1.15), 1)
    return format_html(
        '<circle class="map-spot" cx="{x}" cy="{y}" r="{r}" fill="{fill}" stroke="{line}" stroke-width="1.5" '
        'stroke-dasharray="{dashes}"/>'
        '<text class="map-number" x="{x}" y="{base}" font-size="{size}" font-weight="600" fill="{ink}" '
        'text-anchor="middle">{number}</text>',
        x=mark.x,
        y=mark.y,
        r=radius,
        base=round(mark.y + size * 0.35, 1),
        size=size,
        fill=PAPER if mark.spot.hollow else BRICK,
        line=BRICK if mark.spot.hollow else PAPER,
        dashes=BROKEN if mark.spot.hollow else "none",
        ink=BRICK if mark.spot.hollow else PAPER,
        number=mark.spot.number,
    )
