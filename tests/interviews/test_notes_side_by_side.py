"""Two notes and the account their authors share: each takes what it wants, nothing is overwritten by itself."""

from typing import Any

import pytest

from commons import richtext
from commons.models import JournalEntry
from commons.verbs import Verb
from interviews.models import Interviewer, Note, NoteRevision, Question, Section
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

pytestmark = pytest.mark.pair


@pytest.fixture
def pair(cast: Scene) -> tuple[NoteRevision, NoteRevision]:
    """The notes of both, with answers: they agree on one question and differ on another."""
    second = cast.people["colleague"]
    Interviewer.objects.create(interview=cast.interview, user=second, approach="ess")
    section = Section.objects.get(revision=cast.interview.revision)
    for position, key in enumerate(("salaries", "communes"), start=2):
        Question.objects.create(section=section, key=key, position=position, kind="number", text=f"Combien, {key} ?")
    first = factories.note(cast.interview, cast.people["researcher"], "<p>Un <em>constat</em>.</p><p>Autre chose.</p>")
    other = factories.note(cast.interview, second, "<h2>Ailleurs</h2><p>Un second constat.</p>")
    for revision, answers in ((first, {"salaries": 4, "communes": 3}), (other, {"salaries": 4, "communes": 5})):
        revision.answers = answers
        revision.passages = {richtext.blocks(revision.body)[-1].id: ["cooperer"]}
        revision.save()
    return first, other


def take(cast: Scene, client: StrictClient, what: str) -> Any:
    return client.post(f"/entretiens/{cast.interview.pk}/cote-a-cote/", {"take": what})


def account(cast: Scene) -> NoteRevision:
    found = Note.objects.get(pk=cast.shared_note.pk).latest()
    assert found is not None
    return found


def page(cast: Scene, client: StrictClient) -> str:
    return client.get(f"/entretiens/{cast.interview.pk}/cote-a-cote/").content.decode()


def test_a_passage_is_taken_once_with_its_author_and_its_questions(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    before = richtext.blocks(account(cast).body)
    block = richtext.blocks(pair[1].body)[1]
    for _ in range(2):
        response = take(cast, researcher, f"passage:{pair[1].pk}:{block.id}")
        assert response.headers["Location"].endswith(f"#passage-{pair[1].note_id}-{block.id}")
    kept = richtext.blocks(account(cast).body)
    assert kept[: len(before)] == before
    assert [one.text for one in kept[len(before) :]] == ["Un second constat. (d’après Collègue)"]
    assert kept[-1].id != block.id
    assert account(cast).passages == {kept[-1].id: ["cooperer"]}
    assert page(cast, researcher).count("Dans le compte rendu</span>") == 1


def test_the_passages_of_a_question_come_together_under_it(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    take(cast, researcher, f"question:{pair[0].pk}:cooperer")
    take(cast, researcher, f"passage:{pair[0].pk}:{richtext.blocks(pair[0].body)[0].id}")
    take(cast, researcher, f"question:{pair[1].pk}:cooperer")
    texts = [block.text for block in richtext.blocks(account(cast).body)][1:]
    assert texts == [
        "Autre chose. (d’après Chercheuse)",
        "Un second constat. (d’après Collègue)",
        "Un constat. (d’après Chercheuse)",
    ]
    assert "<em>constat</em>" in account(cast).body


TABLE = (
    "<table><tbody><tr><th><p>Lot</p></th><th><p>Tonnes</p></th></tr>"
    "<tr><td><p>Portes</p></td><td><p>Autre chose.</p></td></tr><tr><td></td><td></td></tr></tbody></table>"
)


def test_a_table_is_taken_whole_once_with_its_author_and_the_questions_of_its_cells(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    take(cast, researcher, f"passage:{pair[0].pk}:{richtext.blocks(pair[0].body)[1].id}")  # the words of a cell
    source = factories.note(cast.interview, cast.people["colleague"], f"<p>Avant.</p>{TABLE}")
    _before, head, *_cells, last = [block for block in richtext.blocks(source.body) if block.text]
    source.passages = {last.id: ["cooperer"]}
    source.save()
    shown = page(cast, researcher)
    assert shown.count("Reprendre le tableau") == 1
    assert shown.count(f"passage:{source.pk}:") == 2
    for cell in (head, last):
        take(cast, researcher, f"passage:{source.pk}:{cell.id}")
    take(cast, researcher, f"question:{source.pk}:cooperer")
    body = account(cast).body
    assert body.count("<table>") == 1
    assert not {block.id for block in richtext.blocks(body)} & {block.id for block in richtext.blocks(source.body)}
    told = [block for block in richtext.blocks(body) if block.text]
    assert [block.text for block in told][-5:] == [
        "Lot", "Tonnes", "Portes", "Autre chose.", "(d’après Collègue)",
    ]  # fmt: skip
    cell = told[-2]
    assert account(cast).passages[cell.id] == ["cooperer"]
    assert cell.id != last.id
    assert "Reprendre le tableau" not in page(cast, researcher)


def test_answers_that_differ_are_shown_and_one_is_chosen_by_hand(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    shown = page(cast, researcher)
    assert "Les réponses diffèrent" in shown
    assert "Même réponse" in shown
    assert account(cast).answers == {}
    take(cast, researcher, "agreed")
    assert account(cast).answers == {"salaries": 4}
    take(cast, researcher, f"answer:{pair[1].pk}:communes")
    assert account(cast).answers == {"salaries": 4, "communes": 5}
    take(cast, researcher, f"answer:{pair[0].pk}:communes")
    assert account(cast).answers == {"salaries": 4, "communes": 3}
    assert [note.latest().answers["communes"] for note in (pair[0].note, pair[1].note)] == [3, 5]  # type: ignore[union-attr]


@pytest.mark.usefixtures("pair")
def test_agreeing_later_overwrites_no_choice(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    NoteRevision.objects.filter(pk=account(cast).pk).update(answers={"salaries": 7})
    take(cast, researcher, "agreed")
    assert account(cast).answers == {"salaries": 7}


@pytest.mark.parametrize("what", ["", "x", "passage:", "passage:x:y", "answer:agreed:y"])
def test_a_malformed_gesture_is_a_bad_request(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision], what: str
) -> None:
    assert take(cast, researcher, what).status_code == 400


def test_nothing_is_taken_from_another_interview(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    elsewhere = factories.note(
        factories.interview(cast.ecosystem, cast.people["coordinator"]), cast.people["coordinator"]
    )
    block = richtext.blocks(elsewhere.body)[0]
    assert take(cast, researcher, f"passage:{elsewhere.pk}:{block.id}").status_code == 404


def test_reading_the_notes_of_the_other_is_journalled_once(
    cast: Scene, researcher: StrictClient, pair: tuple[NoteRevision, NoteRevision]
) -> None:
    page(cast, researcher)
    page(cast, researcher)
    read = JournalEntry.objects.filter(verb=Verb.NOTE_READ, by=cast.people["researcher"])
    assert [entry.target_id for entry in read] == [str(pair[1].note_id)]
