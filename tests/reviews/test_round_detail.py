from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons import anchoring
from reviews.models import Remark
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> building.Case:
    return building.case()


def page_of(as_user: Any, case: building.Case, query: str = "") -> str:
    return as_user(case.writer).get(f"/relecture/{case.round.pk}/{query}").content.decode()


def test_remarks_come_in_the_order_of_the_text_with_their_passage_marked(as_user: Any, case: building.Case) -> None:
    building.remark(case.chapter, case.reader, block=2, text="Tout à la fin.")
    building.remark(case.chapter, case.reader, block=1, quote="ferme à midi", text="Ensuite.")
    building.remark(case.chapter, case.reader, block=1, quote="artisans", text="D’abord.")
    page = page_of(as_user, case)
    assert page.index("D’abord.") < page.index("Ensuite.") < page.index("Tout à la fin.")
    assert "<mark>artisans</mark>" in page
    assert "le dépôt <mark>ferme à midi</mark>" in page
    assert "Paragraphe 2" in page


def test_the_second_of_two_same_passages_is_the_one_marked(as_user: Any, case: building.Case) -> None:
    chapter = case.chapter
    text = building.blocks_of(chapter)[1].text
    from reviews.rendering import quotes

    anchor = quotes.place(chapter.html, building.blocks_of(chapter)[1], "dépôt", text.rindex("dépôt")).anchor
    building.remark(chapter, case.reader, block=1, quote="dépôt")
    Remark.objects.update(prefix=anchor.prefix, suffix=anchor.suffix)
    assert "le <mark>dépôt</mark> ferme" in page_of(as_user, case)


def test_progress_counts_every_remark_even_those_filtered_out(as_user: Any, case: building.Case) -> None:
    for number in range(3):
        building.remark(case.chapter, case.reader, text=f"Remarque {number}.", kind="missing" if number else "unclear")
    building.answer(Remark.objects.get(text="Remarque 0."), case.writer, reason="C’est dit page 3.")
    page = page_of(as_user, case, "?sans_suite=on")
    assert "1 remarque sur 3 a une suite" in page
    assert "Remarque 0." not in page
    assert "Remarque 1." in page
    assert "Remarque 0." in page_of(as_user, case, "?type=unclear")
    assert "Remarque 1." not in page_of(as_user, case, "?type=unclear")


def test_a_chapter_filter_shows_its_remarks_only(as_user: Any, case: building.Case) -> None:
    second = case.round.chapters.create(revision=case.chapter.revision, position=2, html=case.chapter.html)
    building.remark(case.chapter, case.reader, text="Du premier.")
    building.remark(second, case.reader, text="Du second.")
    page = page_of(as_user, case, f"?chapitre={second.pk}")
    assert "Du second." in page
    assert "Du premier." not in page


@pytest.mark.parametrize("query", ["?type=inconnu", "?chapitre=x", "?chapitre=00000000-0000-0000-0000-000000000000"])
def test_a_wrong_filter_says_so(as_user: Any, case: building.Case, query: str) -> None:
    case.round.chapters.create(revision=case.chapter.revision, position=2, html=case.chapter.html)
    assert as_user(case.writer).get(f"/relecture/{case.round.pk}/{query}").status_code == 422


def test_an_orphan_is_shown_as_such_and_counts(as_user: Any, case: building.Case) -> None:
    orphan = building.remark(case.chapter, case.reader, text="Sans attache.")
    Remark.objects.filter(pk=orphan.pk).update(block="b-zzzzzzzz", quote="mots perdus")
    page = page_of(as_user, case)
    assert "Remarque orpheline" in page
    assert "mots perdus" in page
    assert "Aucune des remarques (1) n’a encore de suite" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda html: html + "<p>Ajout.</p>", "toujours là"),
        (lambda html: html.replace("leurs achats", "tous leurs achats"), "modifié"),
        (lambda html: "<p>Les artisans mutualisent leurs achats.</p>", "déplacé"),
        (lambda html: "<p>Rien de commun.</p>", "disparu"),
    ],
)
def test_it_says_what_became_of_the_passage_in_the_draft_of_today(
    as_user: Any, case: building.Case, change: Any, said: str
) -> None:
    building.remark(case.chapter, case.reader, block=1, quote="artisans mutualisent leurs achats")
    building.revise(case, change(case.chapter.html))
    page = page_of(as_user, case)
    states = {word for word in ("toujours là", "modifié", "déplacé", "disparu") if f">{word}</span>" in page}
    assert states == {said}


def test_a_passage_is_looked_for_once_and_only_where_the_page_says_what_became_of_it(
    as_user: Any, case: building.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []
    locate = anchoring.locate

    def counted(anchor: anchoring.Anchor, blocks: Any) -> anchoring.Place:
        looked_for.append(anchor.quote)
        return locate(anchor, blocks)

    for number in range(4):
        building.remark(case.chapter, case.reader, block=1, quote="leurs achats", kind="wrong", text=f"{number}")
    building.remark(case.chapter, case.reader, block=2, kind="unclear")
    building.revise(case, case.chapter.html.replace("leurs achats", "les achats"))
    monkeypatch.setattr(anchoring, "locate", counted)
    assert page_of(as_user, case).count(">modifié</span>") == 4
    assert looked_for == ["leurs achats"]
    page_of(as_user, case, "compte-rendu/")
    page_of(as_user, case, "?type=unclear")
    assert looked_for == ["leurs achats"]


def test_a_whole_paragraph_is_changed_as_soon_as_its_words_are(as_user: Any, case: building.Case) -> None:
    building.remark(case.chapter, case.reader, block=2)
    building.revise(case, case.chapter.html.replace("plus courte", "tout à fait autre"))
    assert ">modifié</span>" in page_of(as_user, case)


def test_insertions_are_named_in_context_not_shown(as_user: Any) -> None:
    made, _excerpt, _consent = building.with_excerpt("Paroles confidentielles.")
    building.remark(made.chapter, made.reader, block=1)
    page = page_of(as_user, made)
    assert "[verbatim]" in page
    assert "Paroles confidentielles." not in page


def test_the_team_sees_who_was_invited_and_who_came(as_user: Any, case: building.Case) -> None:
    factories.reader(case.round, name="Venue", first_seen_at=timezone.now())
    factories.reader(case.round, name="Partie", revoked_at=timezone.now())
    page = page_of(as_user, case)
    for words in ("Venue", "a ouvert le texte", "Partie", "lien annulé", "pas encore ouvert", case.reader.email):
        assert words in page
    assert page.count("Annuler le lien") == 2


def test_more_remarks_and_readers_cost_no_more_queries(as_user: Any, case: building.Case) -> None:
    client = as_user(case.writer)
    building.answer(building.remark(case.chapter, case.reader), case.writer)
    few = _queries(client, case)
    for number in range(6):
        reader, _token = factories.reader(case.round)
        made = building.remark(case.chapter, reader, block=number % 3)
        if number % 2:
            building.answer(made, factories.member("researcher", case.deliverable.commons))
    assert _queries(client, case) == few


def _queries(client: Client, case: building.Case) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/relecture/{case.round.pk}/").status_code == 200
    return len(seen)


# Minutes --------------------------------------------------------------------------------------------------


def test_minutes_give_remarks_and_answers_and_name_no_reader(as_user: Any, case: building.Case) -> None:
    other, _token = factories.reader(case.round, name="Autre Lectrice", email="autre@exemple.fr")
    first = building.remark(case.chapter, case.reader, block=1, quote="artisans", text="D’accord.", kind="recognised")
    building.remark(case.chapter, other, block=2, text="Il manque un exemple.")
    building.answer(first, case.writer, reason="Merci, gardé.")
    page = page_of(as_user, case, "compte-rendu/")
    for words in ("Personne 1", "Personne 2", "« artisans »", "Merci, gardé.", "Sans suite à ce jour", "paragraphe 2"):
        assert words in page
    for hidden in (case.reader.name, case.reader.email, other.name, other.email):
        assert hidden not in page


def test_more_remarks_cost_the_minutes_no_more_queries(as_user: Any, case: building.Case) -> None:
    client = as_user(case.writer)
    building.remark(case.chapter, case.reader)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/relecture/{case.round.pk}/compte-rendu/").status_code == 200
        return len(seen)

    few = count()
    for number in range(5):
        building.answer(building.remark(case.chapter, case.reader, text=f"{number}"), case.writer)
    assert count() == few
