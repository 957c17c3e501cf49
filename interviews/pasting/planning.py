"""From lines and what each is to the parts and the questions of a grid. Nothing is lost but what a person left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interviews.grids.outline import MOST_QUESTIONS
from interviews.models.grid import Approach
from interviews.pasting.lines import Line
from interviews.pasting.marks import Marks, marks, said_by
from interviews.pasting.roles import LONGEST_TITLE, PROMPTS, Role

#: Characters, as in the model.
LONGEST_QUESTION = 400


@dataclass
class PlannedQuestion:
    text: str
    approach: str = Approach.BOTH
    dimension: str = ""
    help: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)


@dataclass
class PlannedPart:
    title: str
    help: list[str] = field(default_factory=list)
    questions: list[PlannedQuestion] = field(default_factory=list)


def plan(lines: Sequence[Line], decided: Sequence[Role]) -> tuple[str, list[PlannedPart]]:
    """The title, empty when no line is one, and the parts. Raises ``ValidationError`` beyond ``MOST_QUESTIONS``."""
    asked = sum(role == Role.QUESTION for role in decided)
    if asked > MOST_QUESTIONS:
        raise ValidationError(
            _("Ce texte donne %(size)s questions ; une grille en a au plus %(limit)s. Rien n’a été enregistré."),
            params={"size": number_format(asked), "limit": MOST_QUESTIONS},
        )
    planner = _Planner()
    for line, role in zip(lines, decided, strict=True):
        getattr(planner, f"add_{role.value}")(line.text)
    planner.flush()
    return planner.title, planner.parts


class _Planner:
    """Builds the parts as lines come; what comes before its place is kept for it."""

    def __init__(self) -> None:
        self.title = ""
        self.parts: list[PlannedPart] = []
        self.context = Marks("")
        self.waiting: list[str] = []  # help that stands before the first part

    def add_title(self, text: str) -> None:
        if self.title:
            self.add_help(text)
        else:
            self.title, rest = cut(text, LONGEST_TITLE)
            self.waiting += [rest] if rest else []

    def add_section(self, text: str) -> None:
        self.context = said_by(text)
        title, rest = cut(self.context.text or text, LONGEST_TITLE)
        self.parts.append(PlannedPart(title, [*self.waiting, *([rest] if rest else [])]))
        self.waiting = []

    def add_question(self, text: str) -> None:
        marked = marks(text)
        words, rest = cut(marked.text or text, LONGEST_QUESTION)
        approach = marked.approach or self.context.approach or Approach.BOTH
        question = PlannedQuestion(words, approach, marked.dimension or self.context.dimension)
        question.help += [rest] if rest else []
        self._part().questions.append(question)

    def add_prompt(self, text: str) -> None:
        text = PROMPTS.sub("", text, count=1) if PROMPTS.match(text) else text
        if not text:
            return  # the word « Relances » alone announces them
        part = self.parts[-1] if self.parts else None
        if part and part.questions:
            part.questions[-1].prompts.append(text)
        else:
            self.add_help(text)

    def add_help(self, text: str) -> None:
        part = self.parts[-1] if self.parts else None
        if part is None:
            self.waiting.append(text)
        else:
            (part.questions[-1] if part.questions else part).help.append(text)

    def add_left(self, text: str) -> None:
        """A person chose to leave it out."""

    def _part(self) -> PlannedPart:
        if not self.parts:
            self.parts.append(PlannedPart(_("Questions"), self.waiting))
            self.waiting = []
        return self.parts[-1]

    def flush(self) -> None:
        if self.waiting:
            self._part()


def cut(text: str, longest: int) -> tuple[str, str]:
    """The text within ``longest`` characters, and all of it again when it had to be shortened."""
    if len(text) <= longest:
        return text, ""
    return text[: longest - 1].rsplit(" ", 1)[0] + "…", text
