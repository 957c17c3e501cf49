from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db


def test_without_a_link_the_page_says_how_to_enter_with_one(client: Client) -> None:
    page = client.get("/relecture/").content.decode()
    assert "J’ai reçu une invitation" in page
    assert "Aucun compte n’est nécessaire" in page
    assert "Ouvrir une relecture" not in page


def test_a_reader_finds_the_rounds_their_links_opened(client: Client) -> None:
    mine, other = building.case(), building.case()
    building.enter(client, mine.token)
    page = client.get("/relecture/").content.decode()
    assert mine.deliverable.title in page
    assert other.deliverable.title not in page


def test_an_expert_finds_the_rounds_opened_to_their_account(as_user: Any) -> None:
    mine, other = building.case(), building.case()
    expert = factories.user()
    factories.reader(mine.round, user=expert)
    page = as_user(expert).get("/relecture/").content.decode()
    assert mine.deliverable.title in page
    assert other.deliverable.title not in page


def test_a_writer_sees_what_waits_and_the_next_click(as_user: Any) -> None:
    case, foreign = building.case(), building.case()
    page = as_user(case.writer).get("/relecture/").content.decode()
    assert "Rien à faire" in page
    assert foreign.deliverable.title not in page
    answered = building.remark(case.chapter, case.reader)
    building.answer(answered, case.writer)
    building.remark(case.chapter, case.reader, text="Et ceci ?")
    page = as_user(case.writer).get("/relecture/").content.decode()
    assert "2 remarques, 1 sans suite" in page
    assert "Répondre à 1 remarque" in page


def test_a_closed_round_leads_to_its_minutes_once_all_is_answered(as_user: Any) -> None:
    case = building.case()
    building.answer(building.remark(case.chapter, case.reader), case.writer)
    building.close(case.round)
    page = as_user(case.writer).get("/relecture/").content.decode()
    assert "Fermées" in page
    assert f"/relecture/{case.round.pk}/compte-rendu/" in page


def test_more_rounds_cost_no_more_queries(as_user: Any) -> None:
    case = building.case()
    client = as_user(case.writer)
    few = _queries(client)
    for _ in range(5):
        more = factories.review_round(case.deliverable)
        reader, _token = factories.reader(more, user=case.writer)
        building.remark(more.chapters.get(), reader)
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/relecture/").status_code == 200
    return len(seen)
