from typing import Any

import pytest
from django.test import Client

from commons.models import JournalEntry
from deliverables.preflight import Finding
from reviews.credits import mirror_groups
from reviews.models import Decision, Remark
from reviews.preflight import remarks_are_answered
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
ANSWER = {"disposition": "partly", "reason": "Nous avons précisé le calendrier."}


@pytest.fixture
def case() -> building.Case:
    return building.case()


def suite(remark: Remark) -> str:
    return f"/relecture/remarques/{remark.pk}/suite/"


@pytest.mark.pair
def test_an_answer_is_kept_with_its_reason_and_the_reader_reads_it(as_user: Any, case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader)
    response = as_user(case.writer).post(suite(remark), ANSWER)
    assert response["Location"] == f"/relecture/{case.round.pk}/#remarque-{remark.pk}"
    assert JournalEntry.objects.get(verb="remark_answered").by == case.writer
    reader = Client()
    building.enter(reader, case.token)
    page = reader.get(f"/relecture/{case.round.pk}/lire/").content.decode()
    assert "Nous avons précisé le calendrier." in page
    assert "prise en compte en partie" in page
    assert case.writer.name not in page


def test_one_answer_by_remark_that_can_be_changed(as_user: Any, case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader)
    client = as_user(case.writer)
    client.post(suite(remark), ANSWER)
    assert "Nous avons précisé" in client.get(suite(remark)).content.decode()
    client.post(suite(remark), {"disposition": "declined", "reason": "Hors du sujet de ce chapitre."})
    decision = Decision.objects.get()
    assert (decision.disposition, decision.reason) == ("declined", "Hors du sujet de ce chapitre.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"disposition": "accepted", "reason": ""}, "Dites pourquoi"),
        ({"disposition": "accepted", "reason": "  \n"}, "Dites pourquoi"),
        ({"disposition": "", "reason": "Gardez ceci."}, "Choisissez la suite donnée"),
        ({"disposition": "autre", "reason": "Gardez ceci."}, "autre"),
        ({"disposition": "accepted", "reason": "long " * 500}, "au plus 2000"),
        ({}, "Dites pourquoi"),
    ],
)
def test_an_answer_without_its_reason_is_refused_and_keeps_what_was_typed(
    as_user: Any, case: building.Case, fields: dict[str, str], said: str
) -> None:
    remark = building.remark(case.chapter, case.reader)
    for extra in ({}, HTMX):
        response = as_user(case.writer).post(suite(remark), fields, **extra)
        assert response.status_code == 422
        assert said in response.content.decode()
        assert fields.get("reason", "").strip()[:12] in response.content.decode()
    assert not Decision.objects.exists()


def test_inline_the_form_opens_is_refused_cancelled_and_saved_as_fragments(as_user: Any, case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader)
    client = as_user(case.writer)
    opened = client.get(suite(remark), **HTMX).content.decode()
    assert "<html" not in opened
    assert "data-hx-post" in opened
    assert "Donner une suite" in client.get(suite(remark), {"annuler": "1"}, **HTMX).content.decode()
    saved = client.post(suite(remark), ANSWER, **HTMX).content.decode()
    assert "Nous avons précisé le calendrier." in saved
    assert "1 remarque sur 1 a une suite" in saved
    assert 'data-hx-swap-oob="true"' in saved


def test_the_page_without_script_shows_the_remark_in_context(as_user: Any, case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader, block=1, quote="artisans")
    page = as_user(case.writer).get(suite(remark)).content.decode()
    assert "<mark>artisans</mark>" in page
    assert "data-hx-post" not in page


# Before publishing, and after -----------------------------------------------------------------------------


def test_publishing_waits_for_every_answer_and_warns_of_an_open_round(case: building.Case) -> None:
    remark = building.remark(case.chapter, case.reader)
    other = building.case()
    building.remark(other.chapter, other.reader)
    found = remarks_are_answered(case.deliverable)
    assert [finding.level for finding in found] == ["blocking", "warning"]
    assert isinstance(found[0], Finding)
    assert "1 remarque du groupe" in found[0].message
    assert found[0].url == f"/relecture/{case.round.pk}/?sans_suite=on"
    building.answer(remark, case.writer)
    assert [finding.level for finding in remarks_are_answered(case.deliverable)] == ["warning"]
    building.close(case.round)
    assert remarks_are_answered(case.deliverable) == []


def test_without_a_round_nothing_is_asked() -> None:
    assert remarks_are_answered(factories.deliverable(factories.commons())) == []


def test_groups_are_thanked_by_their_name_and_number_never_by_their_people(case: building.Case) -> None:
    assert mirror_groups(case.deliverable) == []
    second, _token = factories.reader(case.round)
    silent, _token = factories.reader(case.round)
    for reader in (case.reader, case.reader, second):
        building.remark(case.chapter, reader)
    other = factories.deliverable(case.deliverable.commons)
    factories.chapter(other, case.writer)
    elsewhere = factories.review_round(other)
    elsewhere.group = case.round.group
    elsewhere.save()
    lone, _token = factories.reader(elsewhere)
    building.remark(elsewhere.chapters.get(), lone)
    [line] = mirror_groups(case.deliverable)
    assert line == "Relecture : Groupe miroir des accompagnateurs, 2 personnes ont fait des remarques."
    assert silent.name not in line
