"""A grid made of what was pasted, once a person has said what each line is."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from commons.models import Commons
from interviews.actions.grids import create_grid, new_key
from interviews.models import Choice, GridRevision, Question, Section
from interviews.pasting import PlannedPart, PlannedQuestion


@transaction.atomic
def create_pasted_grid(commons: Commons, *, title: str, parts: Sequence[PlannedPart], by: User) -> GridRevision:
    """The grid and its first revision, in preparation; all of it or nothing. Sent twice in a minute it is the same."""
    revision = create_grid(commons, title=title, by=by)
    if revision.sections.exists():
        return revision
    section_keys: set[str] = set()
    question_keys: set[str] = set()
    for position, part in enumerate(parts, start=1):
        key = new_key(part.title, section_keys)
        section_keys.add(key)
        section = Section.objects.create(
            revision=revision, key=key, position=position, title=part.title, help="\n".join(part.help)
        )
        questions: list[Question] = []
        for rank, planned in enumerate(part.questions, start=1):
            key = new_key(planned.text, question_keys)
            question_keys.add(key)
            questions.append(_question(planned, section=section, key=key, position=rank))
        Question.objects.bulk_create(questions)
        Choice.objects.bulk_create(
            choice
            for question, planned in zip(questions, part.questions, strict=True)
            for choice in _choices(question, planned.options)
        )
    return revision


def _question(planned: PlannedQuestion, **place: Any) -> Question:
    question = Question(
        **place,
        text=planned.text,
        kind=planned.kind,
        help="\n".join(planned.help),
        prompts="\n".join(planned.prompts),
        approach=planned.approach,
        dimension=planned.dimension,
    )
    scale = planned.scale if planned.kind == Question.Kind.SCALE else None
    if scale:
        question.scale_low, question.scale_high = scale.low, scale.high
        question.scale_low_label = scale.labels.get(scale.low, "")
        question.scale_high_label = scale.labels.get(scale.high, "")
    return question


def _choices(question: Question, labels: Sequence[str]) -> Iterator[Choice]:
    keys: set[str] = set()
    for position, label in enumerate(labels, start=1):
        key = new_key(label, keys)
        keys.add(key)
        yield Choice(question=question, key=key, position=position, label=label)
