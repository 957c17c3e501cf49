"""« Qui fait quoi à… » : from a typed name to who can help, and why."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Organisation, Participation
from commons.models import Role
from territories.models import Commune, FormerCommune, Zone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

HERE = "/acteurs/qui-fait-quoi/91200/"


def zone(kind: str, code: str, name: str, parent: Zone | None = None) -> Zone:
    return Zone.objects.create(pk=Zone.key(kind, code), kind=kind, code=code, name=name, parent=parent)


@pytest.fixture
def dourdan() -> Commune:
    region = zone("region", "11", "Île-de-France")
    zone("departement", "91", "Essonne", region)
    return factories.commune("91200", name="Dourdan", epci=zone("epci", "249100595", "CC Le Dourdannais en Hurepoix"))


def page(client: Any, address: str = HERE) -> str:
    text = client.get(address).content.decode()
    words = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main")])
    return " ".join(words.replace("\xa0", " ").split())


def test_the_nearest_come_first_each_once_with_why(client: Any, dourdan: Commune) -> None:
    territory = factories.territory(dourdan)
    ecosystem = factories.ecosystem(factories.commons(), territory)
    partout = factories.organisation("G partout", nationwide=True)
    for name, key in (("F région", "region-11"), ("E département", "departement-91"), ("C interco", "epci-249100595")):
        factories.organisation(name).area_zones.set([Zone.objects.get(pk=key)])
    factories.organisation("B nommée").area_communes.set([dourdan])
    both = factories.organisation("A siège", seat=dourdan, site=dourdan, nationwide=True)
    both.area_communes.set([dourdan])
    taking_part = factories.organisation("D participante")
    for organisation in (taking_part, partout):
        Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="to_approach")
    factories.organisation("Ailleurs", seat=factories.commune("37261"))
    words = page(client)
    order = [
        "Ont leur siège à Dourdan", "A siège",
        "Interviennent à Dourdan", "B nommée",
        "dans l’intercommunalité CC Le Dourdannais en Hurepoix, dont Dourdan fait partie", "C interco",
        "Prennent part à un écosystème d’acteurs", "D participante", "G partout",
        "tout le département : Essonne", "E département",
        "toute la région : Île-de-France", "F région",
    ]  # fmt: skip
    assert [words.find(said) for said in order] == sorted(words.find(said) for said in order)
    assert all(said in words for said in order)
    assert "Ailleurs" not in words
    assert words.count("A siège") == words.count("G partout") == 1
    for secret in ("rencontrer", "to_approach"):
        assert secret not in words


def test_a_card_says_what_when_and_how_to_reach_and_keeps_the_name_of_who_checked(
    client: Any, as_user: Any, dourdan: Commune
) -> None:
    checker = factories.user("Camille Vérifie")
    factories.organisation(
        "ALEC",
        seat=dourdan,
        services="Conseil gratuit.",
        brings="Un atelier.",
        seeks="De la paille.",
        contact_email="contact@alec.example",
        contact_phone="01 64 59 00 00",
        website="https://alec.example/",
        checked_on=date(2026, 3, 12),
        checked_by=checker,
    ).themes.add("Isolation")
    for said in ("Conseil gratuit.", "Apporte : Un atelier.", "Cherche : De la paille.", "contact@alec.example"):
        assert said in page(client), said
    assert "Vérifiée le 12 mars 2026" in page(client)
    assert "Isolation" in page(client)
    for outsider in (None, factories.user(), factories.user(is_superuser=True)):
        assert "Camille" not in page(as_user(outsider))
    assert "par Camille Vérifie" in page(as_user(factories.member(Role.EXPERT, factories.commons())))


def test_kinds_and_themes_filter_and_say_when_nobody_is_left(client: Any, dourdan: Commune) -> None:
    factories.organisation("Coop", seat=dourdan, kind="cooperative").themes.add("Réemploi du bois")
    factories.organisation("Asso", seat=dourdan, kind="association")
    assert "Asso" not in page(client, f"{HERE}?kind=cooperative")
    assert "Coop" in page(client, f"{HERE}?theme=REEMPLOI")
    assert "Asso" not in page(client, f"{HERE}?theme=reemploi")
    assert "Personne ne répond à ces critères" in page(client, f"{HERE}?kind=landlord")
    assert client.get(f"{HERE}?kind=banque").status_code == 422


def test_nobody_known_says_where_somebody_is_nearest_first(client: Any, dourdan: Commune) -> None:
    far = factories.commune("91001", name="Loin", epci=dourdan.epci, longitude=3.0)
    near = factories.commune("91002", name="Près", epci=dourdan.epci, longitude=2.06)
    for commune in (far, near):
        factories.organisation(seat=commune)
    words = page(client)
    assert "Aucune organisation locale connue à Dourdan" in words
    assert words.index("Près") < words.index("Loin")
    assert "Signaler une organisation" in words


def test_when_nobody_is_local_it_is_said_first_and_those_of_all_france_are_folded(
    client: Any, dourdan: Commune
) -> None:
    territory = factories.territory(dourdan)
    for number in range(30):
        factories.organisation(f"Partout {number:02}", nationwide=True)
    factories.organisation("Essonne").area_zones.set([Zone.objects.get(pk="departement-91")])
    factories.organisation(seat=factories.commune("91002", name="Près", epci=dourdan.epci))
    words = page(client)
    order = [
        territory.name, "Aucune organisation locale connue à Dourdan.", "Près", "Signaler une organisation",
        "Interviennent dans tout le département : Essonne", "30 organisations interviennent dans toute la France",
    ]  # fmt: skip
    assert [words.find(said) for said in order] == sorted(words.find(said) for said in order)
    assert order[-1] in words
    assert '<details class="closeness">' in client.get(HERE).content.decode()
    assert '<details class="closeness" open>' in client.get(f"{HERE}?page=2").content.decode()
    for address in (f"{HERE}?page=2", f"{HERE}?kind=association"):
        assert "Aucune organisation locale" not in page(client, address)
    factories.organisation("Voisine").area_zones.set([Zone.objects.get(pk="epci-249100595")])
    assert "Aucune organisation locale" not in page(client)


def test_the_list_goes_on_over_pages_without_missing_or_repeating(client: Any, dourdan: Commune) -> None:
    names = [f"Organisation {number:03}" for number in range(60)]
    for number, name in enumerate(names):
        place = {"seat": dourdan} if number < 30 else {"site": dourdan} if number < 50 else {"nationwide": True}
        factories.organisation(name, **place)
    seen: list[str] = []
    for number in (1, 2, 3):
        seen += re.findall(r"Organisation \d{3}", page(client, f"{HERE}?page={number}"))
    assert seen == names
    assert 'rel="next"' not in client.get(f"{HERE}?page=3").content.decode()
    for mangled in ("abc", "-1", "0", "999999999", "２", "%01"):
        assert client.get(f"{HERE}?page={mangled}").status_code == 200


def test_the_page_costs_no_more_queries_however_many_help(client: Any, dourdan: Commune) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        return len(queries)

    factories.organisation(seat=dourdan)
    cost()
    few = cost()
    for _ in range(40):
        factories.organisation(seat=dourdan, site=dourdan).themes.add("Bois")
    assert cost() <= few


def test_the_code_of_a_merged_commune_leads_to_the_one_of_today_and_says_so(client: Any, dourdan: Commune) -> None:
    FormerCommune.objects.create(code="91599", name="Rouillon", commune=dourdan)
    for asked in ("/acteurs/qui-fait-quoi/91599/", "/acteurs/qui-fait-quoi/?commune=91599"):
        response = client.get(asked)
        assert response["Location"] == f"{HERE}?ancien=91599"
    assert "Le code 91599 (Rouillon) n’existe plus" in page(client, f"{HERE}?ancien=91599")
    assert client.get("/acteurs/qui-fait-quoi/?commune=rouillon").context["found"] == [dourdan]
    assert "n’existe plus" not in page(client, f"{HERE}?ancien=99999")


@pytest.mark.parametrize("typed", ["Dourdan", "dourdan", "  DOURDAN ", "91200", "Dourdan (91200)"])
def test_a_commune_well_named_is_shown_at_once(client: Any, dourdan: Commune, typed: str) -> None:
    factories.commune("91201", name="Dourdan-le-Vieux")
    assert client.get("/acteurs/qui-fait-quoi/", {"commune": typed})["Location"] == HERE


def test_a_name_half_typed_or_mistyped_proposes(client: Any, dourdan: Commune) -> None:
    for typed in ("dourdn", "dour"):
        assert client.get("/acteurs/qui-fait-quoi/", {"commune": typed}).context["found"] == [dourdan]
    for code in ("91538", "61001"):
        factories.commune(code, name="Saint-Aubin")
    words = page(client, "/acteurs/qui-fait-quoi/?commune=st+aubin")
    assert "2 communes répondent à « st aubin »" in words


@pytest.mark.parametrize("typed", ["xyzt", "((((", "91999", "%F0%9F%8F%A0", "'" * 200])
def test_a_name_of_nowhere_says_what_to_try(client: Any, dourdan: Commune, typed: str) -> None:
    response = client.get(f"/acteurs/qui-fait-quoi/?commune={typed}")
    assert response.status_code == 200
    assert "Aucune commune de ce nom n’est connue ici" in response.content.decode()


def test_merged_organisations_do_not_come_twice(client: Any, dourdan: Commune) -> None:
    kept = factories.organisation("Gardée", seat=dourdan)
    factories.organisation("Doublon", seat=dourdan, merged_into=kept)
    assert "Doublon" not in page(client)
    assert Organisation.objects.current().count() == 1
