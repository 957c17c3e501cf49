"""The actors of a territory: who counts, what filters find, the same on the list, the map's data and the figure."""

import gzip
import json
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors.atlas import places
from actors.models import Engagement, Organisation, Participation
from actors.signs import SIGNS
from commons.models import Role
from territories.models import Zone
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Any:
    """Two communes: Étampes in an EPCI, Limours; in the département 91, itself in a region."""
    region = Zone.objects.create(id="region-11", kind="region", code="11", name="Île-de-France")
    Zone.objects.create(id="departement-91", kind="departement", code="91", name="Essonne", parent=region)
    epci = Zone.objects.create(id="epci-200017846", kind="epci", code="200017846", name="Étampois Sud-Essonne")
    etampes = factories.commune("91223", name="Étampes", epci=epci, longitude=2.16, latitude=48.43)
    limours = factories.commune("91338", name="Limours", longitude=2.07, latitude=48.64)
    return factories.territory(etampes, limours, slug="ici", name="Ici")


def words(client: Any, query: str = "") -> str:
    text = client.get(f"/territoires/ici/{query}").content.decode()
    return text.replace("\xa0", " ").replace("\u202f", " ")


def features(client: Any, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/territoires/ici/acteurs.geojson{query}")
    assert answer.status_code == 200
    return {feature["id"]: feature for feature in json.loads(answer.content)["features"]}


def listed(page: str) -> list[str]:
    """Names in the order of the list."""
    return re.findall(r'<li>\s*<a href="/acteurs/([\w-]+)/"', page)


# Who counts ------------------------------------------------------------------------------------------------


@pytest.mark.pair
def test_seat_site_area_and_ecosystem_make_an_actor_and_nothing_else_does(territory: Any) -> None:
    etampes, lille = territory.communes.get(code="91223"), factories.commune("59350", name="Lille")
    seated = factories.organisation("Siège", seat=etampes)
    sited = factories.organisation("Site", seat=lille, site=etampes)
    by_commune, by_epci, by_departement = (factories.organisation(name) for name in ("Commune", "EPCI", "Département"))
    by_commune.area_communes.add(etampes)
    by_epci.area_zones.add(Zone.objects.get(pk="epci-200017846"))
    by_departement.area_zones.add(Zone.objects.get(pk="departement-91"))
    partner = factories.organisation("Partenaire", seat=lille)
    Participation.objects.create(
        ecosystem=factories.ecosystem(factories.commons(), territory), organisation=partner, state="met"
    )
    regional, national = factories.organisation("Région"), factories.organisation("France", nationwide=True)
    regional.area_zones.add(Zone.objects.get(pk="region-11"))
    factories.organisation("Ailleurs", seat=lille)
    factories.organisation("Fusionnée", seat=etampes, merged_into=seated)
    acting = set(places.acting_in(territory))
    assert acting == {seated, sited, by_commune, by_epci, by_departement, partner}
    assert set(places.reaching(territory)) == {regional, national}


def test_a_national_organisation_seated_here_is_an_actor_and_not_listed_apart(territory: Any) -> None:
    here = factories.organisation("Nationale d’ici", nationwide=True, seat=territory.communes.get(code="91223"))
    assert list(places.acting_in(territory)) == [here]
    assert list(places.reaching(territory)) == []


def test_who_reaches_further_is_listed_apart_and_not_on_the_map(client: Any, territory: Any) -> None:
    factories.organisation("D’ici", seat=territory.communes.get(code="91223"), slug="d-ici")
    factories.organisation("De partout", nationwide=True, slug="de-partout")
    page = words(client)
    assert "À l’échelle de la région ou du pays" in page
    assert "1 acteur du territoire" in page
    assert set(features(client)) == {"d-ici"}


def test_an_actor_with_only_its_site_here_stands_at_its_site(client: Any, territory: Any) -> None:
    limours = territory.communes.get(code="91338")
    factories.organisation("Atelier", seat=factories.commune("59350"), site=limours, slug="atelier")
    assert features(client)["atelier"]["geometry"]["coordinates"] == [2.07, 48.64]


# What filters find ------------------------------------------------------------------------------------------


@pytest.fixture
def cast(territory: Any) -> dict[str, Organisation]:
    etampes, limours = territory.communes.order_by("code")
    commons = factories.commons()
    made = {
        "agence": factories.organisation("Agence", slug="agence", seat=limours, kind="energy_agency"),
        "ecorce": factories.organisation(
            "Écorce", slug="ecorce", seat=etampes, kind="company", checked_on=timezone.localdate()
        ),
        "zinc": factories.organisation("Zinc", slug="zinc", seat=etampes, kind="company", checked_on=date(2020, 1, 1)),
    }
    made["ecorce"].themes.add("Réemploi")
    ecosystem = factories.ecosystem(commons, territory, name="Rénover")
    Participation.objects.create(ecosystem=ecosystem, organisation=made["zinc"], role="couvreur", state="to_approach")
    Engagement.objects.create(commons=commons, organisation=made["agence"], circle="operational")
    return made


@pytest.mark.pair
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"agence", "ecorce", "zinc"}),
        ("?kind=company", {"ecorce", "zinc"}),
        ("?role=couvreur", {"zinc"}),
        ("?theme=r%C3%A9emploi", {"ecorce"}),
        ("?circle=operational", {"agence"}),
        ("?q=ECORCE", {"ecorce"}),
        ("?kind=company&role=couvreur", {"zinc"}),
        ("?kind=landlord", set()),
        ("?role=inconnu", set()),
    ],
)
def test_filters_find_the_same_in_the_list_in_the_data_and_on_the_figure(
    client: Any, cast: Any, query: str, found: set[str]
) -> None:
    page = words(client, query)
    assert set(listed(page)) == found
    assert set(features(client, query)) == found
    figure = ET.fromstring(client.get(f"/territoires/ici/carte.svg{query}").content)
    key = " ".join(text.text or "" for text in figure.iter() if text.get("class") == "map-key")
    assert sum(int(count) for count in re.findall(r"\((\d+)\)", key)) == len(found)
    if not found:
        assert "Aucun acteur ne répond à ces filtres" in page


@pytest.mark.parametrize(
    ("sort", "order", "titles"),
    [
        ("commune", ["ecorce", "zinc", "agence"], ["Étampes", "Limours"]),
        ("name", ["agence", "ecorce", "zinc"], ["A", "E", "Z"]),
        ("kind", ["agence", "ecorce", "zinc"], ["agence locale de l’énergie et du climat", "entreprise"]),
        (
            "checked",
            ["agence", "zinc", "ecorce"],
            ["Jamais vérifiées", "Vérifiées il y a plus d’un an", "Vérifiées depuis moins d’un an"],
        ),
        ("n’importe quoi", ["ecorce", "zinc", "agence"], ["Étampes", "Limours"]),
    ],
)
def test_the_list_is_sorted_and_grouped(client: Any, cast: Any, sort: str, order: list[str], titles: list[str]) -> None:
    page = words(client, f"?sort={sort}")
    assert listed(page) == order
    heads = re.findall(r"<summary><h3>(.*?)</h3>", page)
    assert [re.sub(r"<.*?>", "", head).strip().lstrip("12 ") for head in heads] == titles


def test_a_line_says_kind_role_theme_circle_and_last_check(client: Any, cast: Any) -> None:
    page = words(client)
    for said in (
        "entreprise",
        "couvreur",
        "Rénover",
        "Réemploi",
        "cercle opérationnel",
        "vérifiée le 1er janvier 2020",
    ):
        assert said in page, said


def test_a_circle_that_is_over_or_only_hoped_for_is_not_said(client: Any, cast: Any) -> None:
    commons = factories.commons()
    yesterday = timezone.localdate() - timedelta(days=1)
    Engagement.objects.create(commons=commons, organisation=cast["zinc"], circle="committee", until=yesterday)
    Engagement.objects.create(commons=commons, organisation=cast["zinc"], circle="to_approach")
    for said in ("comité d’experts-ressources", "parties prenantes à rapprocher"):
        assert said not in words(client)
    assert features(client, "?circle=to_approach") == {}


@pytest.mark.parametrize("query", [f"?q={'x' * 300}", f"?role={'x' * 300}"])
def test_a_filter_that_cannot_be_is_said_on_the_page_and_refused_as_data(client: Any, cast: Any, query: str) -> None:
    page = client.get(f"/territoires/ici/{query}")
    assert page.status_code == 422
    assert "field-error" in page.content.decode()
    for data in ("acteurs.geojson", "carte.svg"):
        assert client.get(f"/territoires/ici/{data}{query}").status_code == 400


# Many -------------------------------------------------------------------------------------------------------


def test_a_long_list_has_pages_that_keep_what_was_asked(client: Any, territory: Any) -> None:
    etampes = territory.communes.get(code="91223")
    Organisation.objects.bulk_create(
        Organisation(name=f"Zinc {n:03}", folded_name=f"zinc {n:03}", slug=f"zinc-{n}", kind="company", seat=etampes)
        for n in range(230)
    )
    first, last = words(client, "?kind=company"), words(client, "?kind=company&page=3")
    assert (len(listed(first)), len(listed(last))) == (100, 30)
    assert "?kind=company&amp;sort=commune&amp;page=2#acteurs" in first
    assert "230 acteurs" in last
    assert "suite" in last
    assert len(features(client)) == 230
    assert len(listed(words(client, "?page=99"))) == 30


@pytest.mark.pair
@pytest.mark.parametrize("path", ["", "acteurs.geojson", "carte.svg", "atelier/"])
def test_it_costs_the_same_queries_whatever_the_number_of_actors(client: Any, cast: Any, path: str) -> None:
    def cost() -> int:
        client.get(f"/territoires/ici/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/territoires/ici/{path}").status_code == 200
        return len(queries)

    few = cost()
    lille = factories.commune("59350")
    for n in range(12):
        made = factories.organisation(seat=cast["zinc"].seat if n % 2 else lille)
        made.themes.add(f"thème {n}")
        made.area_communes.add(cast["zinc"].seat)
        Engagement.objects.create(commons=factories.commons(), organisation=made, circle="expertise")
        Participation.objects.create(
            ecosystem=cast["zinc"].participations.get().ecosystem, organisation=made, role=f"rôle {n}", state="met"
        )
    # Nobody stood away from home before: the names of those seats are one more question, whatever their number.
    assert cost() <= few + 1


def test_the_data_of_two_thousand_actors_weighs_less_than_sixty_kilobytes(client: Any, territory: Any) -> None:
    import random
    import string

    chance = random.Random(3)
    communes = list(territory.communes.all())

    def letters(count: int) -> str:
        return "".join(chance.choices(string.ascii_lowercase, k=count))

    def row(number: int) -> Organisation:
        # Names that share nothing: real ones compress better.
        name = f"{letters(8)} {letters(7)}"
        return Organisation(
            name=name,
            folded_name=name,
            slug=name.replace(" ", "-"),
            kind=chance.choice(Organisation.Kind.values),
            seat=communes[number % 2],
        )

    Organisation.objects.bulk_create(row(number) for number in range(2000))
    answer = client.get("/territoires/ici/acteurs.geojson", headers={"accept-encoding": "gzip"})
    assert len(json.loads(gzip.decompress(answer.content))["features"]) == 2000
    assert len(answer.content) < 60_000


# What it does not show --------------------------------------------------------------------------------------


@pytest.mark.pair
@pytest.mark.parametrize("role", [None, Role.PARTNER, Role.COORDINATOR])
@pytest.mark.parametrize("path", ["", "acteurs.geojson", "carte.svg", "atelier/"])
def test_nothing_says_how_far_contacts_are(as_user: Any, cast: Any, path: str, role: Role | None) -> None:
    person = factories.member(role, factories.commons()) if role else None
    answer = as_user(person).get(f"/territoires/ici/{path}").content.decode().replace("\xa0", " ")
    assert "zinc" in answer.lower() or path == "carte.svg"
    for secret in ("to_approach", "à rencontrer", "rencontré", "badge-met"):
        assert secret not in answer, secret


@pytest.mark.pair
def test_a_merged_organisation_is_nowhere(client: Any, cast: Any) -> None:
    Organisation.objects.filter(slug="zinc").update(merged_into=cast["ecorce"])
    assert "zinc" not in features(client)
    for path in ("", "atelier/"):
        assert "Zinc" not in words(client, path)


def test_the_data_says_only_what_the_page_says(client: Any, cast: Any) -> None:
    feature = features(client)["zinc"]
    assert feature == {
        "type": "Feature",
        "id": "zinc",
        "properties": {"name": "Zinc", "kind": "company", "label": "entreprise", "commune": "Étampes"},
        "geometry": {"type": "Point", "coordinates": [2.16, 48.43]},
    }


@pytest.mark.pair
def test_a_seat_just_outside_is_on_the_map_and_said_outside_everywhere(client: Any, cast: Any, territory: Any) -> None:
    """The map shows a little more than the square 2.0–2.1, 48.0–48.1 that the territory is here."""
    near = factories.commune("91999", name="Voisine", longitude=None, latitude=None)
    lille = factories.commune("59350", name="Lille", longitude=3.06, latitude=50.63)
    for name, seat in (("Proche", near), ("Lointaine", lille)):
        organisation = factories.organisation(name, slug=name.lower(), seat=seat, kind="landlord")
        organisation.area_communes.set(territory.communes.all())
    found = features(client)
    assert found["proche"]["properties"] == {
        "name": "Proche",
        "kind": "landlord",
        "label": "bailleur social",
        "commune": "Voisine (91)",
        "outside": True,
    }
    assert "outside" not in found["zinc"]["properties"]
    assert "lointaine" not in found
    page = words(client)
    assert 'place-number-outside">3</span> Voisine (91), siège hors du territoire</h3>' in page
    assert "Installés ailleurs, actifs ici" in page
    assert "Voisine (91), siège hors du territoire (3)" in words(client, "?sort=kind")
    figure = client.get("/territoires/ici/carte.svg").content.decode().replace("\xa0", " ")
    assert "3  Voisine (91), siège hors du territoire (1)" in figure
    assert "en creux : siège hors du territoire" in figure
    assert "siège hors du territoire" in words(client, "atelier/")


def test_an_actor_alone_has_the_sign_of_its_kind_in_the_figure_and_in_both_legends(client: Any, cast: Any) -> None:
    figure = client.get("/territoires/ici/carte.svg").content.decode()
    # Limours has one actor, an agency; Étampes has two: its number says how many and no more.
    assert figure.count('class="map-kind"') == 1
    assert "agence locale de l’énergie et du climat" in figure
    assert "entreprise" not in figure
    page = words(client)
    for kind, label in (("energy_agency", "agence locale de l’énergie et du climat"), ("company", "entreprise")):
        assert re.search(rf'data-sign="{kind}"><svg[^>]*>.*?</svg>{label}', page)
    shapes = {str(sign._replace(fill="", line="")) for sign in SIGNS.values()}
    assert len(shapes) == len(SIGNS) == len(Organisation.Kind)


def test_data_is_asked_again_and_not_sent_again(client: Any, cast: Any) -> None:
    first = client.get("/territoires/ici/acteurs.geojson")
    assert "no-cache" in first["Cache-Control"]
    again = client.get("/territoires/ici/acteurs.geojson", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_figure_stands_alone(client: Any, cast: Any) -> None:
    answer = client.get("/territoires/ici/carte.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert 'filename="carte-ici.svg"' in answer["Content-Disposition"]
    said = [text.text for text in ET.fromstring(answer.content).iter() if text.tag.endswith("text")]
    for part in ("territoire rural", "1  Étampes (2)", "2  Limours (1)", "Contours\xa0: essai"):
        assert part in said, part


def test_without_outlines_there_is_no_figure_to_download(client: Any) -> None:
    factories.territory(factories.commune(outline=None), outline=None, slug="plat")
    assert client.get("/territoires/plat/carte.svg").status_code == 404
