"""From lines and what each is to the parts and the questions of a grid. Nothing is lost but what a person left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commons.names import folded
from interviews.grids.outline import MOST_OPTIONS, MOST_QUESTIONS
from interviews.models.grid import Approach, Question
from interviews.pasting import boxes, scales
from interviews.pasting.lines import Line
from interviews.pasting.marks import Marks, marks, said_by
from interviews.pasting.roles import LONGEST_TITLE, ONE_ONLY, PROMPTS, SEVERAL, Role

#: Characters, as in the model.
LONGEST_QUESTION, LONGEST_OPTION = 400, 400
Kind = Question.Kind


@dataclass
class PlannedQuestion:
    text: str
    approach: str = Approach.BOTH
    dimension: str = ""
    help: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    #: The boxes of its answers may all be ticked.
    ticks_several: bool = False
    scale: scales.Scale | None = None
    #: The lines that said it.
    steps: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if not self.options:
            has_steps = self.scale is not None and self.scale.low < self.scale.high
            return Kind.SCALE if has_steps else Kind.LONG_TEXT
        said = " ".join([self.text, *self.help])
        several = SEVERAL.search(said) or (self.ticks_several and not ONE_ONLY.search(said))
        return Kind.SEVERAL_CHOICES if several and not boxes.is_yes_or_no(self.options) else Kind.ONE_CHOICE

    @property
    def kind_label(self) -> str:
        """In words, when it is not the usual one."""
        if self.kind == Kind.SCALE and self.scale:
            ends = [
                f"{end} ({self.scale.labels[end]})" if end in self.scale.labels else str(end)
                for end in (self.scale.low, self.scale.high)
            ]
            return _("échelle de %(low)s à %(high)s") % {"low": ends[0], "high": ends[1]}
        return "" if self.kind == Kind.LONG_TEXT else str(Kind(self.kind).label)


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
        planner.ticked(line, role)
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
        question.scale = scales.of_question(words)
        self._part().questions.append(question)

    def add_prompt(self, text: str) -> None:
        text = PROMPTS.sub("", text, count=1) if PROMPTS.match(text) else text
        if not text:
            return  # the word « Relances » alone announces them
        question = self._question()
        if question:
            question.prompts.append(text)
        else:
            self.add_help(text)

    def add_option(self, text: str) -> None:
        question = self._question()
        if question is None:
            self.add_help(text)
            return
        several = boxes.answers_in(text)
        for label in several if len(several) > 1 else [text]:
            known = {folded(one) for one in question.options}
            if len(label) > LONGEST_OPTION or len(question.options) >= MOST_OPTIONS:
                question.help.append(label)
            elif folded(label) not in known:
                question.options.append(label)

    def ticked(self, line: Line, role: Role) -> None:
        question = self._question()
        if question and role == Role.OPTION and line.ticks == "several":
            question.ticks_several = True

    def add_scale(self, text: str) -> None:
        question = self._question()
        found, step = scales.of_line(text), scales.step_of(text)
        if question is None or (found is None and step is None):
            self.add_help(text)
            return
        if found:
            question.scale = found
        elif step:
            question.scale = _with_step(question.scale, *step)
        question.steps.append(text)

    def _question(self) -> PlannedQuestion | None:
        part = self.parts[-1] if self.parts else None
        return part.questions[-1] if part and part.questions else None

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
        for part in self.parts:
            for question in part.questions:
                question.help += [line for line in question.steps if not _keeps(question, line)]


def _with_step(scale: scales.Scale | None, step: int, label: str) -> scales.Scale | None:
    """A scale that goes as far as this step, which means ``label``."""
    if len(label) > scales.LONGEST_END:
        return scale
    labels = {**(scale.labels if scale else {}), step: label}
    low, high = min(*labels, step), max(*labels, step)
    if scale:
        low, high = min(low, scale.low), max(high, scale.high)
    return scales.Scale(low, high, labels) if high <= low + scales.MOST_STEPS else scale


def _keeps(question: PlannedQuestion, line: str) -> bool:
    """Whether the scale of a question says all the words of this line."""
    scale = question.scale if question.kind == Kind.SCALE else None
    if scale is None:
        return False
    ends = (scale.low, scale.high)
    said = " ".join(["de a", *map(str, ends), *(scale.labels.get(end, "") for end in ends)])
    return set(folded(line).split()) <= set(folded(said).split())


def cut(text: str, longest: int) -> tuple[str, str]:
    """The text within ``longest`` characters, and all of it again when it had to be shortened."""
    if len(text) <= longest:
        return text, ""
    return text[: longest - 1].rsplit(" ", 1)[0] + "…", text
