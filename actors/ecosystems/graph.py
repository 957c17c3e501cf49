"""The graph of an ecosystem: its actors, what they do to each other, and what its shape says.

Public facts only: nothing here knows how far contacts are or how sure relations are.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import networkx as nx
from django.core.cache import cache
from django.db.models import Q, TextChoices

from actors.models import Ecosystem, Organisation, Relation

#: What a graph and its words say of an organisation: its other facts weigh far more.
ACTOR = ("name", "short_name", "slug", "kind", "seat_id", "folded_name")
#: Fewer linked actors than this, and who stands between whom means nothing.
FEWEST = 6
#: How long what the shape says is kept, in seconds; another graph is another key.
KEPT = 24 * 3600
#: Actors named at most among those who hold groups together.
BRIDGES = 5


@dataclass(frozen=True)
class Node:
    """An actor: ``name`` is what the drawing writes, ``slug`` its address in the directory."""

    id: str
    name: str
    kind: str
    slug: str


@dataclass(frozen=True)
class Edge:
    """What ``source`` does to ``target``, both ids of nodes."""

    source: str
    target: str
    kind: str
    label: str
    nature: str
    period: str
    document: str


@dataclass(frozen=True)
class Graph:
    """Nodes by name, relations by who acts then on whom: an order that says nothing of how sure they are."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what a layout depends on: who stands in it, what is written, who is linked to whom."""
        told = [f"{node.id} {node.name}" for node in self.nodes]
        told += sorted({f"{edge.source} {edge.target}" for edge in self.edges})
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    @cached_property
    def network(self) -> nx.Graph:
        """Who is linked with whom, whatever the direction and the number of relations."""
        network = nx.Graph()
        network.add_nodes_from(node.id for node in self.nodes)
        network.add_edges_from((edge.source, edge.target) for edge in self.edges)
        return network

    def only(self, kinds: Collection[str], nature: str) -> "Graph":
        """The relations of these kinds and this nature (none given: all), and the actors that they link."""
        if not kinds and not nature:
            return self
        edges = tuple(
            edge for edge in self.edges if (not kinds or edge.kind in kinds) and (not nature or edge.nature == nature)
        )
        linked = {edge.source for edge in edges} | {edge.target for edge in edges}
        return Graph(tuple(node for node in self.nodes if node.id in linked), edges)


def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """Values in words, each translated once: asked for one of them, a model translates them all every time."""
    return {value: str(label) for value, label in choices.choices}


def actors_of(ecosystem: Ecosystem) -> dict[UUID, Organisation]:
    """Those who take part and whoever the relations name, with their seat; each read once, however many relations
    it has."""
    taking_part, relations = ecosystem.participations.order_by(), ecosystem.relations.order_by()
    rows = Organisation.objects.filter(
        Q(pk__in=taking_part.filter(organisation__isnull=False).values("organisation"))
        | Q(pk__in=relations.values("source"))
        | Q(pk__in=relations.values("target"))
    )
    shown = rows.select_related("seat").only(*ACTOR, "seat__name", "seat__departement")
    return {actor.pk: actor for actor in shown.order_by("pk")}


def relations_of(ecosystem: Ecosystem, actors: Mapping[UUID, Organisation]) -> list[Relation]:
    """With both their ends, taken from ``actors``: one that came in since is read by itself."""
    rows = list(ecosystem.relations.order_by("pk"))
    for row in rows:
        row.source = actors.get(row.source_id) or row.source
        row.target = actors.get(row.target_id) or row.target
    return rows


def of(ecosystem: Ecosystem) -> Graph:
    """The whole graph of an ecosystem, in two queries."""
    actors = actors_of(ecosystem)
    return read(actors.values(), relations_of(ecosystem, actors))


def read(organisations: Iterable[Organisation], relations: Sequence[Relation]) -> Graph:
    """The graph of those who take part and of whoever the relations name; ``relations`` with both their ends."""
    actors = {organisation.pk: organisation for organisation in organisations}
    for relation in relations:
        actors.setdefault(relation.source_id, relation.source)
        actors.setdefault(relation.target_id, relation.target)
    in_order = sorted(actors.values(), key=lambda actor: (actor.sort_key, str(actor.pk)))
    rank = {actor.pk: number for number, actor in enumerate(in_order)}
    labels = words_of(Relation.Kind)
    told = sorted(
        relations,
        key=lambda one: (rank[one.source_id], rank[one.target_id], one.kind, one.wording, one.period, str(one.pk)),
    )
    return Graph(
        nodes=tuple(Node(str(actor.pk), str(actor), actor.kind, actor.slug) for actor in in_order),
        edges=tuple(
            Edge(
                str(relation.source_id),
                str(relation.target_id),
                relation.kind,
                relation.wording or labels[relation.kind],
                relation.nature,
                relation.period,
                relation.source_document,
            )
            for relation in told
        ),
    )


# What the shape says ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bridge:
    """An actor without whom others would be cut off: ``parts`` groups that nothing else would link, the smaller of
    them counting ``cut_off`` actors in all."""

    node: Node
    parts: int
    cut_off: int


@dataclass(frozen=True)
class Shape:
    """Two figures of a graph. ``too_small`` when fewer than ``FEWEST`` actors are linked: nothing is said then."""

    bridges: tuple[Bridge, ...]
    isolated: tuple[Node, ...]
    groups: int
    too_small: bool


def shape(graph: Graph) -> Shape:
    """Who connects otherwise separate groups, by how many they would cut off, and whom no relation names. Kept for the
    next reader: up to a second for some hundreds of actors."""
    key = f"graph-shape:{graph.fingerprint}"
    kept: Shape | None = cache.get(key)
    if kept is None:
        kept = _shape(graph)
        cache.set(key, kept, KEPT)
    return kept


def _shape(graph: Graph) -> Shape:
    nodes = {node.id: node for node in graph.nodes}
    isolated = tuple(node for node in graph.nodes if graph.network.degree(node.id) == 0)
    groups = [group for group in nx.connected_components(graph.network) if len(group) > 1]
    too_small = len(nodes) - len(isolated) < FEWEST
    bridges = [] if too_small else [bridge for group in groups for bridge in _bridges(graph.network, group, nodes)]
    bridges.sort(key=lambda bridge: (-bridge.cut_off, bridge.node.name))
    return Shape(tuple(bridges[:BRIDGES]), isolated, len(groups), too_small)


def _bridges(network: nx.Graph, group: set[str], nodes: dict[str, Node]) -> Iterator[Bridge]:
    for cut in set(nx.articulation_points(network.subgraph(group))):
        parts = sorted(len(part) for part in nx.connected_components(network.subgraph(group - {cut})))
        yield Bridge(nodes[cut], len(parts), sum(parts[:-1]))
