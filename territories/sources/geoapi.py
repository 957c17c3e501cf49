"""The public API of the administrative code, geo.api.gouv.fr: outlines of the year, at 5 m, lightened here.

Contract: ``GET /departements/<code>/communes?format=geojson&geometry=contour|mairie``; 400 and 404 answer text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.conf import settings

from commons import remote
from territories import geometry
from territories.sources import Drawn, SourceSilent, geojson, shapes

#: Bytes of an answer: the largest département weighs about 10 MB.
MOST = 60_000_000
#: Seconds without a byte after which an answer is given up, and how many times it is asked.
PATIENCE, TRIES = 15.0, 2


@dataclass
class GeoApi:
    """``departement_of`` gives the département of a current commune, ``""`` for any other code."""

    departement_of: Callable[[str], str]
    notice: str = field(default="IGN ADMIN EXPRESS, via geo.api.gouv.fr (Licence Ouverte), simplifiés", init=False)
    is_remote: bool = field(default=True, init=False)

    def drawn_in(self, departement: str) -> dict[str, Drawn]:
        found: dict[str, shapely.Geometry] = {}
        for feature in _asked(departement, "contour"):
            code = geojson.property_of(feature, "code")
            if self.departement_of(code) != departement:
                continue
            try:
                found[code], _mended = geojson.shape_of(feature)
            except ValueError as error:
                raise SourceSilent(f"{_who()} a donné pour {code} un {error}.") from error
        if not found:
            raise SourceSilent(f"{_who()} n’a donné aucun contour pour le {departement}.")
        outlines = np.array(list(found.values()), dtype=object)
        halls = _halls(departement)
        places = shapes.places(outlines, [halls.get(code) for code in found])
        drawn = geometry.as_geojson(shapes.lightened(outlines))
        return {code: Drawn(*known) for code, known in zip(found, zip(drawn, places, strict=True), strict=True)}


def _halls(departement: str) -> dict[str, shapely.Geometry]:
    """The town halls, without which outlines are still worth having: none when they cannot be read."""
    try:
        answer = _asked(departement, "mairie")
        return {
            geojson.property_of(feature, "code"): shapely.Point(feature["geometry"]["coordinates"][:2])
            for feature in answer
            if isinstance(feature, dict) and (feature.get("geometry") or {}).get("type") == "Point"
        }
    except (SourceSilent, KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        return {}


def _asked(departement: str, drawn: str) -> list[Any]:
    """The features of the answer, asked a second time when the first gives nothing. Raises ``SourceSilent``."""
    address = f"{settings.GEO_API_URL}/departements/{departement}/communes"
    params = {"fields": "nom,code", "format": "geojson", "geometry": drawn}
    why = ""
    for _attempt in range(TRIES):
        try:
            answer = remote.get_json(address, params, patience=PATIENCE, most=MOST)
        except remote.Refused as refused:
            why = f"a refusé ({refused.status})"
        except remote.Unreachable:
            why = "n’a pas répondu, ou pas entièrement"
        else:
            if isinstance(answer, dict) and isinstance(answer.get("features"), list):
                return answer["features"]
            why = "a répondu autre chose que des contours"
    raise SourceSilent(f"{_who()} {why} pour le {departement} ; deux essais.")


def _who() -> str:
    return settings.GEO_API_URL.split("://")[-1]
