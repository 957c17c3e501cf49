"""The graph of an ecosystem: laid out once, stable, drawn, read in words; nothing in it says how far contacts are."""

import itertools
import json
import math
import random
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from actors import actions
from actors.ecosystems import graph, graph_drawing, layout
from actors.ecosystems.graph import Edge, Graph, Node
from actors.models import Layout, Participation, PinnedNode, Relation
from commons.jobs import Progress
from commons.models import JournalEntry, Role
from commons.pieces import Audience, resolve
from commons.verbs import Verb
from tests import factories


def made(count: int, links: int, seed: int = 3) -> Graph:
    chance = random.Random(seed)
    nodes = tuple(
        Node(f"n{number:03}", f"Association du lieu {number}", "association", f"s{number}") for number in range(count)
    )
    linked = [chance.sample(range(count - 3), 2) for _ in range(links)]
    edges = tuple(Edge(nodes[a].id, nodes[b].id, "funds", "finance", "monetary", "", "Note") for a, b in linked)
    return Graph(nodes, edges)


def box(node: Node, place: layout.Place) -> tuple[float, ...]:
    lines = layout.label(node.name)
    half = max(max(layout.width(line) for line in lines) / 2, layout.RADIUS)
    return (
        place[0] - half,
        place[1] - layout.RADIUS,
        place[0] + half,
        place[1] + layout.RADIUS + layout.LINE * len(lines),
    )


def covered(shown: Graph, places: layout.Places) -> int:
    boxes = [box(node, places[node.id]) for node in shown.nodes]
    return sum(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for one, other in itertools.combinations(boxes, 2)
    )


@pytest.mark.parametrize(("count", "links"), [(4, 0), (12, 20), (120, 200)])
def test_no_node_covers_another(count: int, links: int) -> None:
    shown = made(count, links)
    assert covered(shown, layout.lay_out(shown, {}, {})) == 0


def test_the_same_graph_and_the_same_past_give_the_same_places() -> None:
    shown = made(40, 60)
    places = layout.lay_out(shown, {}, {})
    assert layout.lay_out(shown, {}, {}) == places
    assert layout.lay_out(shown, places, {}) == places


def test_a_newcomer_moves_the_others_a_little_at_most() -> None:
    shown = made(40, 60)
    places = layout.lay_out(shown, {}, {})
    newcomer = Node("zz", "La nouvelle", "company", "zz")
    edge = Edge("zz", shown.nodes[0].id, "funds", "finance", "monetary", "", "Note")
    grown = Graph((*shown.nodes, newcomer), (*shown.edges, edge))
    after = layout.lay_out(grown, places, {})
    assert max(math.dist(places[node], after[node]) for node in places) < layout.LENGTH
    assert math.dist(after["zz"], after[shown.nodes[0].id]) < 4 * layout.LENGTH
    assert covered(grown, after) == 0


def test_a_node_placed_by_hand_does_not_move() -> None:
    shown = made(20, 30)
    pinned = {shown.nodes[2].id: (900.0, -300.0)}
    assert layout.lay_out(shown, {}, pinned)[shown.nodes[2].id] == (900.0, -300.0)


def test_the_drawing_says_kinds_by_shape_and_nature_by_line_and_has_no_id() -> None:
    nodes = (Node("a", "Une <b>", "association", "a"), Node("b", "Deux", "company", "b"))
    edges = (
        Edge("a", "b", "funds", "finance", "monetary", "", ""),
        Edge("b", "a", "trains", "forme", "non_monetary", "", ""),
    )
    drawn = str(graph_drawing.draw(Graph(nodes, edges), {"a": (0, 0), "b": (300, 0)}, title="Titre", description="Dit"))
    assert drawn.index("<title>Titre</title><desc>Dit</desc>") < drawn.index("<rect")
    assert "<circle" in drawn
    assert 'stroke-dasharray="6 4"' in drawn
    assert "&lt;b&gt;" in drawn
    assert " id=" not in drawn
    assert "relation non monétaire" in drawn.replace("\xa0", " ")


def star(*names: str) -> Graph:
    nodes = tuple(Node(name, name, "association", name) for name in names)
    return Graph(nodes, tuple(Edge(names[0], name, "funds", "finance", "monetary", "", "") for name in names[1:]))


def test_who_holds_groups_together_and_who_is_alone_are_named() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "d")]
    nodes = tuple(Node(name, name, "association", name) for name in "abcdefg")
    edges = tuple(Edge(one, other, "funds", "finance", "monetary", "", "") for one, other in links)
    said = graph.shape(Graph(nodes, edges))
    assert [(bridge.node.name, bridge.cut_off) for bridge in said.bridges] == [("c", 2), ("d", 2)]
    assert [node.name for node in said.isolated] == ["g"]


def test_a_graph_too_small_says_so() -> None:
    assert graph.shape(star(*"abcd")).too_small
    assert not graph.shape(star(*"abcd")).bridges


# On the page ---------------------------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


@pytest.fixture
def ecosystem() -> Any:
    made_one = factories.ecosystem(factories.commons(), slug="essai")
    rows = [factories.organisation(name) for name in ("Archi Possible", "Paris-Saclay", "Banque du lieu")]
    for organisation in rows:
        Participation.objects.create(ecosystem=made_one, organisation=organisation, state="to_approach")
    for target, kind, nature in ((rows[1], "works_with", "non_monetary"), (rows[2], "purchases_from", "monetary")):
        Relation.objects.create(
            ecosystem=made_one,
            source=rows[0],
            target=target,
            kind=kind,
            nature=nature,
            confidence="doubtful",
            source_document="Chronique",
        )
    return made_one


@pytest_db
def test_the_drawing_and_the_data_are_the_same_whatever_the_evidence(as_user: Any, ecosystem: Any) -> None:
    def told(person: Any) -> list[bytes]:
        client = as_user(person)
        return [client.get(f"/ecosystemes/essai/graphe.{kind}").content for kind in ("svg", "json", "graphml")]

    before = told(None)
    assert told(factories.member(Role.RESEARCHER, ecosystem.commons)) == before
    ecosystem.participations.update(state="met")
    ecosystem.relations.update(confidence="confirmed")
    assert told(None) == before
    for secret in (b"approach", b"rencontr", b"doubt", b"confirm", b"confiden", b"state"):
        assert not [body for body in before if secret in body.lower()], secret


@pytest_db
def test_the_data_names_actors_and_relations_with_their_place(client: Any, ecosystem: Any) -> None:
    data = json.loads(client.get("/ecosystemes/essai/graphe.json").content)
    assert [node["label"] for node in data["nodes"]] == ["Archi Possible", "Banque du lieu", "Paris-Saclay"]
    assert all(len(node["position"]) == 2 for node in data["nodes"])
    assert {edge["label"] for edge in data["edges"]} == {"travaille avec", "achète à"}


@pytest_db
def test_a_filter_narrows_the_drawing_and_the_words_and_moves_nobody(client: Any, ecosystem: Any) -> None:
    whole = client.get("/ecosystemes/essai/").content.decode()
    some = client.get("/ecosystemes/essai/?kind=purchases_from&nature=monetary").content.decode()
    assert "Paris-Saclay" in whole[whole.index("<svg xmlns") : whole.index("</svg>", whole.index("<svg xmlns"))]
    drawn = some[some.index("<svg xmlns") : some.index("</svg>", some.index("<svg xmlns"))]
    assert "Paris-Saclay" not in drawn
    assert "Banque du lieu" in drawn
    place = 'data-node="{}" transform="translate('.format(ecosystem.relations.get(kind="purchases_from").source_id)
    assert whole.split(place)[1].split(")")[0] == some.split(place)[1].split(")")[0]
    assert client.get("/ecosystemes/essai/?kind=enchante").status_code == 422


@pytest_db
def test_a_large_graph_is_the_workers(client: Any, ecosystem: Any, sent: Any, run_jobs: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("actors.actions.graph.SMALL", 2)
    assert client.get("/ecosystemes/essai/graphe.svg").status_code == 404
    page = client.get("/ecosystemes/essai/").content.decode()
    assert "se dessine pour la première fois" in page
    assert not Layout.objects.exists()
    job = actions.arrange(ecosystem, graph.of(ecosystem)).job
    assert job is not None
    type(job).objects.filter(pk=job.pk).update(state="running")
    actions.lay_out(ecosystem, progress=Progress(job.pk, job.attempt))
    assert Layout.objects.get().fingerprint == graph.of(ecosystem).fingerprint
    assert client.get("/ecosystemes/essai/graphe.svg").status_code == 200
    newcomer = factories.organisation("La nouvelle")
    Participation.objects.create(ecosystem=ecosystem, organisation=newcomer, state="met")
    page = client.get("/ecosystemes/essai/").content.decode()
    assert "rangés en bas en attendant" in page
    assert f'data-node="{newcomer.pk}"' in page


@pytest_db
def test_a_node_moved_stays_and_goes_back(as_user: Any, ecosystem: Any) -> None:
    client = as_user(factories.partner(ecosystem.commons, ecosystem.territory))
    node = str(ecosystem.relations.first().source_id) if ecosystem.relations.exists() else ""
    first = client.get("/ecosystemes/essai/graphe.svg").content
    for x in ("700", "710.5"):
        answer = client.post("/ecosystemes/essai/graphe/placer/", {"node": node, "x": x, "y": "-80"})
    assert "translate(710.5 -80.0)" in answer.json()["drawing"]
    assert b"translate(710.5 -80.0)" in client.get("/ecosystemes/essai/graphe.svg").content
    assert JournalEntry.objects.filter(verb=Verb.GRAPH_ARRANGED).count() == 1  # once a minute, however many moves
    client.post("/ecosystemes/essai/graphe/placer/", {"node": node, "back": "1"})
    assert client.get("/ecosystemes/essai/graphe.svg").content == first


@pytest_db
@pytest.mark.parametrize(
    "wrong", [{"x": "nan", "y": "0"}, {"x": "1e9", "y": "0"}, {"x": "", "y": ""}, {"x": "a", "y": "1"}]
)
def test_a_place_that_is_none_is_refused(as_user: Any, ecosystem: Any, wrong: dict[str, str]) -> None:
    client = as_user(factories.member(Role.RESEARCHER, ecosystem.commons))
    node = str(ecosystem.participations.order_by("pk")[0].organisation_id)
    assert client.post("/ecosystemes/essai/graphe/placer/", {"node": node, **wrong}).status_code == 400
    elsewhere = str(factories.organisation().pk)
    assert client.post("/ecosystemes/essai/graphe/placer/", {"node": elsewhere, "x": "1", "y": "1"}).status_code == 400
    assert not PinnedNode.objects.exists()


@pytest_db
def test_a_chapter_shows_the_graph_and_its_sentences(ecosystem: Any) -> None:
    piece = resolve("ecosysteme", "essai", Audience.EDITION)
    assert piece is not None
    assert not piece.problem
    for said in ("<svg", "Archi Possible", "achète à", "[1]", "Chronique"):
        assert said in piece.html, said
    for secret in ("doubtful", "to_approach", "à vérifier", "rencontr"):
        assert secret not in piece.html, secret
    assert resolve("ecosysteme", "nulle-part", Audience.EDITION) is None
    bare = factories.ecosystem(ecosystem.commons, slug="vide")
    assert resolve("ecosysteme", bare.slug, Audience.EDITION).problem  # type: ignore[union-attr]


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\ufffe", "\uffff"])
def test_a_graph_is_well_formed_whatever_the_names_on_it(sign: str) -> None:
    one, two = Node("a", f"Pa{sign}ys", "network", "a"), Node("b", "Bourg", "association", "b")
    shown = Graph((one, two), (Edge("a", "b", "other", f"ai{sign}de", "monetary", "", "Note"),))
    places = layout.lay_out(shown, {}, {})
    svg = ET.fromstring(str(graph_drawing.draw(shown, places, title=f"Gra{sign}phe", description="")))
    words = "".join(svg.itertext())
    assert all(word in words for word in ("Graphe", "Pays", "aide"))


def test_a_relation_whose_words_find_no_room_says_how_many_it_is_or_nothing() -> None:
    words, here = "participe au groupe de travail de, est à l’initiative de", [(0.0, 0.0)]
    beside = (90.0, -20.0, 120.0, 20.0)
    assert words in graph_drawing._written(words, 2, here, [])
    assert ">2 relations<" in graph_drawing._written(words, 2, here, [beside])
    assert graph_drawing._written(words, 2, here, [(-5.0, -5.0, 5.0, 5.0)]) == ""
