from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from commons import pieces
from commons.pieces import Audience, Piece
from interviews.models import Consent
from reviews import actions
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db


def read(client: Client, case: building.Case) -> str:
    building.enter(client, case.token)
    return client.get(f"/relecture/{case.round.pk}/lire/").content.decode()


def test_every_paragraph_has_a_real_link_to_comment_it_that_says_which(client: Client) -> None:
    case = building.case()
    page = read(client, case)
    assert page.count('class="remark-open"') == 3
    for block in building.blocks_of(case.chapter):
        assert f"/{case.chapter.pk}/{block.id}/" in page
    assert "chapitre 1, paragraphe 2" in page
    assert "chapitre 1, titre « Le chantier partagé »" in page


def test_the_page_says_until_when_and_asks_its_questions(client: Client) -> None:
    day = timezone.localdate() + timedelta(days=10)
    case = building.case(questions=["Est-ce clair pour vous ?"], closes_at=actions.end_of(day))
    page = read(client, case)
    assert f"jusqu’au {date_format(day, 'l j F')} à 23 h 59</strong>." in page
    assert "Est-ce clair pour vous ?" in page
    assert "Aucune remarque faite" in page


def test_readers_read_the_frozen_text_not_the_draft(client: Client) -> None:
    case = building.case()
    building.revise(case, "<p>Brouillon récrit, confidentiel.</p>")
    assert "confidentiel" not in read(client, case)


def test_a_reader_of_one_round_sees_nothing_of_another_nor_of_drafts(client: Client) -> None:
    case = building.case()
    other = building.case(body="<p>Marqueur de l’autre relecture.</p>")
    building.remark(other.chapter, other.reader, text="Marqueur d’une remarque d’ailleurs.")
    page = read(client, case)
    assert "Marqueur" not in page
    for path in ("lire/", "", "compte-rendu/"):
        response = client.get(f"/relecture/{other.round.pk}/{path}")
        assert response.status_code in (302, 404)
        assert "Marqueur" not in response.content.decode()
    assert client.get(other.address(0)).status_code == 404
    mixed = other.address(0).replace(str(other.round.pk), str(case.round.pk))
    assert client.get(mixed).status_code == 404


def test_readers_see_neither_the_names_nor_the_remarks_of_others(client: Client) -> None:
    case = building.case()
    other, _token = factories.reader(case.round, name="Autre Lectrice", email="autre@exemple.fr")
    building.remark(case.chapter, other, text="Marqueur d’une autre.")
    building.remark(case.chapter, case.reader, text="La mienne.")
    page = read(client, case)
    assert "La mienne." in page
    for hidden in ("Autre Lectrice", "autre@exemple.fr", "Marqueur d’une autre."):
        assert hidden not in page
    assert "1 remarque faite" in page


def test_an_unanswered_remark_shows_no_answer_and_may_be_changed(client: Client) -> None:
    case = building.case()
    remark = building.remark(case.chapter, case.reader)
    page = read(client, case)
    assert f"/relecture/remarques/{remark.pk}/" in page
    assert "Réponse de l’équipe" not in page


def test_ones_own_passages_are_marked_in_the_text(client: Client) -> None:
    case = building.case()
    building.remark(case.chapter, case.reader, block=1, quote="mutualisent leurs")
    page = read(client, case)
    assert '<strong><mark class="passage">mutualisent</mark></strong><mark class="passage"> leurs</mark>' in page


def test_a_paragraph_copied_between_chapters_stands_twice_with_two_identifiers(client: Client) -> None:
    case = building.case(body='<p id="b-aaaaaaaa">Le même paragraphe.</p>')
    case.round.chapters.create(revision=case.chapter.revision, position=2, html=case.chapter.html)
    page = read(client, case)  # the strict client refuses a page with one identifier twice
    assert 'id="c1-b-aaaaaaaa"' in page
    assert 'id="c2-b-aaaaaaaa"' in page


def test_insertions_are_shown_for_readers_each_time_the_page_is_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {"text": "Paroles du terrain"}

    def resolve(kind: str, key: str, audience: Audience) -> Piece | None:
        assert audience == Audience.ROUND
        return (
            Piece(format_html('<figure id="x"><a href="#x">{}</a></figure>', shown["text"])) if key != "rien" else None
        )

    monkeypatch.setattr(pieces, "resolve", resolve)
    case = building.case(body="<p>[[verbatim:abc]]</p><p>[[verbatim:abc]]</p><p>[[verbatim:rien]]</p><p>Fin.</p>")
    page = read(client, case)
    assert page.count("Paroles du terrain") == 2
    assert "[[" not in page
    assert "Passage indisponible" in page
    shown["text"] = "Passage retiré"
    assert "Paroles du terrain" not in read(client, case)


@pytest.mark.pair
def test_a_withdrawn_consent_masks_its_passage_at_once_in_an_open_round(client: Client) -> None:
    case, _excerpt, consent = building.with_excerpt("Nous partageons la grue.")
    assert "Nous partageons la grue." in read(client, case)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=consent.given_on)
    page = read(client, case)
    assert "Nous partageons la grue." not in page
    assert "Après le verbatim." in page


def test_an_excerpt_of_another_commons_is_never_shown(client: Client) -> None:
    _case, excerpt, _consent = building.with_excerpt("Secret d’un autre commun.")
    thief = building.case(body=f"<p>[[verbatim:{excerpt.pk}]]</p><p>Fin.</p>")
    page = read(client, thief)
    assert "Secret d’un autre commun." not in page
    assert "Passage indisponible" in page


def test_a_writer_reads_the_frozen_text_without_buttons(as_user: Any) -> None:
    case = building.case()
    page = as_user(case.writer).get(f"/relecture/{case.round.pk}/lire/").content.decode()
    assert "Vous lisez le texte figé" in page
    assert "remark-open" not in page


def test_titles_nest_under_the_chapter_whatever_the_writer_chose(client: Client) -> None:
    page = read(client, building.case(body="<h4>Petit titre</h4><p>Texte.</p>"))
    assert '<h3 class="para-text">Petit titre</h3>' in page


def test_more_paragraphs_and_remarks_cost_no_more_queries(client: Client) -> None:
    case = building.case()
    read(client, case)
    few = _queries(client, case)
    for number in range(8):
        building.remark(case.chapter, case.reader, block=number % 3, text=f"Remarque {number}")
    case.round.chapters.create(revision=case.chapter.revision, position=2, html=case.chapter.html)
    assert _queries(client, case) == few


def _queries(client: Client, case: building.Case) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/relecture/{case.round.pk}/lire/").status_code == 200
    return len(seen)
