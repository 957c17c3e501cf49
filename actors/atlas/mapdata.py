"""The actors of a territory as GeoJSON (RFC 7946): what its map draws, and what another map may take."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from actors.atlas.places import Actor
from territories.models import Territory


def collection(territory: Territory, actors: Iterable[Actor]) -> dict[str, Any]:
    """One feature by actor that stands in a commune of the territory, or just outside, at its town hall, commune by
    commune.

    ``id`` is the last part of the address of its page; ``outside`` is there when its seat is outside.
    Nothing here that the page of the territory does not say.
    """
    standing = [actor for actor in actors if actor.stands and actor.stands.place]
    # Neighbours that share their commune compress to little more than their names.
    standing.sort(key=lambda actor: actor.stands.sort_key if actor.stands else ())
    return {
        "type": "FeatureCollection",
        "name": _("Acteurs – %(territory)s") % {"territory": territory.name},
        "features": [_feature(actor) for actor in standing],
    }


def _feature(actor: Actor) -> dict[str, Any]:
    organisation, commune = actor.organisation, actor.stands
    return {
        "type": "Feature",
        "id": organisation.slug,
        "properties": {
            "name": organisation.name,
            "kind": organisation.kind,
            "label": actor.kind,
            "commune": actor.elsewhere or (commune.name if commune else ""),
            **({"outside": True} if actor.neighbour else {}),
        },
        "geometry": {"type": "Point", "coordinates": commune.place if commune else None},
    }
