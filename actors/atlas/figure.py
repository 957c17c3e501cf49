"""The map of a territory with its actors as a drawing: what its numbers and signs stand for."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors import signs
from actors.atlas.places import Place
from actors.models import Organisation
from territories import maps
from territories.labels import Spot
from territories.legend import Entry
from territories.models import Commune, Territory


def drawing(
    territory: Territory,
    communes: Sequence[Commune],
    standing: Sequence[Place],
    *,
    legend: bool = True,
    key: bool = False,
) -> SafeString | None:
    """``key`` says the numbers, for a figure that stands alone. ``territory.terrains`` is read."""
    return maps.territory_drawing(
        territory,
        communes,
        spots=_spots(standing),
        words=" ".join(_in_words(standing)),
        legend=legend,
        signs=_entries(standing),
        key=_key(standing) if key else (),
    )


def kinds(found: Collection[str]) -> list[tuple[str, str]]:
    """Value and label of those kinds, in the order of every legend."""
    return [(value, str(label)) for value, label in Organisation.Kind.choices if value in found]


def _spots(standing: Iterable[Place]) -> list[Spot]:
    return [
        Spot(
            *place.point,
            place.commune.name,
            place.number,
            weight=place.commune.population or 0,
            sign=signs.SIGNS[place.kind] if place.kind else None,
            hollow=place.outside,
        )
        for place in standing
        if place.point
    ]


def _entries(standing: Sequence[Place]) -> list[Entry]:
    entries = []
    if any(place.outside for place in standing):
        entries.append(Entry("number", _("en creux : siège hors du territoire"), hollow=True))
    alone = kinds({place.kind for place in standing})
    if alone:
        entries.append(Entry("", _("Près d’un numéro, le type de l’acteur quand il y est seul :")))
    return entries + [Entry("sign", label, shape=signs.SIGNS[kind]) for kind, label in alone]


def _key(standing: Iterable[Place]) -> list[str]:
    """What the numbers stand for in as few characters as may be."""
    return [f"{place.number}  {place.name} ({place.count})" for place in standing]


def _in_words(standing: Iterable[Place]) -> list[str]:
    """The same, one sentence each."""
    return [
        ngettext(
            "%(number)s : %(name)s, %(count)s acteur.",
            "%(number)s : %(name)s, %(count)s acteurs.",
            place.count,
        )
        % {"number": place.number, "name": place.name, "count": place.count}
        for place in standing
    ]
