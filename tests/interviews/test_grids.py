"""Grids evolve without losing an answer: keys stay, frozen revisions stay, answers follow their question."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from commons.models import JournalEntry, Role
from commons.verbs import Verb
from interviews import actions as interview_actions
from interviews.actions import grid_draft, grid_paste, grid_use, grids
from interviews.actions.grid_draft import Option
from interviews.grids.outline import outline
from interviews.models import Choice, Grid, GridRevision, Interview, NoteRevision, Question, Section
from interviews.pasting import PlannedPart, PlannedQuestion
from tests import factories


class Bench:
    """A grid of two parts in preparation, and who writes it."""

    def __init__(self) -> None:
        self.commons = factories.commons()
        self.by = factories.member(Role.RESEARCHER, self.commons)
        self.draft = grids.create_grid(self.commons, title="Grille", by=self.by)
        self.first = grid_draft.add_section(self.draft, title="Coopérer", by=self.by)
        self.second = grid_draft.add_section(self.draft, title="Règles", by=self.by)

    def ask(
        self, text: str, section: Section | None = None, options: list[str] | None = None, **facts: Any
    ) -> Question:
        facts = {"kind": "one_choice" if options else "long_text", **facts, "text": text}
        labels = [Option(label) for label in options or []]
        return grid_draft.add_question(section or self.first, facts=facts, options=labels, by=self.by)

    def hold(self, revision: GridRevision | None = None, **answers: Any) -> Interview:
        """An interview with this revision, which freezes it, and its answers."""
        held = interview_actions.open_interview(
            self.commons,
            organisations=[factories.organisation()],
            held_on=date(2026, 3, 12),
            pair=[(self.by, "ess")],
            revision=revision or self.draft,
            by=self.by,
        )
        if answers:
            note = held.notes.get(author=self.by)
            interview_actions.save_note(note, body="<p>Dit.</p>", base=0, by=self.by, answers=answers)
        return held

    def revise(self, revision: GridRevision | None = None) -> GridRevision:
        return grids.prepare_revision((revision or self.draft).grid, purpose="Mieux dire.", by=self.by)


@pytest.fixture
def bench(db: None) -> Bench:
    return Bench()


def state(revision: GridRevision) -> list[Any]:
    """All that a revision says, to tell whether it changed."""
    fields = [name.attname for name in Question._meta.fields]
    return [
        revision.purpose,
        list(revision.sections.order_by("position").values_list("pk", "key", "position", "title", "help")),
        list(Question.objects.filter(section__revision=revision).order_by("pk").values_list(*fields)),
        list(
            Choice.objects.filter(question__section__revision=revision)
            .order_by("pk")
            .values_list("pk", "key", "position", "label", "archived")
        ),
    ]


def texts(revision: GridRevision) -> list[list[str]]:
    return [[row.question.text for row in part.rows] for part in outline(revision)]


def test_keys_are_made_once_from_the_words_and_never_change(bench: Bench) -> None:
    question = bench.ask("Où œuvrez-vous ?")
    again = bench.ask("Où œuvrez-vous ?", bench.second)
    assert (question.key, again.key) == ("ou-oeuvrez-vous", "ou-oeuvrez-vous-2")
    grid_draft.edit_question(question, facts={"text": "Tout autre chose ?"}, by=bench.by)
    grid_draft.edit_section(bench.first, title="Autrement", help="", by=bench.by)
    question.refresh_from_db()
    assert (question.key, question.section.key) == ("ou-oeuvrez-vous", "cooperer")


def test_the_key_of_a_removed_question_is_never_given_to_another(bench: Bench) -> None:
    bench.ask("Qui paie ?")
    bench.hold()
    draft = bench.revise()
    grid_draft.remove_question(Question.objects.get(section__revision=draft), by=bench.by)
    assert bench.ask("Qui paie ?", draft.sections.get(key="cooperer")).key == "qui-paie-2"


def test_a_frozen_revision_takes_no_change(bench: Bench) -> None:
    question = bench.ask("Qui paie ?", options=["oui", "non"])
    bench.hold()
    before = state(bench.draft)
    attempts = [
        lambda: bench.ask("Encore ?"),
        lambda: grid_draft.edit_question(question, facts={"text": "Non"}, by=bench.by),
        lambda: grid_draft.move_question(question, up=False, by=bench.by),
        lambda: grid_draft.remove_question(question, by=bench.by),
        lambda: grid_draft.add_section(bench.draft, title="Autre", by=bench.by),
        lambda: grid_draft.edit_section(bench.first, title="Autre", help="", by=bench.by),
        lambda: grid_draft.move_section(bench.first, up=False, by=bench.by),
        lambda: grid_draft.remove_section(bench.first, by=bench.by),
        lambda: grid_draft.move_option(question.choices.get(key="oui"), up=False, by=bench.by),
        lambda: grids.remove_draft(bench.draft, by=bench.by),
    ]
    for attempt in attempts:
        with pytest.raises(grids.Frozen):
            attempt()
    assert state(GridRevision.objects.get(pk=bench.draft.pk)) == before


def test_a_new_revision_begins_as_the_latest_with_the_same_keys(bench: Bench) -> None:
    bench.ask("Partagez-vous un lieu ?", options=["oui", "non"], help="Aide", prompts="Relance")
    bench.ask(
        "Et ?",
        bench.second,
        conditions={"join": "all", "tests": [{"key": "partagez-vous-un-lieu", "operator": "answered"}]},
    )
    bench.hold()
    draft = bench.revise()
    assert (draft.number, draft.frozen_at) == (2, None)
    assert bench.revise() == draft  # asked twice, it is the same
    old, new = (Question.objects.filter(section__revision=one).order_by("key") for one in (bench.draft, draft))
    for before, after in zip(old, new, strict=True):
        assert before.pk != after.pk
        assert (before.key, before.text, before.conditions, before.prompts) == (
            after.key, after.text, after.conditions, after.prompts,
        )  # fmt: skip
    assert list(draft.sections.order_by("position").values_list("key", flat=True)) == ["cooperer", "regles"]
    assert set(Choice.objects.filter(question__section__revision=draft).values_list("key", flat=True)) == {"oui", "non"}


def test_questions_move_within_their_part_and_into_the_next(bench: Bench) -> None:
    a, b, _c = bench.ask("A"), bench.ask("B"), bench.ask("C", bench.second)
    assert grid_draft.move_question(b, up=True, by=bench.by)
    assert texts(bench.draft) == [["B", "A"], ["C"]]
    assert grid_draft.move_question(a, up=False, by=bench.by)
    assert texts(bench.draft) == [["B"], ["A", "C"]]
    assert grid_draft.move_question(a, up=True, by=bench.by)
    assert texts(bench.draft) == [["B", "A"], ["C"]]
    assert not grid_draft.move_question(b, up=True, by=bench.by)
    assert grid_draft.move_section(bench.second, up=True, by=bench.by)
    assert texts(bench.draft) == [["C"], ["B", "A"]]
    grid_draft.edit_question(a, facts={"section": bench.second}, by=bench.by)
    assert texts(bench.draft) == [["C", "A"], ["B"]]


def test_what_a_condition_looks_at_neither_leaves_nor_passes_it(bench: Bench) -> None:
    asked = bench.ask("Un lieu ?", options=["oui", "non"])
    condition = {"join": "all", "tests": [{"key": asked.key, "operator": "equals", "value": "oui"}]}
    after = bench.ask("Lequel ?", conditions=condition)
    for attempt in (
        lambda: grid_draft.move_question(after, up=True, by=bench.by),
        lambda: grid_draft.remove_question(asked, by=bench.by),
        lambda: grid_draft.edit_question(asked, facts={"kind": "date"}, by=bench.by),
        lambda: grid_draft.edit_question(asked, facts={}, options=[Option("oui", "oui", offered=False)], by=bench.by),
    ):
        with pytest.raises(ValidationError, match="Lequel"):
            attempt()
    assert texts(bench.draft)[0] == ["Un lieu ?", "Lequel ?"]
    assert asked.choices.count() == 2


def test_an_option_that_was_ever_offered_is_archived_and_a_new_one_removed(bench: Bench) -> None:
    bench.ask("Un lieu ?", options=["oui", "non"])
    bench.hold()
    draft = bench.revise()
    question = Question.objects.get(section__revision=draft)
    grid_draft.edit_question(question, facts={}, options=[Option("bientôt")], by=bench.by)
    assert set(question.choices.values_list("key", flat=True)) == {"oui", "non", "bientot"}
    kept = [Option("oui, en partie", "oui"), Option("non", "non", offered=False), Option("b", "bientot", offered=False)]
    grid_draft.edit_question(question, facts={}, options=kept, by=bench.by)
    found = list(question.choices.order_by("position").values_list("key", "label", "archived"))
    assert found == [("oui", "oui, en partie", False), ("non", "non", True)]


def test_a_removed_question_comes_back_under_its_key_with_its_options(bench: Bench) -> None:
    bench.ask("Un lieu ?", options=["oui", "non"])
    bench.hold()
    draft = bench.revise()
    grid_draft.remove_section(draft.sections.get(key="cooperer"), by=bench.by)
    restored = grid_draft.restore_question(draft, "un-lieu", by=bench.by)
    assert (restored.key, restored.section.key, restored.choices.count()) == ("un-lieu", "regles", 2)
    with pytest.raises(Question.DoesNotExist):
        grid_draft.restore_question(draft, "un-lieu", by=bench.by)


def test_a_draft_is_given_up_alone_or_with_its_grid(bench: Bench) -> None:
    copy = grids.duplicate_grid(bench.draft, by=bench.by)
    assert copy.grid.title == "Grille (copie)"
    assert grids.remove_draft(copy, by=bench.by)
    assert not Grid.objects.filter(pk=copy.grid_id).exists()
    bench.hold()
    draft = bench.revise()
    assert not grids.remove_draft(draft, by=bench.by)
    assert list(bench.draft.grid.revisions.all()) == [bench.draft]


def test_a_grid_has_at_most_three_hundred_questions(bench: Bench) -> None:
    planned = [PlannedQuestion(f"Question {number}") for number in range(300)]
    revision = grid_paste.create_pasted_grid(
        bench.commons, title="Longue", parts=[PlannedPart("Tout", questions=planned)], by=bench.by
    )
    with pytest.raises(ValidationError, match="au plus 300 questions"):
        bench.ask("Une de trop", revision.sections.get())
    assert Question.objects.filter(section__revision=revision).count() == 300


def test_each_change_is_one_line_of_the_journal(bench: Bench) -> None:
    before = JournalEntry.objects.count()
    bench.ask("Qui ?")
    assert JournalEntry.objects.count() == before + 1
    assert JournalEntry.objects.filter(verb=Verb.GRID_EDITED, by=bench.by).exists()


# An interview and the revision it is read with ---------------------------------------------------------------


def test_an_interview_without_answer_moves_to_another_revision(bench: Bench) -> None:
    bench.ask("Qui ?")
    held = bench.hold()
    draft = bench.revise()
    grid_use.use_revision(held, draft, by=bench.by)
    held.refresh_from_db()
    draft.refresh_from_db()
    assert held.revision == draft
    assert draft.frozen_at is not None


@pytest.mark.pair
def test_answers_follow_their_question_and_the_others_stay_in_the_history(bench: Bench) -> None:
    kept, gone, other = bench.ask("Un lieu ?", options=["oui", "non"]), bench.ask("Qui ?"), bench.ask("Quand ?")
    held = bench.hold(**{kept.key: "oui", gone.key: "Tout le monde", other.key: "En mars"})
    draft = bench.revise()
    questions = {one.key: one for one in grid_draft.ordered_questions(draft)}
    grid_draft.edit_question(questions[kept.key], facts={"text": "Partagez-vous un lieu ?"}, by=bench.by)
    grid_draft.remove_question(questions[gone.key], by=bench.by)
    grid_draft.edit_question(questions[other.key], facts={"kind": "date"}, by=bench.by)

    told = grid_use.effect(held, draft)
    assert [asked.text for asked in told.kept] == ["Un lieu ?"]
    assert [asked.text for asked in told.left] == ["Qui ?", "Quand ?"]
    with pytest.raises(grid_use.Unconfirmed):
        grid_use.use_revision(held, draft, by=bench.by)
    assert Interview.objects.get(pk=held.pk).revision == bench.draft

    grid_use.use_revision(held, draft, by=bench.by, confirmed=True)
    first, second = NoteRevision.objects.filter(note__interview=held).order_by("number")
    assert first.answers == {kept.key: "oui", gone.key: "Tout le monde", other.key: "En mars"}
    assert second.answers == {kept.key: "oui"}
    assert second.body == first.body


def test_an_archived_option_is_still_the_answer_in_the_next_revision(bench: Bench) -> None:
    question = bench.ask("Un lieu ?", options=["oui", "non"])
    held = bench.hold(**{question.key: "oui"})
    draft = bench.revise()
    copy = Question.objects.get(section__revision=draft)
    grid_draft.edit_question(copy, facts={}, options=[Option("oui", "oui", offered=False)], by=bench.by)
    assert [asked.key for asked in grid_use.effect(held, draft).kept] == [question.key]


# Sequences of edits -------------------------------------------------------------------------------------------

_EDITS = ("add", "reword", "move", "remove", "kind", "options", "section", "hold", "revise", "restore")
_STEPS = st.lists(st.tuples(st.sampled_from(_EDITS), st.integers(0, 7)), min_size=4, max_size=14)


def _do(bench: Bench, edit: str, number: int) -> None:
    """One edit of the latest revision, whatever its state; refusals are part of the game."""
    latest = bench.draft.grid.revisions.order_by("-number")[0]
    questions = grid_draft.ordered_questions(latest)
    sections = list(latest.sections.order_by("position"))
    question = questions[number % len(questions)] if questions else None
    section = sections[number % len(sections)] if sections else None
    if edit == "hold":
        answers = {one.key: "oui" if one.kind == "one_choice" else "Dit." for one in questions}
        bench.hold(latest, **answers)
    elif edit == "revise":
        bench.revise()
    elif edit == "add" and section:
        bench.ask(f"Question {number} ?", section, options=["oui", "non"] if number % 2 else None)
    elif edit == "section":
        grid_draft.add_section(latest, title=f"Partie {number}", by=bench.by)
    elif edit == "restore" and grids.question_keys(latest.grid):
        known = sorted(grids.question_keys(latest.grid))
        grid_draft.restore_question(latest, known[number % len(known)], by=bench.by)
    elif question:
        _change(bench, edit, question, number)


def _change(bench: Bench, edit: str, question: Question, number: int) -> None:
    if edit == "reword":
        grid_draft.edit_question(question, facts={"text": f"Autrement {number} ?"}, by=bench.by)
    elif edit == "move":
        grid_draft.move_question(question, up=bool(number % 2), by=bench.by)
    elif edit == "remove":
        grid_draft.remove_question(question, by=bench.by)
    elif edit == "kind":
        grid_draft.edit_question(question, facts={"kind": "number"}, by=bench.by)
    elif edit == "options":
        dropped = [Option(one.label, one.key, offered=False) for one in question.choices.all()]
        grid_draft.edit_question(question, facts={}, options=[*dropped, Option("peut-être")], by=bench.by)


class Witness:
    """What was once seen, which is never seen otherwise."""

    def __init__(self) -> None:
        self.seen: dict[Any, Any] = {}

    def look(self) -> None:
        for revision in GridRevision.objects.exclude(frozen_at=None):
            self._same(("revision", revision.pk), state(revision))
        for kept in NoteRevision.objects.select_related("note__interview"):
            self._same(("note", kept.pk), (kept.answers, kept.note.interview.revision_id))
        for pk, key in Question.objects.values_list("pk", "key"):
            self._same(("question", pk), key)

    def _same(self, name: Any, found: Any) -> None:
        assert self.seen.setdefault(name, found) == found


class EditsTest(TestCase):
    """Properties over sequences of edits, each example in its own transaction."""

    @settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_STEPS)
    def test_whatever_is_edited_no_answer_no_frozen_revision_and_no_key_changes(self, steps: list[Any]) -> None:
        bench, witness = Bench(), Witness()
        bench.ask("Un lieu ?", options=["oui", "non"])
        for edit, number in [*steps, ("hold", 0)]:
            try:
                _do(bench, edit, number)
            except (grids.Frozen, ValidationError, Question.DoesNotExist):
                pass
            witness.look()
        for revision in GridRevision.objects.all():
            found = list(Question.objects.filter(section__revision=revision).values_list("key", flat=True))
            assert len(found) == len(set(found))
        for kept in NoteRevision.objects.select_related("note__interview__revision"):
            asked = {one.key for one in grid_draft.ordered_questions(kept.note.interview.revision)}
            assert set(kept.answers) <= asked
