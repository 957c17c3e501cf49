"""The graph of an ecosystem as SVG: the same drawing on the page, in its own file, in print and in PDF.

Colours are presentation attributes and no element has an ``id``, as for maps (``territories.rendering``). Kinds of
actors differ by shape as well as by colour, monetary relations by an unbroken line. Scripts find a node by
``data-node`` and a relation by ``data-from`` and ``data-to``.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import hypot

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.ecosystems.graph import Edge, Graph, Node, words_of
from actors.ecosystems.layout import LINE, RADIUS, SIZE, Place, Places, bounds, label, width
from actors.models import Organisation, Relation
from actors.signs import SIGNS
from commons.names import writable

INK, INK_SOFT, PAPER = "#1d2624", "#4d5a56", "#ffffff"
MONEY, OTHER = "#9c3d22", "#1f4d45"
MARGIN, FOOT, NARROWEST = 24.0, 24.0, 560.0
#: Where along a relation its words may be written, best first.
WRITTEN_AT = (0.5, 0.42, 0.58, 0.34, 0.66)
Box = tuple[float, float, float, float]


def draw(graph: Graph, places: Places, *, title: str, description: str) -> SafeString | None:
    """``None`` for a graph of nobody. ``title`` and ``description`` say the drawing in words: they come first in it."""
    if not graph.nodes:
        return None
    left, top, right, bottom = bounds(graph, places)
    spread = max(right - left + 2 * MARGIN, NARROWEST)
    left -= (spread - (right - left)) / 2
    top -= MARGIN
    legend, legend_height = _legend(graph, left + MARGIN, bottom + MARGIN, spread - 2 * MARGIN)
    height = bottom - top + MARGIN + legend_height + FOOT
    kinds = words_of(Organisation.Kind)
    drawn = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="graph-drawing" role="img" viewBox="{x} {y} {w} {h}" '
        'width="{w}" height="{h}" font-family="Source Sans 3, Segoe UI, sans-serif" font-size="{size}">'
        "<title>{title}</title><desc>{desc}</desc>"
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{paper}"/>{edges}{nodes}{legend}</svg>',
        x=f"{left:.0f}",
        y=f"{top:.0f}",
        w=f"{spread:.0f}",
        h=f"{height:.0f}",
        size=f"{SIZE:g}",
        title=title,
        desc=description,
        paper=PAPER,
        edges=_edges(graph, places),
        nodes=format_html_join("", "{}", ((_node(node, places[node.id], kinds),) for node in graph.nodes)),
        legend=legend,
    )
    return SafeString(writable(drawn))


# Actors ----------------------------------------------------------------------------------------------------


def _node(node: Node, place: Place, kinds: Mapping[str, str]) -> SafeString:
    lines = label(node.name)
    widest = max(width(line) for line in lines)
    return format_html(
        '<g class="graph-node" data-node="{id}" transform="translate({x} {y})"><title>{whole}</title>'
        '<rect x="{left}" y="{under}" width="{wide}" height="{high}" fill="{paper}" fill-opacity="0.88"/>{shape}'
        '<text text-anchor="middle" fill="{ink}">{lines}</text></g>',
        id=node.id,
        x=f"{place[0]:.1f}",
        y=f"{place[1]:.1f}",
        whole=f"{node.name}, {kinds[node.kind]}",
        left=f"{-widest / 2 - 2:.1f}",
        under=f"{RADIUS + 1:g}",
        wide=f"{widest + 4:.1f}",
        high=f"{LINE * len(lines) + 3:.1f}",
        paper=PAPER,
        shape=SIGNS[node.kind].drawn(0, 0, RADIUS),
        ink=INK,
        lines=format_html_join(
            "",
            '<tspan x="0" y="{}">{}</tspan>',
            ((f"{RADIUS + LINE * (n + 1) - 2:.1f}", line) for n, line in enumerate(lines)),
        ),
    )


# Relations -------------------------------------------------------------------------------------------------


def _edges(graph: Graph, places: Places) -> SafeString:
    """One line for each ordered pair and nature, side by side; what it says is written wherever it covers nothing."""
    boxes = {node.id: _box(node, places[node.id]) for node in graph.nodes}
    taken = [part for node, box in boxes.items() for part in _parts(box, places[node])]
    drawn: list[SafeString] = []
    for lines in _bundles(graph.edges).values():
        for number, edges in enumerate(lines):
            start, end = ((places[node], boxes[node]) for node in (edges[0].source, edges[0].target))
            drawn.append(_edge(edges, start, end, _bend(edges[0], number, len(lines)), taken))
    return format_html_join("", "{}", ((part,) for part in drawn))


def _bundles(edges: Iterable[Edge]) -> dict[tuple[str, str], list[list[Edge]]]:
    """The lines to draw between two actors, whichever acts: relations of one direction and nature share a line."""
    ordered = sorted(edges, key=lambda edge: (edge.source, edge.target, edge.nature))
    bundles: dict[tuple[str, str], list[list[Edge]]] = {}
    for (source, target, _nature), same in groupby(ordered, key=lambda edge: (edge.source, edge.target, edge.nature)):
        bundles.setdefault((min(source, target), max(source, target)), []).append(list(same))
    return bundles


def _bend(edge: Edge, number: int, count: int) -> float:
    """How far the middle of a line stands from the straight one; the sign follows the pair, not the direction."""
    offset = (number - (count - 1) / 2) * 26
    return offset if edge.source < edge.target else -offset


def _edge(
    edges: Sequence[Edge], source: tuple[Place, Box], target: tuple[Place, Box], bend: float, taken: list[Box]
) -> SafeString:
    start, end = source[0], target[0]
    length = max(hypot(end[0] - start[0], end[1] - start[1]), 1.0)
    across = ((start[1] - end[1]) / length, (end[0] - start[0]) / length)
    middle = ((start[0] + end[0]) / 2 + across[0] * bend, (start[1] + end[1]) / 2 + across[1] * bend)
    first, last = _out_of(*source, middle), _out_of(*target, middle)
    monetary = edges[0].nature == Relation.Nature.MONETARY
    words = ", ".join(dict.fromkeys(edge.label for edge in edges))
    return format_html(
        '<g class="graph-edge" data-from="{source}" data-to="{target}"><title>{words}</title>'
        '<path d="M{x0} {y0}Q{x1} {y1} {x2} {y2}" fill="none" stroke="{colour}" '
        'stroke-width="{thick}" stroke-dasharray="{dashes}"/>{head}{written}</g>',
        source=edges[0].source,
        target=edges[0].target,
        words=words,
        **_rounded(x0=first[0], y0=first[1], x1=middle[0], y1=middle[1], x2=last[0], y2=last[1]),
        colour=MONEY if monetary else OTHER,
        thick="2.4" if monetary else "1.6",
        dashes="none" if monetary else "6 4",
        head=_head(_towards(last, middle, -1), middle, MONEY if monetary else OTHER),
        written=_written(words, len(edges), [_along(first, middle, last, at) for at in WRITTEN_AT], taken),
    )


def _out_of(place: Place, box: Box, towards: Place) -> Place:
    """Where a line from this node comes into sight: past its shape, and past its label when it goes under it."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    length = max(hypot(dx, dy), 1e-6)
    away, half = RADIUS + 4, box[2] - place[0]
    if dy > 0 and abs(dx) * RADIUS < half * dy:
        away = max(away, length * min(half / max(abs(dx), 1e-6), (box[3] - place[1]) / dy) + 4)
    return _towards(place, towards, min(away, length * 0.8))


def _rounded(**numbers: float) -> dict[str, str]:
    return {name: f"{number:.1f}" for name, number in numbers.items()}


def _towards(start: Place, end: Place, step: float) -> Place:
    length = max(hypot(end[0] - start[0], end[1] - start[1]), 1e-6)
    return start[0] + (end[0] - start[0]) * step / length, start[1] + (end[1] - start[1]) * step / length


def _along(start: Place, control: Place, end: Place, at: float) -> Place:
    """A point of a quadratic curve, from 0 at its start to 1 at its end."""
    before, between, after = (1 - at) ** 2, 2 * at * (1 - at), at**2
    return (
        start[0] * before + control[0] * between + end[0] * after,
        start[1] * before + control[1] * between + end[1] * after,
    )


def _head(tip: Place, origin: Place, colour: str) -> SafeString:
    """An arrowhead: a polygon of its own, since a marker would need an ``id``."""
    base = _towards(tip, origin, 11)
    dx, dy = (tip[0] - base[0]) * 0.42, (tip[1] - base[1]) * 0.42
    points = f"{tip[0]:.1f},{tip[1]:.1f} {base[0] - dy:.1f},{base[1] + dx:.1f} {base[0] + dy:.1f},{base[1] - dx:.1f}"
    return format_html('<polygon points="{}" fill="{}"/>', points, colour)


def _written(words: str, count: int, places: Sequence[Place], taken: list[Box]) -> SafeString | str:
    """The words of a relation, or else how many they are, at the first of these places where that covers neither a
    node nor other words."""
    number = ngettext("%(count)d relation", "%(count)d relations", count) % {"count": count}
    for said in (words, number):
        half, high = width(said) * 0.44 + 2, SIZE
        boxes = ((x - half, y - high / 2, x + half, y + high / 2) for x, y in places)
        free = next((box for box in boxes if not any(_overlap(box, other) for other in taken)), None)
        if free:
            taken.append(free)
            return _words_at(free, said)
    return ""


def _words_at(box: Box, said: str) -> SafeString:
    left, top, right, bottom = box
    return format_html(
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{paper}" fill-opacity="0.88"/>'
        '<text x="{cx}" y="{base}" font-size="{size}" fill="{ink}" text-anchor="middle" '
        'font-style="italic">{words}</text>',
        **_rounded(x=left, y=top, w=right - left, h=bottom - top),
        **_rounded(cx=(left + right) / 2, base=(top + bottom) / 2 + SIZE * 0.32),
        paper=PAPER,
        size=f"{SIZE * 0.88:.1f}",
        ink=INK_SOFT,
        words=said,
    )


def _box(node: Node, place: Place) -> Box:
    lines = label(node.name)
    half = max(max(width(line) for line in lines) / 2, RADIUS)
    return place[0] - half, place[1] - RADIUS, place[0] + half, place[1] + RADIUS + LINE * len(lines)


def _parts(box: Box, place: Place) -> tuple[Box, Box]:
    """The shape of a node and its label: beside the shape, above the label, there is room for words."""
    shape = (place[0] - RADIUS, box[1], place[0] + RADIUS, place[1] + RADIUS)
    return shape, (box[0], place[1] + RADIUS, box[2], box[3])


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# Legend ----------------------------------------------------------------------------------------------------


def _legend(graph: Graph, left: float, top: float, room: float) -> tuple[SafeString, float]:
    """What the shapes and lines used here mean, in rows, and the height that the rows take."""
    kinds = [kind for kind in Organisation.Kind if any(node.kind == kind for node in graph.nodes)]
    natures = [nature for nature in Relation.Nature if any(edge.nature == nature for edge in graph.edges)]
    words = [kind.label for kind in kinds] + [_("relation %(nature)s") % {"nature": nature.label} for nature in natures]
    parts, x, y = [], left, top
    for mark, said in zip([*kinds, *natures], words, strict=True):
        wide = 34 + width(str(said)) + 22
        if x > left and x + wide > left + room:
            x, y = left, y + 26
        parts.append((_mark(mark, x, y), f"{x + 34:.1f}", f"{y + SIZE * 0.34:.1f}", INK_SOFT, said))
        x += wide
    drawn = format_html_join("", '{}<text x="{}" y="{}" fill="{}">{}</text>', parts)
    return format_html('<g class="graph-legend">{}</g>', drawn), y - top + 26


def _mark(mark: str, x: float, y: float) -> SafeString:
    if mark in SIGNS:
        return SIGNS[mark].drawn(x + 14, y, 8)
    monetary = mark == Relation.Nature.MONETARY
    colour = MONEY if monetary else OTHER
    return format_html(
        '<path d="M{x} {y}h22" stroke="{colour}" stroke-width="{thick}" stroke-dasharray="{dashes}"/>{head}',
        **_rounded(x=x, y=y),
        colour=colour,
        thick="2.4" if monetary else "1.6",
        dashes="none" if monetary else "6 4",
        head=_head((x + 29, y), (x, y), colour),
    )
