"""Short marks of a draft as a page showed it: a page sent back says by them what its reader had seen."""

import json
from collections.abc import Iterable
from hashlib import blake2s
from typing import Any

from django.db.models import QuerySet

from interviews.models import Choice, GridRevision, Question, Section

_PLACE = ("id", "section_id", "position")


def fingerprint(value: Any) -> str:
    """Twelve hexadecimal digits of what JSON can say."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return blake2s(said.encode(), digest_size=6).hexdigest()


def of_order(keys: Iterable[str]) -> str:
    return fingerprint(list(keys))


def of_sections(revision: GridRevision) -> str:
    return of_order(revision.sections.order_by("position").values_list("key", flat=True))


def of_questions(section: Section) -> str:
    """Of the order of its questions, and of which part it is."""
    keys = section.questions.order_by("position").values_list("key", flat=True)
    return of_order([section.key, *keys])


def of_question(question: Question) -> str:
    """Of all that is said of it but its place."""
    return fingerprint(_said(Question.objects.filter(pk=question.pk)))


def of_part(section: Section) -> str:
    """Of its words and of all its questions."""
    words = Section.objects.filter(pk=section.pk).values_list("title", "help")
    return fingerprint([list(words), _said(Question.objects.filter(section=section))])


def _said(questions: QuerySet[Question]) -> list[Any]:
    options = Choice.objects.filter(question__in=questions).order_by("question__key", "position")
    facts = [
        {name: fact for name, fact in row.items() if name not in _PLACE} for row in questions.order_by("key").values()
    ]
    return [
        facts,
        list(options.values_list("question__key", "key", "label", "archived")),
    ]
