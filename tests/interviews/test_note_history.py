from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from commons.models import JournalEntry, Role
from interviews import actions
from interviews.actions import grid_use
from interviews.models import Choice, GridRevision, Note, NoteRevision, Question, Section
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


@pytest.fixture
def moved(note: Note, writer: User) -> Note:
    """Revision 5 answers three questions; the next revision of the grid, which the interview then takes, drops a text
    and a choice, and asks by a text what was a choice."""
    first = note.interview.revision
    assert first is not None
    section = first.sections.get()
    ask(section, "secret", 2, Question.Kind.SHORT_TEXT, "Avec quel budget ?")
    ask(section, "local", 3, Question.Kind.ONE_CHOICE, "Avez-vous un local ?")
    ask(section, "outils", 4, Question.Kind.SEVERAL_CHOICES, "Quels outils ?")
    GridRevision.objects.filter(pk=first.pk).update(frozen_at=timezone.now())
    second = GridRevision.objects.create(grid=first.grid, number=2)
    section = Section.objects.create(revision=second, key="cooperer", position=1, title="Coopérer")
    ask(section, "cooperer", 1, Question.Kind.LONG_TEXT, "Avec qui coopérez-vous ?")
    ask(section, "local", 2, Question.Kind.SHORT_TEXT, "Quel local avez-vous ?")
    answers = {"secret": "dix mille euros", "local": "opt-1", "outils": ["opt-1", "opt-2"]}
    passages = {"b-aaaaaaaa": ["outils"]}
    body = note.revisions.get(number=4).body
    actions.save_note(note, body=body, base=4, by=writer, answers=answers, passages=passages)
    grid_use.use_revision(note.interview, second, by=writer, confirmed=True)
    NoteRevision.objects.filter(note=note, number=6).update(at=timezone.now() + sittings.PAUSE)
    assert (note.latest().number, note.latest().answers, note.latest().passages) == (6, {}, {})
    return note


def ask(section: Section, key: str, position: int, kind: Question.Kind, text: str) -> None:
    made = Question.objects.create(section=section, key=key, position=position, kind=kind, text=text)
    if "choice" in kind:
        for rank, label in enumerate(("Un premier", "Un second"), start=1):
            Choice.objects.create(question=made, key=f"opt-{rank}", position=rank, label=label)


def words(html: str) -> str:
    return " ".join(strip_tags(html).replace("\u00a0", " ").replace("\u202f", " ").split())


def test_an_answer_that_left_with_its_question_is_read_in_the_history_in_words(
    client: StrictClient, moved: Note
) -> None:
    shown = words(client.get(address("note_revision", moved, 5)).content.decode())
    assert "Avec quel budget ? n’est plus dans la grille de l’entretien dix mille euros" in shown
    assert "Quels outils ?" in shown
    assert "Un premier, Un second" in shown
    left = words(client.get(address("note_revision", moved, 6)).content.decode())
    assert "[retiré] dix mille euros →devient sans réponse" in left
    assert "Passage qui n’y est plus rangé : Le chantier ferme mardi." in left
    assert "Avez-vous un local ? n’est plus dans la grille de l’entretien Un premier" in shown
    for page in (shown, left):
        assert not any(key in page for key in ("secret", "opt-1", "opt-2"))


def test_restoring_says_beforehand_what_comes_back(client: StrictClient, moved: Note) -> None:
    shown = words(client.get(address("note_revision", moved, 5)).content.decode()).partition("Rétablir cette")[2]
    assert "Le texte est déjà celui-ci." in shown
    assert "sans réponse →devient [ajouté] dix mille euros" in shown
    assert "Passage rangé ici : Le chantier ferme mardi." in shown
    earlier = words(client.get(address("note_revision", moved, 2)).content.decode()).partition("Rétablir cette")[2]
    assert "il redevient celui de cette version" in earlier


def test_answers_put_back_of_questions_that_are_gone_are_read_beside_the_note(
    client: StrictClient, moved: Note
) -> None:
    assert "plus dans cette révision" not in client.get(moved.get_absolute_url()).content.decode()
    client.post(address("note_restore", moved, 5), {"base": "6"})
    shown = words(client.get(moved.get_absolute_url()).content.decode())
    assert "Réponses à des questions qui ne sont plus dans cette révision" in shown
    kept = shown.partition("ne sont plus dans cette révision")[2]
    assert "Avec quel budget ? dix mille euros" in kept
    assert "Quels outils ? Un premier, Un second Passage rangé ici : Le chantier ferme mardi." in kept
    assert "Avez-vous un local ? Un premier" in kept  # asked by a text today
    client.post(moved.get_absolute_url(), {"body": "<p>Suite.</p>", "base": 7, "beside": 1, "reponse-local": "loué"})
    assert moved.latest().answers["secret"] == "dix mille euros"  # a save leaves them where they are


def test_a_state_says_its_number_beside_its_time(client: StrictClient, note: Note) -> None:
    shown = words(client.get(address("note_revision", note, 4)).content.decode())
    assert "Révision 4, du " in shown
    assert "Ce qui a changé depuis la version 3, du " in shown


def test_more_answers_take_no_more_queries(client: StrictClient, moved: Note) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(address("note_revision", moved, 5))
    section = moved.interview.revision.grid.revisions.get(number=1).sections.get()
    for position in range(10, 30):
        ask(section, f"q-{position}", position, Question.Kind.ONE_CHOICE, f"Question {position} ?")
    more = {f"q-{position}": "opt-1" for position in range(10, 30)}
    NoteRevision.objects.filter(note=moved, number=5).update(answers=more)
    with CaptureQueriesContext(connection) as many:
        client.get(address("note_revision", moved, 5))
    assert len(many) == len(few)
