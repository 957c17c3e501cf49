"""Where the nodes of a graph stand: computed once, and moved as little as possible when the graph changes.

Units are those of the drawing, x to the right and y down; a node's place is the centre of its shape, and its label is
written below. Nothing here is left to chance: the same graph and the same past give the same places.
"""

import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping
from math import sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from actors.ecosystems.graph import Graph, Node

Place = tuple[float, float]
Places = dict[str, Place]
Points = NDArray[np.float64]

SEED = 2017
#: The radius of a shape, the size of its label, the length that a relation would like to have.
RADIUS, SIZE, LENGTH = 13.0, 14.0, 170.0
LINE = SIZE * 1.2
#: A label has at most so many lines of so many characters.
LINES, COLUMNS = 3, 20
#: What a node with its label takes of a crowded drawing, in width and height alike.
ROOM = 190.0
#: Kept free around a node and its label.
GAP = 14.0
#: The layout of networkx takes no more nodes without scipy; beyond, they start on a spiral.
MOST_FOR_SPRING = 499
#: Free places are looked for by so many at a time.
NEAR = 64
#: Boxes that cover each other by less do not, whatever rounding has done.
COVERED = 0.5
#: When the graph changes, how many steps of how many units a node may make.
STEPS, STEP = 30, 3.0


def label(name: str) -> list[str]:
    """The lines under a node; the page and the title of the node say the whole of a name cut short."""
    lines = textwrap.wrap(name, COLUMNS, max_lines=LINES, placeholder="…")
    return lines or [name[:COLUMNS]]


def width(line: str) -> float:
    return len(line) * SIZE * 0.53


def _extent(node: Node) -> tuple[float, float, float]:
    """Half the width of a node with its label, and how far it goes above and below its centre."""
    lines = label(node.name)
    return (
        max(max(width(line) for line in lines) / 2, RADIUS) + GAP / 2,
        RADIUS + GAP / 2,
        RADIUS + LINE * len(lines) + GAP / 2 + 4,
    )


def lay_out(
    graph: Graph,
    before: Mapping[str, Place],
    pinned: Mapping[str, Place],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Places:
    """A place for every node. Those that had one ``before`` move a little at most; those ``pinned`` do not move."""
    known = {node.id: pinned.get(node.id) or before[node.id] for node in graph.nodes if node.id in {*before, *pinned}}
    groups = sorted(nx.connected_components(graph.network), key=lambda group: (-len(group), min(group)))
    fresh: list[Places] = []
    settled: Places = {}
    for number, group in enumerate(groups):
        progress(round(90 * number / len(groups)))
        if known.keys() & group:
            settled |= _joined(graph.network, group, known, pinned)
        else:
            fresh.append(_started(graph.network, group))
    places = settled | _packed(fresh, graph, below=settled)
    return _apart(graph, places, held=pinned.keys(), first=known.keys())


def provisional(graph: Graph, before: Mapping[str, Place]) -> Places:
    """Until the layout is computed: known nodes where they were, the others in rows below."""
    known = {node.id: before[node.id] for node in graph.nodes if node.id in before}
    return known | _packed([{node.id: (0.0, 0.0)} for node in graph.nodes if node.id not in before], graph, below=known)


# One group -------------------------------------------------------------------------------------------------


def _started(network: nx.Graph, group: set[str]) -> Places:
    """A group that never had a place: springs, from the same start each time."""
    part = nx.Graph()
    part.add_nodes_from(sorted(group))
    part.add_edges_from(sorted(tuple(sorted(edge)) for edge in network.subgraph(group).edges))
    if len(part) == 1:
        return {min(group): (0.0, 0.0)}
    if len(part) > MOST_FOR_SPRING:
        start = nx.spiral_layout(part, scale=LENGTH * sqrt(len(part)) / 2)
        return _relaxed(part, {node: (x, y) for node, (x, y) in start.items()}, fixed=(), steps=120, step=LENGTH / 4)
    spread = nx.spring_layout(part, seed=SEED, iterations=120, k=1.6 / sqrt(len(part)))
    lengths = [float(np.hypot(*(spread[a] - spread[b]))) for a, b in part.edges]
    # As long as relations would like to be, and wide enough for all to have room.
    scale = max(LENGTH / max(sum(lengths) / len(lengths), 1e-6), sqrt(len(part)) * ROOM / 2)
    # Labels are wider than high: the drawing may breathe sideways.
    return {node: (float(x) * scale * 1.2, float(y) * scale * 0.85) for node, (x, y) in spread.items()}


def _joined(network: nx.Graph, group: set[str], known: Mapping[str, Place], pinned: Mapping[str, Place]) -> Places:
    """A group of which some had a place: the newcomers settle beside those they are linked with."""
    places = {node: known[node] for node in sorted(group) if node in known}
    waiting = [node for node in sorted(group) if node not in places]
    while waiting:
        near = [node for node in waiting if any(other in places for other in network[node])] or waiting
        for turn, node in enumerate(near):
            places[node] = _beside([places[other] for other in sorted(network[node]) if other in places], turn)
        waiting = [node for node in waiting if node not in places]
    if group <= known.keys():
        return places
    return _relaxed(network.subgraph(group), places, fixed=pinned, steps=STEPS, step=STEP)


def _beside(near: list[Place], turn: int) -> Place:
    """Near the middle of these, each newcomer on its own side."""
    middle = np.mean(near, axis=0)
    angle = turn * 2.4  # the golden angle: newcomers never line up
    away = LENGTH * (0.9 if len(near) == 1 else 0.4)
    return float(middle[0] + away * np.cos(angle)), float(middle[1] + away * np.sin(angle))


def _relaxed(part: nx.Graph, places: Places, *, fixed: Iterable[str], steps: int, step: float) -> Places:
    """Springs along the relations, repulsion between all, no node ever moving by more than ``step`` at once."""
    names = sorted(places)
    rows = {name: row for row, name in enumerate(names)}
    at = np.array([places[name] for name in names], dtype=float)
    ends = np.array([[rows[a], rows[b]] for a, b in part.edges], dtype=int).reshape(-1, 2)
    still = [rows[name] for name in fixed if name in rows]
    for turn in range(steps):
        force = _repulsion(at)
        along = at[ends[:, 1]] - at[ends[:, 0]]
        distance = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1.0)[:, None]
        pull = along * (distance - LENGTH) / distance * 0.1
        np.add.at(force, ends[:, 0], pull)
        np.add.at(force, ends[:, 1], -pull)
        force[still] = 0
        strength = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)[:, None]
        at += force / strength * np.minimum(strength, step * (1 - turn / steps))
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, at, strict=True)}


def _repulsion(at: Points) -> Points:
    delta = at[:, None, :] - at[None, :, :]
    square = np.maximum((delta**2).sum(axis=-1), 1.0)
    return np.asarray((delta * (LENGTH * LENGTH * 0.05 / square)[:, :, None]).sum(axis=1))


# All of them ------------------------------------------------------------------------------------------------


def _packed(groups: list[Places], graph: Graph, *, below: Places) -> Places:
    """Groups side by side in rows, larger ones first, under what already stands."""
    if not groups:
        return {}
    nodes = {node.id: node for node in graph.nodes}
    boxes = [_bounds([(nodes[name], place) for name, place in group.items()]) for group in groups]
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    placed = _bounds([(nodes[name], place) for name, place in below.items()]) if below else (0.0, 0.0, 0.0, 0.0)
    widest = max(sqrt(area * 1.8), placed[2] - placed[0], *(box[2] - box[0] for box in boxes))
    x, y, tallest = placed[0], placed[3], 0.0
    places: Places = {}
    for group, (left, top, right, bottom) in zip(groups, boxes, strict=True):
        if x > placed[0] and x + right - left > placed[0] + widest:
            x, y, tallest = placed[0], y + tallest, 0.0
        places |= {name: (px - left + x, py - top + y) for name, (px, py) in group.items()}
        x, tallest = x + right - left, max(tallest, bottom - top)
    return places


def _bounds(placed: Iterable[tuple[Node, Place]]) -> tuple[float, float, float, float]:
    edges = [(x - half, y - up, x + half, y + down) for node, (x, y) in placed for half, up, down in [_extent(node)]]
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def bounds(graph: Graph, places: Places) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the nodes and their labels; zeros for a graph of nobody."""
    return _bounds([(node, places[node.id]) for node in graph.nodes]) if graph.nodes else (0.0, 0.0, 0.0, 0.0)


def _apart(graph: Graph, places: Places, *, held: Collection[str], first: Collection[str]) -> Places:
    """No two boxes, label included, cover each other: who finds the room taken goes to the nearest free one.

    Those ``held`` stay, whatever they cover; those who come ``first`` keep their place before the others.
    """
    links = graph.network.degree
    rank = sorted(graph.nodes, key=lambda node: (node.id not in held, node.id not in first, -links(node.id), node.id))
    taken = np.empty((len(rank), 4))
    free: Places = {}
    for row, node in enumerate(rank):
        half, up, down = _extent(node)
        tries = np.zeros((1, 2)) if node.id in held else _SPIRAL
        at = np.asarray(places[node.id]) + tries
        boxes = np.hstack([at - np.array([half, up]), at + np.array([half, down])])
        spot = _first_free(boxes, taken[:row])
        taken[row], free[node.id] = boxes[spot], (float(at[spot, 0]), float(at[spot, 1]))
    return free


def _first_free(boxes: Points, taken: Points) -> int:
    """The first box that covers none of those taken; the last one when all do."""
    for start in range(0, len(boxes), NEAR):
        some = boxes[start : start + NEAR, None, :]
        right = (some[..., 0] < taken[:, 2] - COVERED) & (taken[:, 0] < some[..., 2] - COVERED)
        down = (some[..., 1] < taken[:, 3] - COVERED) & (taken[:, 1] < some[..., 3] - COVERED)
        open_ = ~(right & down).any(axis=1)
        if open_.any():
            return start + int(open_.argmax())
    return len(boxes) - 1


def _spiral() -> Points:
    """Places tried around a wish, nearest first, up to the other end of a large drawing."""
    turn = np.arange(20_000) * 2.399963
    away = 9.0 * np.sqrt(np.arange(20_000))
    return np.column_stack([away * np.cos(turn) * 1.3, away * np.sin(turn) * 0.8])


_SPIRAL = _spiral()
