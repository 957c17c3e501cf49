"""Whom a commons would like to bring in: said on its own card, which it publishes, and to its team; nowhere else."""

from typing import Any

import pytest

from actors.models import Engagement
from commons.models import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

HOPED_FOR = "arties prenantes à rapprocher"


@pytest.fixture
def scene() -> dict[str, Any]:
    commons, elsewhere = factories.commons(title="Commun d’ici", slug="ici"), factories.commons()
    territory = factories.territory(slug="ici")
    hoped_for = factories.organisation("Banque espérée", slug="banque", seat=territory.communes.get())
    Engagement.objects.create(commons=commons, organisation=hoped_for, circle="to_approach", role="intérêt exprimé")
    return {
        "anonymous": None,
        "stranger": factories.user(),
        "partner": factories.partner(commons, territory),
        "foreign researcher": factories.member(Role.RESEARCHER, elsewhere),
        "expert": factories.member(Role.EXPERT, commons),
        "researcher": factories.member(Role.RESEARCHER, commons),
    }


OUTSIDE = ("anonymous", "stranger", "partner", "foreign researcher")


def test_no_page_nor_file_says_outside_the_team_whom_it_hopes_for(as_user: Any, scene: dict[str, Any]) -> None:
    for who in OUTSIDE:
        client = as_user(scene[who])
        page = client.get("/acteurs/banque/").content.decode()
        assert HOPED_FOR not in page, who
        assert "intérêt exprimé" not in page, who
        asked = client.get("/acteurs/?circle=to_approach")
        assert "Banque espérée" not in asked.content.decode().partition("<main")[2] or asked.status_code == 422, who
        for file in ("export.csv", "export.geojson"):
            found = _body(client.get(f"/acteurs/{file}?circle=to_approach"))
            refused = found == _body(client.get(f"/acteurs/{file}"))  # a refused question narrows nothing
            assert refused or "Banque espérée" not in found.decode(), (who, file)


def _body(response: Any) -> bytes:
    return bytes(response.getvalue())


def test_the_search_offers_the_circle_to_the_team_only(as_user: Any, scene: dict[str, Any]) -> None:
    for who in ("anonymous", "stranger", "partner"):
        client = as_user(scene[who])
        assert HOPED_FOR not in client.get("/acteurs/").content.decode(), who
        assert client.get("/acteurs/?circle=to_approach").status_code == 422, who
    for who in ("expert", "researcher"):
        client = as_user(scene[who])
        assert "Banque espérée" in client.get("/acteurs/?circle=to_approach").content.decode(), who
        assert "Banque espérée" in _body(client.get("/acteurs/export.csv?circle=to_approach")).decode(), who
        assert HOPED_FOR in client.get("/acteurs/banque/").content.decode(), who
    foreign = as_user(scene["foreign researcher"]).get("/acteurs/?circle=to_approach")
    assert "Banque espérée" not in foreign.content.decode()


def test_neither_the_list_nor_the_map_of_a_territory_says_it_even_to_the_team(
    as_user: Any, scene: dict[str, Any]
) -> None:
    for who in (*OUTSIDE, "expert", "researcher"):
        client = as_user(scene[who])
        assert HOPED_FOR not in client.get("/territoires/ici/").content.decode(), who
        assert "Banque espérée" not in client.get("/territoires/ici/?circle=to_approach").content.decode(), who


def test_the_card_of_the_commons_publishes_it(client: Any, scene: dict[str, Any]) -> None:
    card = client.get("/communs/ici/").content.decode()
    assert HOPED_FOR in card
    assert "Banque espérée" in card
