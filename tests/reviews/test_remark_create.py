from typing import Any

import pytest
from django.test import Client

from commons.models import JournalEntry
from reviews.models import Remark
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def case(client: Client) -> building.Case:
    made = building.case()
    building.enter(client, made.token)
    return made


def test_without_script_the_form_has_its_own_page_with_the_paragraph(client: Client, case: building.Case) -> None:
    page = client.get(case.address(2)).content.decode()
    assert "Votre remarque sur le paragraphe 2" in page
    assert "Une seconde idée, plus courte." in page


@pytest.mark.pair
def test_a_remark_is_kept_with_its_paragraph_and_the_reader_comes_back_there(
    client: Client, case: building.Case
) -> None:
    response = client.post(case.address(2), {"text": "Ce n’est pas clair.", "kind": "unclear"})
    block = building.blocks_of(case.chapter)[2].id
    assert response["Location"] == f"/relecture/{case.round.pk}/lire/#c1-{block}"
    remark = Remark.objects.get()
    assert (remark.text, remark.kind, remark.block, remark.quote) == ("Ce n’est pas clair.", "unclear", block, "")
    assert remark.reader == case.reader
    entry = JournalEntry.objects.get(verb="remark_made")
    assert (entry.target, entry.by) == (remark, None)
    page = client.get(response["Location"]).content.decode()
    assert "1 remarque faite" in page
    assert "Ce n’est pas clair." in page


def test_a_reader_with_an_account_signs_the_journal(as_user: Any) -> None:
    case = building.case()
    expert = factories.user()
    factories.reader(case.round, user=expert)
    as_user(expert).post(case.address(), {"text": "Bien."})
    assert JournalEntry.objects.get(verb="remark_made").by == expert


def test_a_selected_passage_is_found_whatever_its_spaces_and_keeps_its_surroundings(
    client: Client, case: building.Case
) -> None:
    client.post(case.address(1), {"text": "Vraiment ?", "quote": " mutualisent\u00a0leurs\nachats "})
    remark = Remark.objects.get()
    assert remark.quote == "mutualisent leurs achats"
    assert remark.prefix.endswith("Les artisans ")
    assert remark.suffix.startswith(". Le dépôt")


def test_of_two_same_passages_the_one_selected_is_kept(client: Client, case: building.Case) -> None:
    text = building.blocks_of(case.chapter)[1].text
    second = text.rindex("dépôt")
    client.post(case.address(1), {"text": "Lequel ?", "quote": "dépôt", "near": str(second)})
    assert Remark.objects.get().suffix.startswith(" ferme")


@pytest.mark.parametrize("quote", ["des mots venus d’ailleurs", "x" * 2500])
def test_a_passage_that_is_not_in_the_paragraph_is_dropped_and_said(
    client: Client, case: building.Case, quote: str
) -> None:
    response = client.post(case.address(1), {"text": "Bien.", "quote": quote}, follow=True)
    assert Remark.objects.get().quote == ""
    assert "Le passage choisi n’a pas été retrouvé" in response.content.decode()


@pytest.mark.parametrize("near", ["-3", "abc", "9" * 5000, "٣", ""])
def test_a_wrong_position_is_worth_nothing(client: Client, case: building.Case, near: str) -> None:
    assert client.post(case.address(1), {"text": "Bien.", "quote": "dépôt", "near": near}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "obligatoire"),
        ({"text": " \n "}, "obligatoire"),
        ({"text": "Long " * 900}, "au plus 4000"),
        ({"text": "Gardez-moi", "kind": "inconnu"}, "inconnu"),
        ({"text": "Zéro \x00 octet"}, "nul"),
        ({}, "obligatoire"),
    ],
)
def test_a_refused_remark_says_why_and_keeps_the_text(
    client: Client, case: building.Case, fields: dict[str, str], said: str
) -> None:
    for extra in ({}, HTMX):
        response = client.post(case.address(), fields, **extra)
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert fields.get("text", "").strip()[:9] in page
    assert not Remark.objects.exists()


def test_a_script_gets_back_what_stands_under_the_paragraph(client: Client, case: building.Case) -> None:
    client.post(case.address(1), {"text": "Première."})
    page = client.post(case.address(1), {"text": "Deuxième."}, **HTMX).content.decode()
    assert "<html" not in page
    assert "Première." in page
    assert "Deuxième." in page
    assert 'data-progress="2 remarques faites"' in page


def test_sent_twice_a_remark_is_made_once(client: Client, case: building.Case) -> None:
    for _ in range(2):
        assert client.post(case.address(), {"text": "Une seule fois."}).status_code == 302
    assert Remark.objects.count() == 1
    assert JournalEntry.objects.filter(verb="remark_made").count() == 1


@pytest.mark.parametrize("block", ["b-00000000", "x", "b-AAAA"])
def test_a_paragraph_that_is_not_in_the_frozen_text_is_not_found(
    client: Client, case: building.Case, block: str
) -> None:
    address = case.address().rsplit("/", 2)[0] + f"/{block}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "Bien."}).status_code == 404


def test_once_closed_the_text_is_given_back_not_lost(client: Client, case: building.Case) -> None:
    building.close(case.round)
    for extra in ({}, HTMX):
        response = client.post(case.address(), {"text": "Tapé trop tard, mais tapé."}, **extra)
        assert response.status_code == 409
        assert "Tapé trop tard, mais tapé." in response.content.decode()
        assert "La relecture est fermée" in response.content.decode()
    assert client.get(case.address()).status_code == 409
    assert not Remark.objects.exists()


def test_a_round_that_closes_while_the_remark_is_saved_gives_the_text_back(
    client: Client, case: building.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.policies.can_remark", lambda reader, review_round: True)
    building.close(case.round)
    response = client.post(case.address(), {"text": "Au même instant."})
    assert response.status_code == 409
    assert "Au même instant." in response.content.decode()


def test_markup_typed_in_a_remark_stays_text(client: Client, case: building.Case) -> None:
    response = client.post(case.address(), {"text": "<script>alert(1)</script> <b>gras</b>"}, follow=True)
    assert "&lt;script&gt;" in response.content.decode()
    assert "<script>alert(1)" not in response.content.decode()


# Changing one's mind ------------------------------------------------------------------------------------


def test_a_reader_rewords_and_takes_back_their_own_remark(client: Client, case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader, block=1, quote="dépôt")
    address = f"/relecture/remarques/{remark.pk}/"
    assert "Modifier votre remarque" in client.get(address).content.decode()
    assert client.post(address, {"text": "", "kind": ""}).status_code == 422
    assert client.post(address, {"text": "Mieux dit.", "kind": "missing"}).status_code == 302
    remark.refresh_from_db()
    assert (remark.text, remark.kind, remark.quote) == ("Mieux dit.", "missing", "dépôt")
    assert client.post(f"{address}supprimer/").status_code == 302
    assert not Remark.objects.exists()


def test_an_answered_remark_or_a_closed_round_no_longer_changes(client: Client, case: building.Case) -> None:
    answered = building.remark(case.chapter, case.reader)
    building.answer(answered, case.writer)
    late = building.remark(case.chapter, case.reader, text="En retard.")
    for remark, close in ((answered, False), (late, True)):
        if close:
            building.close(case.round)
        address = f"/relecture/remarques/{remark.pk}/"
        assert client.get(address).status_code == 409
        response = client.post(address, {"text": "Nouveau texte tapé.", "kind": ""})
        assert response.status_code == 409
        assert "Nouveau texte tapé." in response.content.decode()
        assert client.post(f"{address}supprimer/").status_code == 409
    assert set(Remark.objects.values_list("text", flat=True)) == {"Que voulez-vous dire ?", "En retard."}


def test_nobody_touches_the_remark_of_another_reader(client: Client, case: building.Case) -> None:
    other, _token = factories.reader(case.round)
    remark = building.remark(case.chapter, other, text="Marqueur")
    address = f"/relecture/remarques/{remark.pk}/"
    for response in (client.get(address), client.post(address, {"text": "x"}), client.post(f"{address}supprimer/")):
        assert response.status_code == 404
        assert "Marqueur" not in response.content.decode()
    remark.refresh_from_db()
    assert remark.text == "Marqueur"
