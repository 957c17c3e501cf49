"""The demonstration stands: built twice it is the same, its figures sum, it says what it invents, it names no one."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from actors.models import Ecosystem, Engagement, Headcount, Organisation, Participation, Relation
from commons.models import Commons
from commons.names import folded
from cooperation.models import BudgetLine, ExpectedDeliverable, Phase
from interviews.models import Interview
from portal.demonstration import accounts, card, places
from territories.models import Commune, Indicator, Terrain, Territory

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


@pytest.fixture
def demonstration(settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any) -> Commons:
    settings.VAR, settings.DEMONSTRATION = tmp_path, True
    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", verbosity=0)
    return Commons.objects.get(slug=card.SLUG)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def test_it_holds_the_facts_of_the_card_and_building_it_again_changes_nothing(
    demonstration: Commons, django_capture_on_commit_callbacks: Any
) -> None:
    assert BudgetLine.objects.filter(commons=demonstration).total() == Decimal(91_000)
    assert demonstration.aid_requested == Decimal(63_700)
    assert sum(Phase.objects.filter(commons=demonstration).values_list("months", flat=True)) == 12
    assert ExpectedDeliverable.objects.filter(phase__commons=demonstration).count() == 9
    nine = Engagement.objects.filter(commons=demonstration, circle=Engagement.Circle.DISSEMINATION)
    assert nine.count() == 9
    assert Territory.objects.count() == len(places.PLACES) == 6
    assert {terrain.territory.kind: terrain.state for terrain in Terrain.objects.select_related("territory")} == {
        "metropolitan": "contacted",
        "peri_urban": "contacted",
        "rural": "hypothesis",
    }
    for place in places.PLACES:
        territory = Territory.objects.get(slug=place.slug)
        assert set(territory.communes.values_list("pk")) == set(places.communes_of(place).values_list("pk"))
        assert territory.outline
        # The zoning proposes and says why, even where no kind prevails; what is retained stands beside it.
        assert territory.proposal_basis, place.slug
    fields = Territory.objects.filter(terrains__commons=demonstration)
    assert all(territory.proposed_kind == territory.kind for territory in fields)
    assert not Commune.objects.filter(territories__isnull=False, outline=None).exists()
    assert Participation.objects.filter(sought="Acteurs bancaires", state="sought").exists()
    assert not Interview.objects.filter(fictional=False).exists()
    _holds_the_actors_of_the_card(demonstration)
    _holds_what_the_chronicle_of_essonne_says()
    _holds_the_composition_of_the_pole()
    _holds_the_nested_structures_of_microville()
    _holds_the_programmes_of_the_landlord()

    before, links = counts(), accounts.shown()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", verbosity=0)
    assert counts() == before
    assert accounts.shown() == links


def members(slug: str) -> set[str]:
    return set(Participation.objects.filter(ecosystem__slug=slug).values_list("organisation__slug", flat=True))


def ties(slug: str) -> set[tuple[str, str, str]]:
    rows = Relation.objects.filter(ecosystem__slug=slug).select_related("source", "target")
    return {(row.source.slug, row.kind, row.target.slug) for row in rows}


def figures(slug: str) -> dict[str, Decimal]:
    rows = Indicator.objects.filter(territory__slug=slug)
    assert all(row.source and row.year for row in rows)
    return {row.name: row.value for row in rows}


def _holds_the_actors_of_the_card(commons: Commons) -> None:
    """Two sets of nine that are not the same; the circles; the parties to approach; one name under each writing."""
    circles = Engagement.objects.filter(commons=commons).select_related("organisation")
    by_circle = {name: {row.organisation.name for row in circles if row.circle == name} for name in Engagement.Circle}
    assert len(by_circle[Engagement.Circle.OPERATIONAL]) == 4
    assert len(by_circle[Engagement.Circle.EXPERTISE]) == 3
    assert len(by_circle[Engagement.Circle.INTERESTED]) == 9
    to_approach = {"ANAH", "FLAME", "CLER", "EKOPOLIS", "CAH"}
    interested = {"ADEME", "ADEME Île-de-France", "ADEME Normandie", "CRESS Normandie"}
    assert {str(row.organisation) for row in circles if row.circle == "to_approach"} == to_approach | interested
    assert all(word in commons.description for word in ("Zoein France", "CERDD")), "the nine of the earlier work"
    for written in ("27ème Région", "Club INNE", "ALEC MVE", "Tour(s)plus"):
        assert Organisation.objects.filter(folded_names__contains=folded(written)).count() == 1
    assert Organisation.objects.count() == 62
    assert not Organisation.objects.filter(source="").exists()


def _holds_what_the_chronicle_of_essonne_says() -> None:
    carrier = Organisation.objects.get(name="Archi Possible")
    assert (carrier.legal_form, carrier.seat_id) == ("SCIC", "91021")
    met = Relation.objects.filter(source=carrier, kind="met_with")
    assert met.count() == 8
    assert Participation.objects.filter(sought="Acteurs bancaires", state="sought").count() == 1
    presentation = Ecosystem.objects.get(slug="autorenovation-sud-essonne").presentation
    assert all(day in presentation for day in ("3 mars", "24 mars", "2 juin"))
    agency = Organisation.objects.get(short_name="ALEC Ouest Essonne")
    assert agency.area_communes.count() == 48


def _holds_the_composition_of_the_pole() -> None:
    counts = Headcount.objects.filter(ecosystem__slug="coopaxis")
    found = {row.kind: row.count for row in counts}
    assert found == {"company": 9, "local_authority": 4, "association": 8, "research": 1}
    assert ("coopaxis", "presents_to", "pole-solidaire-de-construction-ecologique") in ties("coopaxis")


def _holds_the_nested_structures_of_microville() -> None:
    site = Ecosystem.objects.get(slug="microville-112")
    assert site.part_of is not None
    assert site.part_of.part_of is not None
    assert site.part_of.part_of.slug == "alliance-sens-economie"
    said = ties("microville-112") | ties("microville-durable") | ties("alliance-sens-economie")
    assert {
        ("ministere-des-armees", "transfers_to", "commune-de-courcy"),
        ("commune-de-courcy", "contributes_to", "m112"),
        ("ase", "incubates", "m112"),
        ("anct", "identifies", "ase"),
        *(("ase", "mobilises", key) for key in ("cerema", "sba", "le-rameau", "france-clusters")),
        *(("m112", "works_with", key) for key in ("grand-reims", "commune-de-brimont", "terrasolis")),
    } <= said
    known = figures("ancienne-base-aerienne-112")
    assert known["Surface de Microville 112"] == 65
    assert known["Bâtiments vacants de Microville 112"] == 55_000


def _holds_the_programmes_of_the_landlord() -> None:
    parts = Ecosystem.objects.filter(part_of__slug="habitat-contributif").order_by("period")
    assert {part.slug: part.period for part in parts} == {
        "ifore": "2011-2014",
        "energycoach": "2012-2014",
        "increase": "2017-2020",
    }
    assert len(members("increase")) == 7
    known = figures("pas-de-calais")
    assert known["Communes où loge Pas-de-Calais habitat"] == 210
    assert known["Logements de Pas-de-Calais habitat (plus de)"] == 40_000
    assert known["Taux de chômage des Hauts-de-France"] == 11


def test_the_cases_of_other_texts_are_on_screen_and_say_that_nobody_was_met(
    demonstration: Commons, client: Client
) -> None:
    for slug, words in {
        "coopaxis": "22 structures",
        "microville-112": "décembre 2021",
        "habitat-contributif": "contributeurs",
    }.items():
        page = client.get(f"/ecosystemes/{slug}/").content.decode()
        assert words in page
        assert "personne n’y a été rencontré" in page
    assert "65" in client.get("/territoires/ancienne-base-aerienne-112/").content.decode()


def test_no_phone_number_and_no_mail_address_of_a_real_person_is_in_it(demonstration: Commons) -> None:
    everything = json.dumps(
        [
            [str(value) for value in row]
            for model in apps.get_models()
            if model._meta.app_label in {"commons", "actors", "territories", "interviews", "deliverables", "reviews"}
            and model is not Commune
            for row in model._default_manager.values_list()
        ],
        ensure_ascii=False,
    )
    assert not re.findall(r"(?:\+33|\b0[1-9])(?:[ .]?\d{2}){4}\b", everything)
    mails = set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", everything))
    assert {mail.split("@")[1].rstrip(".") for mail in mails} <= {"demonstration.example", "localhost"}


def test_every_page_that_shows_an_interview_says_it_is_invented(
    demonstration: Commons, as_user: Callable[[Any], Any]
) -> None:
    from accounts.models import User

    client = as_user(User.objects.get(email="chercheur.efc@demonstration.example"))
    interview = Interview.objects.order_by("held_on").first()
    assert interview is not None
    for address in ("/entretiens/", interview.get_absolute_url(), "/analyse/verbatims/"):
        page = client.get(address).content.decode()
        assert "fictif" in page.split("<main", 1)[1], address
