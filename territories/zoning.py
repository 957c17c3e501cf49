"""The kind of territory that INSEE's zoning proposes; a person decides.

From the attraction areas of cities (AAV 2020): ``CATEAAV2020`` is the place of the commune in its area, ``TAAV2017``
the size of the area (0 none, 1 under 50,000 inhabitants, 2 under 200,000, 3 under 700,000, 4 more, 5 Paris).
"""

import math
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from territories.models import Commune, Territory

POLE = {"11", "12"}
RING = {"13", "20"}
#: Values that the columns may take.
CATEGORIES = {*POLE, *RING, "30"}
SIZES = {"0", "1", "2", "3", "4", "5"}
#: ``DENS_AAV``: dense urban, intermediate urban, peri-urban rural, other rural.
DENSITIES = {"1", "2", "3", "4"}
#: A size from which a pole is metropolitan, and one from which a ring is peri-urban.
METROPOLIS, CITY = "3", "2"


def kind_of(commune: Commune) -> Territory.Kind | None:
    """Metropolitan: in the pole of an area of 200,000 inhabitants or more. Peri-urban: in the ring, or a lesser pole,
    of an area of 50,000 or more. Rural: the rest, but the poles of areas of 50,000 to 200,000.

    ``None`` for these middling cities, and when the zoning is not known: a person decides.
    """
    category, size = commune.attraction_category, commune.attraction_size
    if category in POLE and size >= METROPOLIS:
        return Territory.Kind.METROPOLITAN
    if category in RING and size >= CITY:
        return Territory.Kind.PERI_URBAN
    return Territory.Kind.RURAL if is_known(commune) and not _is_middling(commune) else None


def is_known(commune: Commune) -> bool:
    """Its zoning has been imported."""
    return bool(commune.attraction_category and commune.attraction_size)


def proposal(communes: Iterable[Commune]) -> tuple[Territory.Kind | None, str]:
    """The kind where more than half of the inhabitants live, and what founds it: one French sentence, 300 characters.

    No kind when none has that majority, when middling cities have it, or when no zoning is known (the sentence is empty
    when there are no communes). Where no population is known, each commune counts for one.
    """
    every = list(communes)
    zoned = [commune for commune in every if is_known(commune)]
    if not zoned:
        return None, _("Le zonage de ces communes n’est pas importé.") if every else ""
    counts, weights = Counter(map(kind_of, zoned)), _weights(zoned)
    kind, most = weights.most_common(1)[0]
    if most * 2 <= weights.total():
        return None, _sentence([_("aucun type n’a la majorité"), *_counted(counts)], every, zoned)
    first = _("%(count)s sur %(all)s, %(share)s %% de la population : %(kind)s") % {
        "count": _communes(counts[kind]),
        "all": _figure(len(every)),
        "share": math.floor(100 * most / weights.total()),
        "kind": _label(kind, counts[kind]),
    }
    others = Counter({other: count for other, count in counts.items() if other != kind})
    return kind, _sentence([first, *_counted(others)], every, zoned)


def _is_middling(commune: Commune) -> bool:
    return commune.attraction_category in POLE and commune.attraction_size == CITY


def _weights(communes: list[Commune]) -> Counter[Territory.Kind | None]:
    populated = any(commune.population for commune in communes)
    weights: Counter[Territory.Kind | None] = Counter()
    for commune in communes:
        weights[kind_of(commune)] += (commune.population or 0) if populated else 1
    return weights


def _sentence(pieces: list[str], every: list[Commune], zoned: list[Commune]) -> str:
    if len(every) > len(zoned):
        pieces.append(_("%(count)s sans zonage connu") % {"count": _communes(len(every) - len(zoned))})
    said = " ; ".join(pieces)
    source = _("aires d’attraction des villes 2020, INSEE")
    return f"{said[0].upper()}{said[1:]} ({source})."


def _counted(counts: Counter[Territory.Kind | None]) -> list[str]:
    return [f"{_figure(count)} {_label(kind, count)}" for kind, count in counts.most_common()]


def _label(kind: Territory.Kind | None, count: int) -> str:
    match kind:
        case Territory.Kind.METROPOLITAN:
            return ngettext("métropolitaine", "métropolitaines", count)
        case Territory.Kind.PERI_URBAN:
            return ngettext("péri-urbaine", "péri-urbaines", count)
        case Territory.Kind.RURAL:
            return ngettext("rurale", "rurales", count)
        case _:
            return ngettext(
                "ville moyenne, à ranger par une personne", "villes moyennes, à ranger par une personne", count
            )


def _communes(count: int) -> str:
    return ngettext("%(count)s commune", "%(count)s communes", count) % {"count": _figure(count)}


def _figure(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
