"""Writing a revision in preparation: its parts, its questions, their options and their order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.grids import Frozen, copied, copy_options, new_key, question_keys
from interviews.grids import conditions
from interviews.grids.answers import Asked
from interviews.grids.outline import MOST_OPTIONS, MOST_QUESTIONS, MOST_SECTIONS
from interviews.models import Choice, GridRevision, Question, Section

#: Above every place there is: rows wait there while they change places, never two at one.
_ASIDE = 10_000

Placed = TypeVar("Placed", Section, Question, Choice)


@dataclass(frozen=True)
class Option:
    """An option as typed: ``key`` is empty for a new one; one that is not ``offered`` is archived or removed."""

    label: str
    key: str = ""
    offered: bool = True


class Stale(Exception):
    """Somebody else changed it since the person read it."""


def _always() -> bool:
    return True


@contextmanager
def editing(revision: GridRevision, *, by: User, still: Callable[[], bool] = _always) -> Iterator[GridRevision]:
    """The draft, held: what is done to it is one transaction and one line of the journal, or nothing.

    ``still`` says, once nobody else can write, whether the draft is as the person read it. Raises ``Stale`` when it
    is not, ``Frozen`` when it is no longer a draft, ``ValidationError`` when a question would be asked according to
    the answer to one that comes after it, or there would be too many questions: one brought in with more than there
    may be can still be changed, not lengthened.
    """
    with transaction.atomic():
        draft = GridRevision.objects.select_for_update(no_key=True).filter(pk=revision.pk, frozen_at=None).first()
        if draft is None:
            raise Frozen
        if not still():
            raise Stale
        before = _size(draft)
        yield draft
        _check(draft, *before)
        journal.record(Verb.GRID_EDITED, draft.grid, by=by)


def _size(draft: GridRevision) -> tuple[int, int]:
    return draft.sections.count(), Question.objects.filter(section__revision=draft).count()


def _check(draft: GridRevision, sections: int, asked: int) -> None:
    """``sections`` and ``asked``: how many parts and questions there were before."""
    if draft.sections.count() > max(MOST_SECTIONS, sections):
        raise ValidationError(_("Une grille a au plus %(most)d parties."), params={"most": MOST_SECTIONS})
    questions = ordered_questions(draft)
    if len(questions) > max(MOST_QUESTIONS, asked):
        raise ValidationError(_("Une grille a au plus %(most)d questions."), params={"most": MOST_QUESTIONS})
    earlier: list[Asked] = []
    for question in questions:
        try:
            conditions.check(question.conditions, earlier)
        except ValidationError as broken:
            raise ValidationError(
                _(
                    "« %(question)s » est posée selon une réponse à une question qui ne conviendrait plus : "
                    "changez d’abord sa condition. Rien n’a été changé."
                ),
                params={"question": question.text},
            ) from broken
        earlier.append(Asked.of(question))


def ordered_questions(revision: GridRevision) -> list[Question]:
    """All those of a revision, in the order they are asked, with their options."""
    questions = Question.objects.filter(section__revision=revision).prefetch_related("choices")
    return list(questions.order_by("section__position", "position"))


def say_purpose(revision: GridRevision, *, purpose: str, by: User, still: Callable[[], bool] = _always) -> None:
    with editing(revision, by=by, still=still) as draft:
        draft.purpose = purpose
        draft.save(update_fields=["purpose"])


def add_section(revision: GridRevision, *, title: str, help: str = "", by: User) -> Section:  # noqa: A002
    with editing(revision, by=by) as draft:
        taken = Section.objects.filter(revision__grid=draft.grid_id).values_list("key", flat=True)
        position = draft.sections.count() + 1
        return Section.objects.create(
            revision=draft, key=new_key(title, taken), position=position, title=title, help=help
        )


def edit_section(section: Section, *, title: str, help: str, by: User, still: Callable[[], bool] = _always) -> None:  # noqa: A002
    with editing(section.revision, by=by, still=still):
        section.title, section.help = title, help
        section.save(update_fields=["title", "help"])


def move_section(section: Section, *, up: bool, by: User, still: Callable[[], bool] = _always) -> bool:
    """One place up or down, with its questions; ``False`` when it already stands at that end."""
    with editing(section.revision, by=by, still=still) as draft:
        rows = list(draft.sections.order_by("position"))
        return _exchange(rows, section, up=up)


def remove_section(section: Section, *, by: User, still: Callable[[], bool] = _always) -> None:
    """The part and its questions, from the draft only: older revisions keep theirs."""
    with editing(section.revision, by=by, still=still) as draft:
        Section.objects.filter(pk=section.pk).delete()
        _settle(list(draft.sections.order_by("position")))


def add_question(
    section: Section,
    *,
    facts: dict[str, Any],
    options: Sequence[Option] = (),
    by: User,
    still: Callable[[], bool] = _always,
) -> Question:
    """A question at the end of the part; ``facts`` by field of the model."""
    with editing(section.revision, by=by, still=still) as draft:
        key = new_key(facts["text"], question_keys(draft.grid))
        position = section.questions.count() + 1
        question = Question.objects.create(**(facts | {"section": section, "key": key, "position": position}))
        _set_options(question, options)
        return question


def edit_question(
    question: Question,
    *,
    facts: dict[str, Any],
    options: Sequence[Option] = (),
    by: User,
    still: Callable[[], bool] = _always,
) -> None:
    """Its words and its place change, never its key. A new ``section`` in ``facts`` puts it at the end of that one."""
    with editing(question.section.revision, by=by, still=still) as draft:
        question.refresh_from_db()  # a form may have written what was typed on it
        left = question.section
        for name, value in facts.items():
            setattr(question, name, value)
        if question.section_id != left.pk:
            question.position = draft.sections.get(pk=question.section_id).questions.count() + 1
        question.save()
        _settle(list(left.questions.order_by("position")))
        _set_options(question, options)


def move_question(question: Question, *, up: bool, by: User, still: Callable[[], bool] = _always) -> bool:
    """One place up or down, into the next part past an end; ``False`` when there is nowhere to go."""
    with editing(question.section.revision, by=by, still=still) as draft:
        question.refresh_from_db()
        rows = list(question.section.questions.order_by("position"))
        if _exchange(rows, question, up=up):
            return True
        sections = list(draft.sections.order_by("position"))
        there = sections.index(question.section) + (-1 if up else 1)
        if not 0 <= there < len(sections):
            return False
        neighbours = list(sections[there].questions.order_by("position"))
        question.section, question.position = sections[there], _ASIDE * 2
        question.save(update_fields=["section", "position"])
        _settle([*neighbours, question] if up else [question, *neighbours])
        _settle([row for row in rows if row.pk != question.pk])
        return True


def remove_question(question: Question, *, by: User, still: Callable[[], bool] = _always) -> None:
    """From the draft only: older revisions keep theirs, and the answers given to it."""
    with editing(question.section.revision, by=by, still=still):
        section = question.section
        Question.objects.filter(pk=question.pk).delete()
        _settle(list(section.questions.order_by("position")))


def restore_question(revision: GridRevision, key: str, *, by: User) -> Question:
    """The question of this key as the latest older revision has it, under the same key, so that answers follow.

    Raises ``Question.DoesNotExist`` when no older revision has it or the draft already does.
    """
    with editing(revision, by=by) as draft:
        if Question.objects.filter(section__revision=draft, key=key).exists():
            raise Question.DoesNotExist
        older = Question.objects.filter(section__revision__grid=draft.grid_id, key=key).select_related("section")
        source = older.order_by("-section__revision__number").first()
        if source is None:
            raise Question.DoesNotExist
        sections = draft.sections.order_by("-position")
        section = sections.filter(key=source.section.key).first() or sections.first()
        if section is None:
            section = Section.objects.create(
                revision=draft, key=source.section.key, position=1, title=source.section.title
            )
        question = copied(source, section=section, position=section.questions.count() + 1, conditions={})
        question.save()
        copy_options([source], [question])
        return question


def move_option(choice: Choice, *, up: bool, by: User) -> bool:
    """One place up or down among the options that are offered."""
    with editing(choice.question.section.revision, by=by):
        return _exchange(list(choice.question.choices.order_by("archived", "position")), choice, up=up)


def _set_options(question: Question, options: Sequence[Option]) -> None:
    """Known options in the order given, then new ones; what an older revision offered is archived, not removed."""
    standing = question.choices.filter(archived=False).count()
    if sum(option.offered for option in options) > max(MOST_OPTIONS, standing):
        raise ValidationError(_("Une question a au plus %(most)d réponses proposées."), params={"most": MOST_OPTIONS})
    known = {choice.key: choice for choice in question.choices.order_by("position")}
    named = {option.key for option in options}
    unsaid = [Option(one.label, one.key, not one.archived) for one in known.values() if one.key not in named]
    taken, offered = _options_ever_offered(question), []
    for option in [*options, *unsaid]:
        choice = known.get(option.key)
        if choice is None:
            choice = Choice(question=question, key=new_key(option.label, taken | set(known)))
            known[choice.key] = choice
        elif not option.offered and option.key not in taken:
            choice.delete()
            continue
        choice.label, choice.archived = option.label, not option.offered
        offered.append(choice)
    for place, choice in enumerate(offered, start=1):
        choice.position = choice.position or _ASIDE * 2 + place
        choice.save()
    _settle(sorted(offered, key=lambda choice: choice.archived))


def _options_ever_offered(question: Question) -> set[str]:
    """Keys of its options in revisions that interviews took: answers may be kept under them."""
    grid = question.section.revision.grid_id
    frozen = Choice.objects.filter(
        question__section__revision__grid=grid,
        question__section__revision__frozen_at__isnull=False,
        question__key=question.key,
    )
    return set(frozen.values_list("key", flat=True))


def _exchange(rows: list[Placed], moved: Placed, *, up: bool) -> bool:
    here = rows.index(moved)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    _settle(rows)
    return True


def _settle(rows: Sequence[Placed]) -> None:
    """Places from 1, in the order of ``rows``."""
    for shift in (_ASIDE, 0):
        for place, row in enumerate(rows, start=1):
            row.position = place + shift
        if rows:
            type(rows[0]).objects.bulk_update(rows, ["position"])
