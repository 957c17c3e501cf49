import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.models import Commons
from cooperation.models import BudgetLine, ExpectedDeliverable, Phase
from tests import factories

pytestmark = pytest.mark.django_db


def with_phases(commons: Commons, count: int) -> None:
    for number in range(1, count + 1):
        phase = Phase.objects.create(commons=commons, number=number, title=f"Étape {number}", months=number)
        for position in range(1, count + 1):
            deliverable = factories.deliverable(commons)
            ExpectedDeliverable.objects.create(
                phase=phase, position=position, title=f"Promesse {number}.{position}", deliverable=deliverable
            )


@pytest.mark.pair
def test_the_budget_sums_and_says_what_share_is_asked_for(client: Client) -> None:
    commons = factories.commons(aid_requested=63_700)
    for position, amount in enumerate((48_000, 22_000, 10_000, 9_000, 2_000), start=1):
        BudgetLine.objects.create(commons=commons, position=position, label=f"Poste {position}", amount=amount)
    page = client.get(f"/cooperation/{commons.slug}/").content.decode()
    assert "91\u00a0000\u00a0€" in page
    assert "63\u00a0700\u00a0€" in page
    assert "soit 70\u00a0% du total" in page


def test_a_commons_without_budget_says_so_rather_than_dividing_by_zero(client: Client) -> None:
    commons = factories.commons(aid_requested=1000)
    page = client.get(f"/cooperation/{commons.slug}/")
    assert page.status_code == 200
    assert "Le budget n’est pas encore renseigné" in page.content.decode()


def test_phases_come_in_order_with_what_they_promise(client: Client) -> None:
    commons = factories.commons()
    with_phases(commons, 3)
    page = client.get(f"/cooperation/{commons.slug}/").content.decode()
    places = [page.index(f"Étape {number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert "Promesse 2.3" in page
    assert page.count("en cours d’écriture") == 9


def test_more_phases_ask_no_more_queries(client: Client) -> None:
    few, many = factories.commons(), factories.commons()
    with_phases(few, 2)
    with_phases(many, 6)
    client.get(f"/cooperation/{few.slug}/")
    with CaptureQueriesContext(connection) as small:
        client.get(f"/cooperation/{few.slug}/")
    with CaptureQueriesContext(connection) as large:
        client.get(f"/cooperation/{many.slug}/")
    assert len(large) == len(small)
