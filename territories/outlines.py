"""Which outlines are drawn together, and what must be said of where they come from."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2s

from django.core.cache import cache
from django.utils.translation import gettext as _

from territories import geometry
from territories.geometry import Geometry
from territories.models import Commune

DAY = 24 * 3600


def of_one_source(communes: Iterable[Commune]) -> list[Commune]:
    """Those to draw together: the outlines of the source that covers the most of these communes, in the same order.

    Two sources differ in precision: side by side they leave gaps and overlaps. The other communes are to be treated as
    having no outline. Between two sources that cover as many, the first by name wins. Communes are not changed.
    """
    drawn = [commune for commune in communes if commune.outline]
    sources = Counter(commune.outline_source for commune in drawn)
    winner = min(sources, key=lambda source: (-sources[source], source), default="")
    return [commune for commune in drawn if commune.outline_source == winner]


def light(communes: Sequence[Commune]) -> list[Geometry]:
    """Their outlines, in the same order, light enough to be sent together. Of one source, each with its outline.

    About a second for a thousand communes: kept a day, by their content.
    """
    outlines = [commune.outline or {} for commune in communes]
    if sum(len(ring) for outline in outlines for ring in geometry.rings(outline)) <= geometry.MOST_VERTICES:
        return outlines
    key = f"light-outlines-{blake2s(json.dumps(outlines).encode()).hexdigest()}"
    kept: list[Geometry] | None = cache.get(key)
    if kept is None:
        kept = geometry.lightened(outlines)
        cache.set(key, kept, DAY)
    return kept


def attribution(communes: Iterable[Commune]) -> str:
    """What the map of these communes, one territory, must say of its outlines; empty when it has none."""
    drawn = of_one_source(communes)
    older = sorted((commune for commune in drawn if commune.outline_predates_merger), key=lambda one: one.sort_key)
    said = notice(commune.outline_source for commune in drawn)
    if not older:
        return said
    names = ", ".join(commune.name for commune in older)
    return f"{said} ; " + _("contour antérieur à la fusion : %(names)s") % {"names": names}


def notice(sources: Iterable[str]) -> str:
    """The sources of outlines drawn together or side by side, each once; empty when none is known."""
    named = sorted({source for source in sources if source})
    return _("Contours : %(sources)s") % {"sources": " ; ".join(named)} if named else ""
