"""Grids and their revisions: begun, prepared, copied, given up. What interviews took never changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal
from commons.models import Commons
from commons.names import folded
from commons.verbs import Verb
from interviews.models import Choice, Grid, GridRevision, Question, Section

LONGEST_KEY = 60
_PARTS = ("title", "help", "position", "key")
_ASKED = (
    "key", "position", "kind", "text", "help", "prompts", "scale_low", "scale_high", "scale_low_label",
    "scale_high_label", "unit", "conditions", "organisation_kinds", "extra", "dimension", "approach",
    "research_question_id",
)  # fmt: skip


class Frozen(Exception):
    """The revision is no longer in preparation: an interview took it, or somebody gave it up."""


def new_key(text: str, taken: Iterable[str]) -> str:
    """The name of a part, a question or an option for ever, made once from its words; never one of ``taken``."""
    base = slugify(folded(text))[: LONGEST_KEY - 5].strip("-") or "sans-titre"
    known, key, number = set(taken), base, 1
    while key in known:
        number += 1
        key = f"{base}-{number}"
    return key


def question_keys(grid: Grid) -> set[str]:
    """Every key that a question of any revision bears: answers may be kept under it."""
    return set(Question.objects.filter(section__revision__grid=grid).values_list("key", flat=True))


@transaction.atomic
def create_grid(commons: Commons, *, title: str, by: User) -> GridRevision:
    """A grid and its first revision, in preparation. Sent twice in a minute it is the same one."""
    Commons.objects.select_for_update(no_key=True).get(pk=commons.pk)
    done = journal.just_done(Verb.GRID_CREATED, by=by)
    again = GridRevision.objects.filter(grid__pk__in=done, grid__commons=commons, grid__title=title, frozen_at=None)
    if (same := again.filter(number=1).order_by("pk").first()) is not None:
        return same
    grid = Grid.objects.create(commons=commons, title=title)
    revision = GridRevision.objects.create(grid=grid, number=1)
    journal.record(Verb.GRID_CREATED, grid, by=by)
    return revision


@transaction.atomic
def rename_grid(grid: Grid, *, title: str, by: User) -> None:
    grid.title = title
    grid.save(update_fields=["title"])
    journal.record(Verb.GRID_EDITED, grid, by=by)


@transaction.atomic
def prepare_revision(grid: Grid, *, purpose: str, by: User, source: GridRevision | None = None) -> GridRevision:
    """A draft that begins as ``source``, the latest revision when not said; the draft there is when there is one."""
    Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)
    draft = grid.revisions.filter(frozen_at=None).first()
    if draft is not None:
        return draft
    latest = source or grid.revisions.order_by("-number").first()
    number = (grid.revisions.aggregate(Max("number"))["number__max"] or 0) + 1
    extra = latest.extra if latest else {}
    draft = GridRevision.objects.create(grid=grid, number=number, purpose=purpose, extra=extra)
    if latest is not None:
        _copy(latest, draft)
    journal.record(Verb.GRID_REVISED, grid, by=by)
    return draft


@transaction.atomic
def duplicate_grid(revision: GridRevision, *, by: User) -> GridRevision:
    """Another grid of the same commons, which begins as ``revision``; what was archived stays behind."""
    title = _("%(title)s (copie)") % {"title": revision.grid.title[:150]}
    grid = Grid.objects.create(commons=revision.grid.commons, title=title)
    copy = GridRevision.objects.create(grid=grid, number=1, extra=revision.extra)
    _copy(revision, copy)
    Choice.objects.filter(question__section__revision=copy, archived=True).delete()
    journal.record(Verb.GRID_CREATED, grid, by=by)
    return copy


@transaction.atomic
def remove_draft(revision: GridRevision, *, by: User) -> bool:
    """Gives a draft up, and with it a grid that no interview ever used: ``True`` when the grid is gone too.

    Raises ``Frozen`` when an interview took it meanwhile.
    """
    grid = Grid.objects.select_for_update(no_key=True).get(pk=revision.grid_id)
    draft = GridRevision.objects.select_for_update().filter(pk=revision.pk, frozen_at=None).first()
    if draft is None:
        raise Frozen
    try:
        draft.delete()
    except ProtectedError as used:
        raise Frozen from used
    if grid.revisions.exists():
        journal.record(Verb.GRID_DRAFT_REMOVED, grid, by=by)
        return False
    journal.record(Verb.GRID_REMOVED, grid, by=by)
    grid.delete()
    return True


def _copy(source: GridRevision, target: GridRevision) -> None:
    """Parts, questions and options, under the keys they have."""
    sections = list(source.sections.order_by("position"))
    questions = list(Question.objects.filter(section__revision=source).order_by("section__position", "position"))
    made = Section.objects.bulk_create(Section(revision=target, **_facts(one, _PARTS)) for one in sections)
    places = {old.pk: new for old, new in zip(sections, made, strict=True)}
    copies = [Question(section=places[one.section_id], **_facts(one, _ASKED)) for one in questions]
    copy_options(questions, Question.objects.bulk_create(copies))


def copy_options(sources: Sequence[Question], targets: Sequence[Question]) -> None:
    """The options of each source, given to the target at the same place."""
    places = {old.pk: new for old, new in zip(sources, targets, strict=True)}
    found = Choice.objects.filter(question__in=places).order_by("position")
    Choice.objects.bulk_create(
        Choice(question=places[one.question_id], **_facts(one, ("key", "position", "label", "archived")))
        for one in found
    )


def copied(question: Question, **changed: Any) -> Question:
    """A question with the same words and key, not saved; ``changed`` says what differs."""
    return Question(**(_facts(question, _ASKED) | changed))


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
