import gzip
import json
from typing import Any

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def outline(client: Any, territory: Any, **headers: str) -> Any:
    return client.get(f"/territoires/{territory.slug}/contour.geojson", headers=headers)


@pytest.mark.pair
def test_it_gives_the_outline_of_each_commune_by_code_and_name(client: Any) -> None:
    communes = [factories.commune("91411", name="Les Molières"), factories.commune("91021", name="Arpajon")]
    response = outline(client, factories.territory(*communes, name="Vallée"))
    assert response["Content-Type"] == "application/geo+json; charset=utf-8"
    collection = json.loads(response.content)
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in collection["features"]] == [
        {"code": "91021", "name": "Arpajon"},
        {"code": "91411", "name": "Les Molières"},
    ]
    assert collection["features"][0]["geometry"] == factories.SQUARE


def test_communes_without_outline_are_left_out(client: Any) -> None:
    territory = factories.territory(factories.commune(outline=None))
    assert json.loads(outline(client, territory).content)["features"] == []


def test_it_may_be_kept_by_anyone_and_is_sent_once(client: Any) -> None:
    territory = factories.territory()
    first = outline(client, territory)
    assert "public" in first["Cache-Control"]
    again = outline(client, territory, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_it_travels_compressed(client: Any) -> None:
    territory = factories.territory(*(factories.commune() for _ in range(9)))
    response = outline(client, territory, **{"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(response.content))["features"]) == 9


def test_the_ground_holds_what_the_maps_show_and_nothing_else(client: Any) -> None:
    factories.territory(factories.commune("91411"))
    factories.commune("75056", longitude=2.12)
    factories.commune("61006", longitude=-0.02, latitude=48.74)
    collection = json.loads(client.get("/territoires/fond.geojson").content)
    assert [feature["id"] for feature in collection["features"]] == ["75", "91"]
