"""A revision as a plan, and a plan as a revision."""

from commons.models import Commons, ResearchQuestion
from commons.names import typeset
from interviews.models import Choice, GridRevision, Question, Section
from interviews.xlsform.plans import ChoicePlan, GridPlan, QuestionPlan, SectionPlan

_SAME = (
    "key", "text", "kind", "help", "prompts", "scale_low_label", "scale_high_label", "unit", "conditions",
    "organisation_kinds", "dimension", "approach", "extra",
)  # fmt: skip


def plan_of(revision: GridRevision) -> GridPlan:
    """Four queries, whatever the size of the grid."""
    sections = revision.sections.prefetch_related("questions__choices", "questions__research_question")
    return GridPlan(
        revision.grid.title,
        [
            SectionPlan(section.key, section.title, section.help, _questions(section))
            for section in sections.order_by("position")
        ],
        revision.extra,
    )


def _questions(section: Section) -> list[QuestionPlan]:
    return [_question(one) for one in sorted(section.questions.all(), key=lambda one: one.position)]


def _question(question: Question) -> QuestionPlan:
    """A scale that says nothing of its ends goes from 1 to 5, as ``answers`` has it."""
    choices = sorted(question.choices.all(), key=lambda choice: choice.position)
    made = QuestionPlan(**{name: getattr(question, name) for name in _SAME})
    made.choices = [ChoicePlan(choice.key, choice.label, choice.archived) for choice in choices]
    made.research = str(question.research_question or "")
    if question.kind == Question.Kind.SCALE:
        made.scale_low = 1 if question.scale_low is None else question.scale_low
        made.scale_high = 5 if question.scale_high is None else question.scale_high
    return made


def settle(plan: GridPlan, commons: Commons) -> list[str]:
    """Research questions become those of ``commons``; returns the ones that it does not ask, which are left out."""
    asked = {key: str(one) for key, one in _research_questions(commons).items()}
    unknown = {one.research for one in plan.questions() if one.research and typeset(one.research) not in asked}
    for question in plan.questions():
        question.research = asked.get(typeset(question.research), "")
    return sorted(unknown)


def fill(revision: GridRevision, plan: GridPlan) -> None:
    """Writes the parts, questions and options of an empty revision."""
    asked = _research_questions(revision.grid.commons)
    sections = Section.objects.bulk_create(
        Section(revision=revision, key=one.key, position=place, title=one.title, help=one.help)
        for place, one in enumerate(plan.sections, 1)
    )
    made = [
        (_row(section, place, question, asked.get(typeset(question.research))), question)
        for section, planned in zip(sections, plan.sections, strict=True)
        for place, question in enumerate(planned.questions, 1)
    ]
    Question.objects.bulk_create(row for row, _planned in made)
    Choice.objects.bulk_create(
        Choice(question=row, key=one.key, position=place, label=one.label, archived=one.archived)
        for row, planned in made
        for place, one in enumerate(planned.choices, 1)
    )


def _research_questions(commons: Commons) -> dict[str, ResearchQuestion]:
    return {typeset(str(one)): one for one in ResearchQuestion.objects.filter(commons=commons)}


def _row(section: Section, place: int, planned: QuestionPlan, asked: ResearchQuestion | None) -> Question:
    made = Question(section=section, position=place, research_question=asked)
    for name in (*_SAME, "scale_low", "scale_high"):
        setattr(made, name, getattr(planned, name))
    return made
