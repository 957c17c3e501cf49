"""A grid made of what was pasted, once a person has said what each line is."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from commons.models import Commons
from interviews.actions.grids import create_grid, new_key
from interviews.models import GridRevision, Question, Section
from interviews.pasting import PlannedPart


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
        questions = []
        for rank, planned in enumerate(part.questions, start=1):
            key = new_key(planned.text, question_keys)
            question_keys.add(key)
            questions.append(
                Question(
                    section=section,
                    key=key,
                    position=rank,
                    text=planned.text,
                    help="\n".join(planned.help),
                    prompts="\n".join(planned.prompts),
                    approach=planned.approach,
                    dimension=planned.dimension,
                )
            )
        Question.objects.bulk_create(questions)
    return revision
