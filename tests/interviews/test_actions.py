"""Interviews, notes and consents through their actions."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from commons.models import Commons, JournalEntry, OutgoingMail, Role
from commons.verbs import Verb
from interviews import actions
from interviews.models import Consent, Interview, Interviewee, Note, NoteRevision
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def writer(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Chercheuse")


@pytest.fixture
def interview(commons: Commons, writer: User) -> Interview:
    return factories.interview(factories.ecosystem(commons), writer)


@pytest.fixture
def note(interview: Interview, writer: User) -> Note:
    return factories.note(interview, writer).note


def verbs(target: object) -> list[str]:
    entries = JournalEntry.objects.filter(target_id=str(target.pk)).order_by("at")  # type: ignore[attr-defined]
    return list(entries.values_list("verb", flat=True))


def test_opening_makes_the_notes_of_the_pair_and_freezes_the_grid_once(commons: Commons, writer: User) -> None:
    second = factories.member(Role.RESEARCHER, commons)
    revision = factories.grid_revision(commons)
    assert revision.frozen_at is None
    opened = [
        actions.open_interview(
            commons,
            ecosystem=factories.ecosystem(commons),
            organisations=[factories.organisation()],
            revision=revision,
            held_on=day,
            pair=[(writer, "efc"), (second, "ess")],
            by=writer,
        )
        for day in (date(2026, 3, 1), timezone.localdate() + timedelta(days=3))
    ]
    revision.refresh_from_db()
    frozen = revision.frozen_at
    assert frozen is not None
    assert {note.author for note in opened[0].notes.all()} == {writer, second, None}
    assert [interview.state for interview in opened] == [Interview.State.HELD, Interview.State.PLANNED]
    assert verbs(opened[0]) == [Verb.INTERVIEW_OPENED]
    assert not opened[0].fictional


def test_the_grid_keeps_the_moment_of_its_first_use(commons: Commons, writer: User) -> None:
    revision = factories.grid_revision(commons)
    long_ago = timezone.now() - timedelta(days=90)
    type(revision).objects.filter(pk=revision.pk).update(frozen_at=long_ago)
    actions.open_interview(
        commons,
        ecosystem=factories.ecosystem(commons),
        organisations=[],
        revision=revision,
        held_on=date(2026, 3, 1),
        pair=[(writer, "efc")],
        by=writer,
    )
    revision.refresh_from_db()
    assert revision.frozen_at == long_ago


def test_a_changed_text_is_a_new_revision_and_the_same_text_is_not(note: Note, writer: User) -> None:
    first = note.latest()
    assert first is not None
    same = actions.save_note(note, body="<p>On partage les chantiers.</p>", base=1, by=writer)
    assert same == first
    second = actions.save_note(note, body=first.body.replace("On", "Nous"), base=1, by=writer)
    assert second is not None
    assert second.number == 2
    first.refresh_from_db()
    assert "On partage" in first.body


def test_the_journal_tells_once_a_day_that_someone_writes(interview: Interview, writer: User) -> None:
    """The revisions tell the rest."""
    written = Note.objects.create(interview=interview, author=writer)
    for number in range(3):
        actions.save_note(written, body=f"<p>Ligne {number}.</p>", base=number, by=writer)
    assert verbs(written) == [Verb.NOTE_SAVED]
    NoteRevision.objects.update(at=timezone.now() - timedelta(days=1))
    JournalEntry.objects.update(at=timezone.now() - timedelta(days=1))
    actions.save_note(written, body="<p>Le lendemain.</p>", base=3, by=writer)
    assert verbs(written) == [Verb.NOTE_SAVED, Verb.NOTE_SAVED]


def test_saving_nothing_in_a_new_note_makes_no_revision(interview: Interview, writer: User) -> None:
    empty = Note.objects.create(interview=interview, author=None)
    assert actions.save_note(empty, body="<p></p>", base=0, by=writer) is None
    assert empty.latest() is None


def test_a_stale_base_is_a_conflict_that_carries_the_latest_text(note: Note, writer: User) -> None:
    latest = actions.save_note(note, body="<p>Autre onglet.</p>", base=1, by=writer)
    with pytest.raises(actions.Conflict) as conflict:
        actions.save_note(note, body="<p>Mon texte.</p>", base=1, by=writer)
    assert conflict.value.latest == latest
    assert note.latest() == latest


def test_sending_again_a_text_whose_answer_was_lost_is_no_conflict(note: Note, writer: User) -> None:
    latest = actions.save_note(note, body="<p>Mon texte.</p>", base=1, by=writer)
    assert actions.save_note(note, body="<p>Mon texte.</p>", base=1, by=writer) == latest


def test_a_reading_by_another_is_written_once_a_day(commons: Commons, note: Note, writer: User) -> None:
    coordinator = factories.member(Role.COORDINATOR, commons)
    for _ in range(3):
        actions.note_was_read(note, by=coordinator)
        actions.note_was_read(note, by=writer)
    assert verbs(note) == [Verb.NOTE_READ]
    JournalEntry.objects.update(at=timezone.now() - timedelta(days=1))
    actions.note_was_read(note, by=coordinator)
    assert verbs(note) == [Verb.NOTE_READ, Verb.NOTE_READ]


def test_reading_the_shared_account_leaves_no_line(interview: Interview, writer: User) -> None:
    shared = factories.note(interview, writer, shared=True).note
    actions.note_was_read(shared, by=factories.user())
    assert verbs(shared) == []


def test_an_identity_cannot_be_read_in_the_database(interview: Interview, writer: User) -> None:
    person = actions.add_interviewee(
        interview, pseudonym="Camille", function="élue", identity={"name": "Jeanne Marqueur"}, by=writer
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM interviews_interviewee")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT * FROM interviews_identity")
        stored += str(cursor.fetchall())
    assert "Camille" in stored
    assert "Marqueur" not in stored
    assert Interviewee.objects.get(pk=person.pk).identity.name == "Jeanne Marqueur"


def test_withdrawing_tells_the_coordination_without_anything_confidential(
    commons: Commons, interview: Interview, django_capture_on_commit_callbacks: object
) -> None:
    coordinator = factories.member(Role.COORDINATOR, commons, "Coordinatrice")
    factories.member(Role.COORDINATOR, factories.commons())
    person = factories.interviewee(interview, pseudonym="Camille", function="élue", identity="Jeanne Marqueur")
    consent = factories.consent(person)
    actions.withdraw_consent(consent, by=None)
    actions.withdraw_consent(consent, by=None)
    actions.withdraw_consent(Consent.objects.get(pk=consent.pk), by=None)
    consent.refresh_from_db()
    assert consent.withdrawn_on == timezone.localdate()
    mail = OutgoingMail.objects.get()
    assert mail.to == [coordinator.email]
    assert interview.get_absolute_url() in mail.body
    assert not any(word in mail.subject + mail.body for word in ("Camille", "Marqueur", "élue", "chantiers"))
    line = JournalEntry.objects.get(verb=Verb.CONSENT_WITHDRAWN)
    assert line.by is None


def test_a_new_agreement_ends_a_withdrawal_and_keeps_the_link(interview: Interview, writer: User) -> None:
    person = factories.interviewee(interview)
    consent = factories.consent(person, withdrawn_on=date(2026, 4, 1), token_digest="d")
    again = actions.record_consent(
        person, level="attributed", terms=consent.terms, given_on=date(2026, 5, 1), proof_note="Par écrit.", by=writer
    )
    assert again.pk == consent.pk
    assert again.is_given
    assert again.token_digest == "d"


def test_revisions_are_numbered_by_note(interview: Interview, writer: User, note: Note) -> None:
    other = Note.objects.create(interview=interview, author=None)
    made = actions.save_note(other, body="<p>Partagé.</p>", base=0, by=writer)
    assert made is not None
    assert (made.number, NoteRevision.objects.count()) == (1, 2)
