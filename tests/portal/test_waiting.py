from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors import actions
from commons.models import Role
from deliverables.models import Chapter
from portal import waiting
from reviews.models import Remark
from tests import factories

pytestmark = pytest.mark.django_db


def texts(user: object) -> str:
    return "\n".join(line.text for line in waiting.for_user(user))  # type: ignore[arg-type]


@pytest.mark.pair
def test_a_missing_consent_waits_for_the_pair_and_not_for_other_commons() -> None:
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons)
    interview = factories.interview(factories.ecosystem(commons), researcher)
    factories.interviewee(interview, pseudonym="Camille Roux")
    assert "Le consentement de Camille Roux" in texts(researcher)
    foreigner = factories.member(Role.COORDINATOR, factories.commons())
    assert "Camille Roux" not in texts(foreigner)


@pytest.mark.pair
def test_a_remark_without_an_answer_waits_for_the_writers() -> None:
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons)
    deliverable = factories.deliverable(commons)
    factories.chapter(deliverable, researcher)
    opened = factories.review_round(deliverable)
    reader, _ = factories.reader(opened)
    Remark.objects.create(chapter=opened.chapters.get(), reader=reader, text="Pas clair.")
    Remark.objects.create(chapter=opened.chapters.get(), reader=reader, text="Ici non plus.")
    assert "2 remarques attendent une suite" in texts(researcher)


def test_notes_of_a_past_interview_wait_for_who_has_not_written_them() -> None:
    commons = factories.commons()
    wrote, did_not = factories.member(Role.RESEARCHER, commons), factories.member(Role.RESEARCHER, commons)
    held = {"held_on": date(2026, 3, 12), "state": "held"}
    interview = factories.interview(factories.ecosystem(commons), wrote, did_not, **held)
    factories.note(interview, wrote)
    assert "Vos notes de l’entretien du 12 mars 2026" in texts(did_not)
    assert "Vos notes" not in texts(wrote)


def test_an_interview_to_come_asks_for_nothing_yet() -> None:
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons)
    tomorrow = timezone.localdate() + timedelta(days=1)
    factories.interview(factories.ecosystem(commons), researcher, held_on=tomorrow)
    assert "Vos notes" not in texts(researcher)


def test_an_interview_near_says_what_it_lacks_and_a_past_one_asks_whether_it_was_held() -> None:
    commons = factories.commons()
    researcher, colleague = factories.member(Role.RESEARCHER, commons), factories.member(Role.RESEARCHER, commons)
    today = timezone.localdate()
    for days in (2, 30, -3):
        factories.interview(factories.ecosystem(commons), researcher, held_on=today + timedelta(days=days))
    assert texts(researcher).count("une deuxième personne") == 1
    assert texts(researcher).count("a-t-il eu lieu") == 1
    assert "il manque" not in texts(colleague)


def test_organisations_never_checked_wait_for_the_partner_of_their_territory() -> None:
    commons = factories.commons()
    territory = factories.territory(name="Pays d’essai")
    partner = factories.partner(commons, territory)
    factories.organisation(seat=territory.communes.get())
    factories.organisation(seat=territory.communes.get(), checked_on=timezone.localdate())
    assert "1 organisation de Pays d’essai est à vérifier." in texts(partner)


def test_thousands_of_organisations_are_counted_in_french_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    commons = factories.commons()
    partner = factories.partner(commons, factories.territory(name="Pays d’essai"))
    monkeypatch.setattr("django.db.models.query.QuerySet.count", lambda _self: 1013)
    assert "1\xa0013 organisations de Pays d’essai sont à vérifier." in texts(partner)


def test_no_more_than_seven_lines_wait() -> None:
    commons = factories.commons()
    researcher = factories.member(Role.COORDINATOR, commons)
    for _ in range(12):
        interview = factories.interview(factories.ecosystem(commons), researcher)
        factories.interviewee(interview)
        Chapter.objects.create(deliverable=factories.deliverable(commons), position=1, title="À écrire")
    lines = waiting.for_user(researcher)
    assert 3 <= len(lines) <= waiting.MOST
    assert all(line.url.startswith("/") for line in lines)


def test_more_to_do_asks_no_more_queries() -> None:
    def work(count: int) -> object:
        commons = factories.commons()
        researcher = factories.member(Role.RESEARCHER, commons)
        for _ in range(count):
            interview = factories.interview(factories.ecosystem(commons), researcher)
            factories.interviewee(interview)
            Chapter.objects.create(deliverable=factories.deliverable(commons), position=1, title="À écrire")
        return researcher

    few, many = work(2), work(9)
    with CaptureQueriesContext(connection) as small:
        waiting.for_user(few)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as large:
        waiting.for_user(many)  # type: ignore[arg-type]
    assert len(large) <= len(small)


@pytest.mark.pair
def test_proposed_corrections_wait_for_who_may_decide_and_their_author_reads_the_outcome() -> None:
    commons = factories.commons()
    territory = factories.territory(name="Pays d’essai")
    organisation = factories.organisation("Ressourcerie", seat=territory.communes.get())
    partner, researcher = factories.partner(commons, territory), factories.member(Role.RESEARCHER, commons)
    expert = factories.member(Role.EXPERT, commons)
    found = factories.correction(organisation, author=expert)
    factories.correction(factories.organisation())
    assert "1 correction à examiner." in texts(partner)
    assert "2 corrections à examiner." in texts(researcher)
    assert "correction" not in texts(expert)
    actions.refuse(found, reply="Non.", by=partner)
    assert "Votre correction n’a pas été retenue" in texts(expert)
    assert "correction à examiner" not in texts(partner)


def test_home_says_what_is_expected_of_each_and_which_territory_a_partner_looks_after(as_user: Any) -> None:
    commons = factories.commons()
    partner = factories.partner(commons, factories.territory(name="Pays d’essai", slug="pays"))
    page = as_user(partner).get("/").content.decode()
    assert Role.PARTNER.meaning in page
    assert "Pays d’essai" in page
    expert = as_user(factories.member(Role.EXPERT, commons)).get("/").content.decode()
    assert Role.EXPERT.meaning in expert
    assert "Votre territoire" not in expert
    assert "verbatim" not in expert.lower()  # none opens to them


def test_a_recording_to_destroy_waits_for_the_pair_once_its_day_has_come() -> None:
    commons = factories.commons()
    researcher, colleague = (factories.member(Role.RESEARCHER, commons) for _ in range(2))
    person = factories.interviewee(factories.interview(factories.ecosystem(commons), researcher), pseudonym="Alix")
    kept = {"recording": True, "recording_place": "dictaphone"}
    consent = factories.consent(person, **kept, recording_delete_on=timezone.localdate() + timedelta(days=1))
    assert "Alix" not in texts(researcher)
    type(consent).objects.update(recording_delete_on=timezone.localdate())
    assert "L’enregistrement de Alix est à détruire" in texts(researcher)
    assert "L’enregistrement" not in texts(colleague)
    type(consent).objects.update(recording_deleted_on=timezone.localdate())
    assert "L’enregistrement" not in texts(researcher)


def test_a_comment_of_a_person_met_waits_for_the_pair() -> None:
    commons = factories.commons()
    researcher, colleague = (factories.member(Role.RESEARCHER, commons) for _ in range(2))
    interview = factories.interview(factories.ecosystem(commons), researcher)
    person = factories.interviewee(interview)
    factories.consent(person)
    asked = factories.validation(person, factories.note(interview, researcher, shared=True))
    made = factories.account_comment(asked)
    assert "1 commentaire d’une personne rencontrée attend votre réponse" in texts(researcher)
    assert "attend votre réponse" not in texts(colleague)
    type(made).objects.update(answered_at=timezone.now())
    assert "attend votre réponse" not in texts(researcher)
