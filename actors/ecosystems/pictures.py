"""The picture of an ecosystem's graph: what is drawn, kept for the next reader, and what is still being computed."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors import actions
from actors.ecosystems import graph_drawing
from actors.ecosystems.graph import Graph
from actors.ecosystems.layout import Places
from actors.models import Ecosystem
from commons.models import Job

#: How long a drawing is kept, in seconds; another one is made as soon as anything in it changes.
KEPT = 24 * 3600
#: To be raised when the drawing itself changes.
STYLE = 5


@dataclass(frozen=True)
class Picture:
    """``drawing`` is ``None`` for a graph of nobody, or until a first layout is computed by ``job``."""

    drawing: SafeString | None
    job: Job | None


def of(ecosystem: Ecosystem, whole: Graph, kinds: Collection[str] = (), nature: str = "") -> Picture:
    """The graph, laid out as a whole and drawn in part when only some relations are asked for."""
    arranged = actions.arrange(ecosystem, whole) if whole.nodes else actions.Arrangement(None)
    if arranged.places is None:
        return Picture(None, arranged.job)
    shown = whole.only(kinds, nature)
    return Picture(_drawn(ecosystem, shown, arranged.places), arranged.job)


def _drawn(ecosystem: Ecosystem, shown: Graph, places: Places) -> SafeString | None:
    told = repr((STYLE, ecosystem.name, shown.nodes, shown.edges, sorted(places.items())))
    key = f"graph-drawing:{hashlib.sha256(told.encode()).hexdigest()}"
    kept: SafeString | None = cache.get(key)
    if kept is None:
        title = _("Graphe de l’écosystème « %(name)s »") % {"name": ecosystem.name}
        kept = graph_drawing.draw(shown, places, title=title, description=described(shown))
        cache.set(key, kept, KEPT)
    return kept


def described(shown: Graph) -> str:
    actors = ngettext("%(count)d acteur", "%(count)d acteurs", len(shown.nodes)) % {"count": len(shown.nodes)}
    relations = ngettext("%(count)d relation", "%(count)d relations", len(shown.edges)) % {"count": len(shown.edges)}
    return _("%(actors)s et %(relations)s, dites en toutes lettres à côté du graphe.") % {
        "actors": actors,
        "relations": relations,
    }
