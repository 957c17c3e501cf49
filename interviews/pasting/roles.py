"""What each line most likely is; a person decides."""

import re
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from commons.names import folded
from interviews.pasting import boxes, scales, tables
from interviews.pasting.lines import Line

#: Characters, as in the model.
LONGEST_TITLE = 160
#: Characters and lines beyond which a list is no list of answers.
LONGEST_ANSWER, MOST_ANSWERS = 70, 20


class Role(TextChoices):
    TITLE = "title", gettext_lazy("titre de la grille")
    SECTION = "section", gettext_lazy("partie")
    QUESTION = "question", gettext_lazy("question")
    PROMPT = "prompt", gettext_lazy("relance")
    OPTION = "option", gettext_lazy("réponse proposée")
    SCALE = "scale", gettext_lazy("échelle")
    HELP = "help", gettext_lazy("aide")
    LEFT = "left", gettext_lazy("ne pas reprendre")


SEVERAL = re.compile(
    r"plusieurs (réponses|choix)|choix multiples?|réponses? multiples?|cochez (toutes )?les|QCM\b", re.I
)
ONE_ONLY = re.compile(r"(une )?(seule|unique) réponse|réponse unique|un seul choix|choix unique", re.I)
_CHOICE = re.compile(
    r"\b(parmi|le(s)?quel(le)?s?|cochez|à quelle fréquence|êtes-vous plutôt|diriez-vous|"
    r"quel(le)?s? (est|sont) votre (statut|type|fonction|secteur|tranche|âge|niveau|catégorie|forme)|"
    r"quel(le)? (type|forme|statut|taille|tranche|catégorie|niveau)\b|avez-vous déjà)",
    re.IGNORECASE,
)
_SECTION_WORDS = re.compile(r"(partie|theme|thematique|section|bloc|axe|volet|chapitre|module|rubrique)\b")
_RANKED = re.compile(r"([IVX]{1,5}\s*[.)\-–—:/]|[A-H]\s*[/.)])\s")
PROMPTS = re.compile(r"relances?\b\s*(éventuelles?|possibles?)?\s*[:–—-]?\s*", re.IGNORECASE)
_HELP = re.compile(
    r"(consignes?|aide|note|rappel|remarque|objectifs?|précisions?|attention|nb|n\.b\.|pour l.enquêt\w+)\s*:",
    re.IGNORECASE,
)
_TITLE_WORDS = re.compile(r"(guide|grille|trame|canevas|questionnaire)s?\b")
_ASKS = re.compile(r"\?[\s\u00a0»]*(\([^()]*\))?[\s\u00a0».)]*\Z")
_INFINITIVE = re.compile(r"(ne pas |bien )?\w{2,}(er|ir|re)\b", re.IGNORECASE)
_PAGE = re.compile(r"(page\s*)?\d{1,3}(\s*(/|sur)\s*\d{1,3})?", re.IGNORECASE)
_IMPERATIVE = re.compile(r"(pouvez|pourriez|\w{3,}ez)(-|\b)", re.IGNORECASE)


def roles(lines: Sequence[Line]) -> list[Role]:
    """What each line most likely is."""
    found: list[Role] = []
    guess = _Guess()
    for index, line in enumerate(lines):
        role = guess.role(line, lines[index + 1 :])
        found.append(role)
        guess.take(line, role, lines[index + 1 :])
    return found


class _Guess:
    """Reads from the first line to the last: what was asked, and what is being listed under it."""

    def __init__(self) -> None:
        self.asked: Line | None = None  # the last question
        self.prompting = False  # after « Relances »
        self.answers = 0  # lines to come that answer the last question
        self.first = True

    def role(self, line: Line, following: Sequence[Line]) -> Role:
        if _PAGE.fullmatch(line.text):
            return Role.LEFT
        if line.column:
            return self._in_table(line, following)
        if self.asked is not None:
            under = self._under(self.asked, line)
            if under is not None:
                return under
        if _HELP.match(line.text) or _is_note(line.text):
            return Role.HELP
        if _asks(line):
            return Role.QUESTION
        return self._standing(line, following)

    def take(self, line: Line, role: Role, following: Sequence[Line]) -> None:
        self.first = False
        self.answers -= role == Role.OPTION
        if role == Role.QUESTION:
            self.asked, self.prompting = line, False
            self.answers = _answers_under(line, following)
        elif role in (Role.SECTION, Role.TITLE):
            self.asked, self.prompting, self.answers = None, False, 0
        elif PROMPTS.match(line.text):
            self.prompting = self.asked is not None

    def _under(self, asked: Line, line: Line) -> Role | None:
        """What a line is when it belongs to the last question."""
        if PROMPTS.match(line.text):
            return Role.PROMPT
        if line.heading or self.prompting:
            return Role.PROMPT if self.prompting and _is_under(line, asked, prompting=True) else None
        if _is_note(line.text):
            return Role.HELP
        if self.answers > 0 or line.ticks or boxes.answers_in(line.text):
            return Role.OPTION
        if scales.step_of(line.text):
            return Role.SCALE
        if not _asks(line) and not _IMPERATIVE.match(line.text) and scales.of_line(line.text[:LONGEST_TITLE]):
            return Role.SCALE
        return Role.PROMPT if _is_under(line, asked, prompting=False) else None

    def _in_table(self, line: Line, following: Sequence[Line]) -> Role:
        if line.is_header:
            return Role.LEFT
        if line.header and (said := tables.said_by(line.header)):
            known = Role(said)
            return Role.HELP if known in (Role.PROMPT, Role.OPTION) and self.asked is None else known
        if self.asked is not None and (line.ticks or boxes.answers_in(line.text)):
            return Role.OPTION
        if line.column == 1:
            beside = [one for one in following[:6] if one.column > 1]
            titles = not _asks(line) and bool(beside) and _asks(beside[0]) and following[0].column > 1
            return Role.SECTION if titles else Role.QUESTION
        if self.asked is None or (self.asked.column > 1 and _asks(line)):
            return Role.QUESTION if _asks(line) else Role.HELP
        return Role.PROMPT

    def _standing(self, line: Line, following: Sequence[Line]) -> Role:
        """A line that asks nothing and belongs to no question."""
        below = following[0] if following else None
        if self.first and not line.marker and _is_title(line, following):
            return Role.TITLE
        if _is_section(line, below) or (not self.first and _is_bare_title(line, below)):
            return Role.SECTION
        return Role.QUESTION if line.marker or _IMPERATIVE.match(line.text) else Role.HELP


def _asks(line: Line) -> bool:
    return bool(_ASKS.search(line.text))


def _is_note(text: str) -> bool:
    """``(plusieurs réponses possibles)`` and the like."""
    return len(text) <= LONGEST_TITLE and bool(SEVERAL.search(text) or ONE_ONLY.search(text)) and "?" not in text


def _answers_under(asked: Line, following: Sequence[Line]) -> int:
    """How many of the lines that follow a question are the answers it offers; 0 when they are prompts."""
    listed: list[Line] = []
    said = asked.text
    for line in following:
        if not listed and _is_note(line.text):
            said += " " + line.text
            continue
        if not (line.ticks or _is_under(line, asked, prompting=False)) or (listed and line.depth < listed[0].depth):
            break
        listed.append(line)
    short = all(
        len(line.text) <= LONGEST_ANSWER and "?" not in line.text and not line.text.endswith(":") for line in listed
    )
    if not 1 < len(listed) <= MOST_ANSWERS or not short:
        return 0
    known = sum(bool(boxes.is_answer(line.text)) for line in listed)
    offers = _CHOICE.search(said) or SEVERAL.search(said) or ONE_ONLY.search(said)
    steps = any(scales.step_of(line.text) for line in listed)
    return len(listed) if (known or offers or all(line.ticks for line in listed)) and not steps else 0


def _is_under(line: Line, asked: Line, *, prompting: bool) -> bool:
    """Whether a line of a list stands below the last question rather than beside it."""
    if line.heading or not line.marker:
        return False
    if asked.marker == "":
        return line.marker == "-" or line.depth > 1
    return line.depth > asked.depth or (line.marker == "-" and (prompting or asked.marker == "1"))


def _is_title(line: Line, following: Sequence[Line]) -> bool:
    """Of the first line: whether it names the whole rather than its first part."""
    if len(line.text) > LONGEST_TITLE:
        return False
    below = following[0] if following else None
    alone = line.level == 1 and {one.level for one in following} > {0} and all(one.level != 1 for one in following)
    above = below is not None and _is_section(below, None)
    named = bool(_TITLE_WORDS.match(folded(line.text)))
    return alone or above or named or not _is_section(line, below)


def _is_bare_title(line: Line, following: Line | None) -> bool:
    """A few words without full stop above what asks: ``Le quotidien``; not what the interviewer is told to do."""
    if following is None or line.marker or not line.text[:1].isupper() or not line.text[-1:].isalnum():
        return False
    few = len(line.text) <= LONGEST_TITLE / 2 and len(line.text.split()) <= 8
    return few and not _INFINITIVE.match(line.text) and bool(_asks(following) or following.marker)


def _is_section(line: Line, following: Line | None) -> bool:
    if _asks(line) or len(line.text) > LONGEST_TITLE:
        return False
    letters = [char for char in line.text if char.isalpha()]
    shouted = len(letters) > 3 and all(char.isupper() for char in letters)
    announces = not line.marker and line.text.endswith(":") and bool(following and following.marker)
    spoken = _SECTION_WORDS.match(folded(line.text)) or _RANKED.match(line.text)
    return bool(line.heading or shouted or announces or spoken or _numbers(line, following))


def _numbers(line: Line, following: Line | None) -> bool:
    """A number, then words that ask nothing, above what does: ``1. La structure``."""
    if following is None or line.marker != "1" or not line.number or line.text.endswith((".", ";")):
        return False
    below = following.number.startswith(f"{line.number}.")
    above = (
        line.depth == 1
        and _asks(following)
        and not _IMPERATIVE.match(line.text)
        and len(line.text) <= LONGEST_TITLE / 2
    )
    return below or above
