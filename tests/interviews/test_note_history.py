from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons.models import JournalEntry, Role
from interviews import actions
from interviews.models import Note, NoteRevision
from interviews.notes import sittings
from tests import factories
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.member(Role.RESEARCHER, factories.commons(), "Chercheuse")


@pytest.fixture
def note(writer: User) -> Note:
    """Two sittings of the writer around one of someone else: 1–2, 3, 4."""
    interview = factories.interview(factories.ecosystem(writer.memberships.get().commons), writer)
    start = timezone.now() - timedelta(days=2)
    for by, minutes, body, placed in [
        (writer, 0, '<p id="b-aaaaaaaa">Le chantier ouvre.</p>', {}),
        (writer, 20, '<p id="b-aaaaaaaa">Le chantier ouvre lundi.</p>', {"b-aaaaaaaa": ["cooperer"]}),
        (factories.user("Autre"), 30, '<p id="b-aaaaaaaa">Le chantier ouvre mardi.</p>', {}),
        (writer, 120, '<p id="b-aaaaaaaa">Le chantier ferme mardi.</p>', {}),
    ]:
        revision = factories.note(interview, by, body, shared=True)
        at = start + timedelta(minutes=minutes)
        answers = {"cooperer": "oui"} if placed else {}
        NoteRevision.objects.filter(pk=revision.pk).update(at=at, passages=placed, answers=answers)
    return revision.note


@pytest.fixture
def client(writer: User) -> StrictClient:
    made = StrictClient()
    made.force_login(writer)
    return made


def address(name: str, note: Note, *more: int) -> str:
    return reverse(name, args=[note.interview_id, note.pk, *more])


def test_saves_are_told_by_sittings(client: StrictClient, note: Note) -> None:
    told = sittings.of(note.revisions.select_related("by"))
    assert [(one.who, one.saves, one.number, one.before) for one in told] == [
        ("Chercheuse", 1, 4, 3), ("Autre", 1, 3, 2), ("Chercheuse", 2, 2, 0),
    ]  # fmt: skip
    body = client.get(address("note_history", note)).content.decode()
    assert "2 enregistrements" in body
    assert address("note_revision", note, 1) in body  # a save inside a sitting is opened, so restored, too
    assert body.count("row-title") == 3


def test_half_an_hour_parts_two_sittings(note: Note, writer: User) -> None:
    first, second = note.revisions.order_by("number")[:2]
    second.at = first.at + sittings.PAUSE
    assert len(sittings.of([first, second])) == 2
    second.at -= timedelta(seconds=1)
    assert len(sittings.of([first, second])) == 1


def test_a_version_shows_what_its_sitting_changed(client: StrictClient, note: Note) -> None:
    body = client.get(address("note_revision", note, 4)).content.decode()
    assert "<del>" in body
    assert "ouvre </del>" in body
    assert "ferme </ins>" in body
    third = client.get(address("note_revision", note, 3)).content.decode()
    assert "Avec qui travaillez-vous" in third  # its answer and its passage went
    assert client.get(address("note_revision", note, 9)).status_code == 404


def test_a_save_inside_a_sitting_shows_what_it_changed_itself(client: StrictClient, note: Note) -> None:
    later = factories.note(note.interview, note.revisions.get(number=4).by, "<p>Le chantier rouvre.</p>", shared=True)
    NoteRevision.objects.filter(pk=later.pk).update(at=note.revisions.get(number=4).at + timedelta(minutes=1))
    assert client.get(address("note_revision", note, 4)).context["before"].number == 3
    NoteRevision.objects.filter(note=note, number=3).update(by=later.by, at=note.revisions.get(number=4).at)
    assert client.get(address("note_revision", note, 4)).context["before"].number == 3
    assert client.get(address("note_revision", note, 5)).context["before"].number == 2


@pytest.mark.pair
def test_a_version_is_restored_with_its_answers_and_passages_as_a_new_one(client: StrictClient, note: Note) -> None:
    for _twice in range(2):
        assert client.post(address("note_restore", note, 2), {"base": "4"}).status_code == 302
    latest = note.latest()
    assert (latest.number, latest.answers, latest.passages) == (5, {"cooperer": "oui"}, {"b-aaaaaaaa": ["cooperer"]})
    assert "ouvre lundi" in latest.body
    assert JournalEntry.objects.filter(verb="note_restored").count() == 1


def test_what_was_saved_meanwhile_is_not_undone_unseen(client: StrictClient, note: Note, writer: User) -> None:
    actions.save_note(note, body="<p>Entre-temps.</p>", base=4, by=writer)
    response = client.post(address("note_restore", note, 2), {"base": "4"})
    assert response.headers["Location"] == address("note_history", note)
    assert "Entre-temps" in note.latest().body
    for base in ("", "x", "9" * 30):
        client.post(address("note_restore", note, 2), {"base": base})
    assert note.latest().number == 5


def test_reading_an_old_version_of_a_raw_note_is_journalled(client: StrictClient, note: Note, as_user: Any) -> None:
    raw = factories.note(note.interview, note.interview.interviewers.get().user).note
    coordinator = factories.member(Role.COORDINATOR, note.interview.commons)
    assert as_user(coordinator).get(address("note_revision", raw, 1)).status_code == 200
    assert JournalEntry.objects.filter(verb="note_read", by=coordinator).count() == 1
