"""What happens to the drawing of an ecosystem's graph: a layout is kept, a person moves a node."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from actors.ecosystems import graph as graphs
from actors.ecosystems import layout
from actors.ecosystems.graph import Graph
from actors.ecosystems.layout import Place, Places
from actors.models import Ecosystem, Layout, Organisation, PinnedNode
from commons import jobs, journal
from commons.jobs import Progress
from commons.models import Job
from commons.verbs import Verb

#: Laid out while the page waits, in a tenth of a second; larger graphs are the worker's.
SMALL = 60


@dataclass(frozen=True)
class Arrangement:
    """Where the nodes stand (``None``: nobody knows yet), and the work that is to say better, if any."""

    places: Places | None
    job: Job | None = None


def arrange(ecosystem: Ecosystem, graph: Graph) -> Arrangement:
    """The whole graph of ``ecosystem`` as it stood last, computed anew when it has changed since."""
    known = Layout.objects.filter(ecosystem=ecosystem).first()
    before: Places = {node: (x, y) for node, (x, y) in known.positions.items()} if known else {}
    pinned = _pinned(ecosystem)
    if known and known.fingerprint == graph.fingerprint:
        return Arrangement(before | {node: place for node, place in pinned.items() if node in before})
    if len(graph.nodes) <= SMALL:
        return Arrangement(_keep(ecosystem, graph, layout.lay_out(graph, before, pinned)))
    job = jobs.start("actors.tasks.lay_out", target=ecosystem, by=None)
    return Arrangement(layout.provisional(graph, before | pinned) if before else None, job)


def lay_out(ecosystem: Ecosystem, *, progress: Progress) -> None:
    """Computes where everyone stands, from where they stood before."""
    graph = graphs.of(ecosystem)
    known = Layout.objects.filter(ecosystem=ecosystem).first()
    before: Places = {node: (x, y) for node, (x, y) in known.positions.items()} if known else {}
    places = layout.lay_out(graph, before, _pinned(ecosystem), progress=progress)
    with transaction.atomic():
        _keep(ecosystem, graph, places)
        progress.finish()


def _pinned(ecosystem: Ecosystem) -> Places:
    rows = PinnedNode.objects.filter(ecosystem=ecosystem).order_by("pk").values_list("organisation_id", "x", "y")
    return {str(organisation): (x, y) for organisation, x, y in rows}


def _keep(ecosystem: Ecosystem, graph: Graph, places: Places) -> Places:
    """What was computed from the graph, as it is read back; nobody's doing, hence no line in the journal."""
    rounded: Places = {node: (round(x, 1), round(y, 1)) for node, (x, y) in places.items()}
    Layout.objects.update_or_create(
        ecosystem=ecosystem, defaults={"fingerprint": graph.fingerprint, "positions": rounded}
    )
    return rounded


@transaction.atomic
def pin(ecosystem: Ecosystem, organisation: Organisation, place: Place, *, by: User) -> None:
    """The node stays where this person put it, in the units of the drawing."""
    x, y = place
    PinnedNode.objects.update_or_create(
        ecosystem=ecosystem, organisation=organisation, defaults={"x": x, "y": y, "by": by}
    )
    _arranged(ecosystem, by=by)


@transaction.atomic
def unpin(ecosystem: Ecosystem, organisation: Organisation, *, by: User) -> None:
    """The node goes back to where the layout puts it."""
    if PinnedNode.objects.filter(ecosystem=ecosystem, organisation=organisation).delete()[0]:
        _arranged(ecosystem, by=by)


@transaction.atomic
def arrange_anew(ecosystem: Ecosystem, *, by: User) -> None:
    """Forgets where nodes stood, but for those a person has placed: the next layout starts from nothing."""
    Layout.objects.filter(ecosystem=ecosystem).delete()
    _arranged(ecosystem, by=by)


def _arranged(ecosystem: Ecosystem, *, by: User) -> None:
    """One line a minute, however many nodes are moved."""
    if str(ecosystem.pk) not in journal.just_done(Verb.GRAPH_ARRANGED, by=by):
        journal.record(Verb.GRAPH_ARRANGED, ecosystem, by=by)
