"""What happens to the drawing of an ecosystem's graph: a layout is kept, a person moves a node."""

from django.db import transaction

from accounts.models import User
from actors.models import Ecosystem, Layout, Organisation, PinnedNode
from commons import journal
from commons.verbs import Verb

Place = tuple[float, float]


def keep_layout(ecosystem: Ecosystem, fingerprint: str, positions: dict[str, Place]) -> None:
    """What was computed from the graph; nobody's doing, hence no line in the journal."""
    rounded = {node: [round(x, 1), round(y, 1)] for node, (x, y) in positions.items()}
    Layout.objects.update_or_create(ecosystem=ecosystem, defaults={"fingerprint": fingerprint, "positions": rounded})


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
