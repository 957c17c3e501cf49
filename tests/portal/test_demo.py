"""The demonstration stands: built twice it is the same, its figures sum, it says what it invents, it names no one."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from actors.models import Engagement, Participation
from commons.models import Commons
from cooperation.models import BudgetLine, ExpectedDeliverable, Phase
from interviews.models import Interview
from portal.demonstration import accounts, card, places
from territories.models import Commune, Terrain, Territory

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
    assert Territory.objects.count() == 3
    assert {terrain.territory.kind: terrain.state for terrain in Terrain.objects.select_related("territory")} == {
        "metropolitan": "contacted",
        "peri_urban": "contacted",
        "rural": "hypothesis",
    }
    for place in places.PLACES:
        territory = Territory.objects.get(slug=place.slug)
        assert set(territory.communes.values_list("code", flat=True)) == set(place.codes.split())
        assert territory.outline
    assert not Commune.objects.filter(territories__isnull=False, outline=None).exists()
    assert Participation.objects.filter(sought="Acteurs bancaires", state="sought").exists()
    assert not Interview.objects.filter(fictional=False).exists()

    before, links = counts(), accounts.shown()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", verbosity=0)
    assert counts() == before
    assert accounts.shown() == links


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
