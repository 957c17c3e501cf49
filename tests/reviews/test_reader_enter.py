import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons import tokens
from reviews.models import Reader
from tests.reviews import building

pytestmark = pytest.mark.django_db


@pytest.mark.pair
def test_a_link_opens_its_round_without_an_account(client: Client) -> None:
    case = building.case()
    response = building.enter(client, case.token)
    assert response["Location"] == f"/relecture/{case.round.pk}/lire/"
    assert client.get(response["Location"]).status_code == 200


def test_entering_changes_the_session_key_and_never_names_the_link_again(client: Client) -> None:
    case = building.case()
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    response = building.enter(client, case.token)
    assert client.session.session_key != before
    assert case.token not in client.get(response["Location"]).content.decode()
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_mail_scanner_opening_the_link_changes_nothing(client: Client) -> None:
    case = building.case()
    for _ in range(3):
        assert building.enter(Client(), case.token).status_code == 302
    assert Client().head(f"/relecture/lien/{case.token}/").status_code == 302
    case.reader.refresh_from_db()
    assert case.reader.first_seen_at is None
    assert building.enter(client, case.token).status_code == 302


@pytest.mark.parametrize(
    "token",
    ["n-importe-quoi", "abc:def", "%00", "x" * 3000, pytest.param(tokens.issue(tokens.Purpose.READER)[0], id="issued")],
)
def test_a_forged_or_unknown_link_is_not_found(client: Client, token: str) -> None:
    building.case()
    assert client.get(f"/relecture/lien/{token}/").status_code == 404


def test_a_link_of_another_purpose_opens_no_round(client: Client) -> None:
    case = building.case()
    token, digest = tokens.issue(tokens.Purpose.INVITATION)
    Reader.objects.filter(pk=case.reader.pk).update(token_digest=digest)
    assert building.enter(client, token).status_code == 404


def test_a_revoked_link_says_so_and_closes_the_sessions_it_opened(client: Client) -> None:
    case = building.case()
    read = f"/relecture/{case.round.pk}/lire/"
    building.enter(client, case.token)
    assert client.get(read).status_code == 200
    Reader.objects.update(revoked_at=timezone.now())
    response = building.enter(client, case.token)
    assert response.status_code == 410
    assert "Ce lien a été annulé" in response.content.decode()
    assert client.get(read).status_code == 404


@pytest.mark.pair
def test_a_renewed_link_closes_the_sessions_the_old_one_opened(client: Client, as_user: Any) -> None:
    case = building.case()
    read = f"/relecture/{case.round.pk}/lire/"
    building.enter(client, case.token)
    mine = building.remark(case.chapter, case.reader)
    page = as_user(case.writer).post(f"/relecture/lecteurs/{case.reader.pk}/nouveau-lien/").content.decode()
    assert client.get(read).status_code == 404
    assert client.post(case.address(), {"text": "Par l’ancien lien."}).status_code == 404
    assert client.post(f"/relecture/remarques/{mine.pk}/supprimer/").status_code == 404
    renewed = re.search(r"/relecture/lien/([^/<]+)/", page)
    assert renewed
    building.enter(client, renewed[1])
    assert client.get(read).status_code == 200


def test_an_expired_link_says_what_to_do(client: Client) -> None:
    case = building.case()
    Reader.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = building.enter(client, case.token)
    assert response.status_code == 410
    assert "répondez au message d’invitation" in response.content.decode()


def test_after_the_end_the_link_still_opens_the_answers(client: Client) -> None:
    case = building.case()
    building.answer(building.remark(case.chapter, case.reader), case.writer, reason="Nous avons récrit le passage.")
    building.close(case.round)
    page = client.get(building.enter(client, case.token)["Location"]).content.decode()
    assert "Cette relecture est fermée" in page
    assert "Nous avons récrit le passage." in page
    assert "Commenter ce paragraphe" not in page


def test_two_links_opened_on_one_device_open_two_rounds_and_the_last_one_speaks(client: Client) -> None:
    from tests import factories

    case = building.case()
    second, token = factories.reader(case.round, name="Deuxième lectrice")
    building.enter(client, case.token)
    building.enter(client, token)
    client.post(case.address(), {"text": "De ma part."})
    assert second.remarks.count() == 1
