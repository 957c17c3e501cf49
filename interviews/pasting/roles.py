"""What each line most likely is; a person decides."""

import re
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from commons.names import folded
from interviews.pasting.lines import Line

#: Characters, as in the model.
LONGEST_TITLE = 160


class Role(TextChoices):
    TITLE = "title", gettext_lazy("titre de la grille")
    SECTION = "section", gettext_lazy("partie")
    QUESTION = "question", gettext_lazy("question")
    PROMPT = "prompt", gettext_lazy("relance")
    HELP = "help", gettext_lazy("aide")
    LEFT = "left", gettext_lazy("ne pas reprendre")


_SECTION_WORDS = re.compile(r"(partie|theme|thematique|section|bloc|axe|volet|chapitre|module|rubrique)\b")
_ROMAN = re.compile(r"[IVX]{1,5}\s*[.)\-–—:]\s")
PROMPTS = re.compile(r"relances?\b\s*(éventuelles?|possibles?)?\s*[:–—-]?\s*", re.IGNORECASE)
_HELP = re.compile(r"(consignes?|aide|note|rappel|remarque|objectifs?)\s*:", re.IGNORECASE)


def roles(lines: Sequence[Line]) -> list[Role]:
    """What each line most likely is."""
    found: list[Role] = []
    asked: Line | None = None  # the last question
    prompting = False  # after « Relances »
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        role = _role(line, following, asked, prompting, first=not found)
        found.append(role)
        if role == Role.QUESTION:
            asked, prompting = line, False
        elif role in (Role.SECTION, Role.TITLE):
            asked, prompting = None, False
        elif PROMPTS.match(line.text):
            prompting = asked is not None
    return found


def _role(line: Line, following: Line | None, asked: Line | None, prompting: bool, *, first: bool) -> Role:
    asks = line.text.rstrip(" \u00a0\u202f").endswith("?")
    if asked is not None and (PROMPTS.match(line.text) or _is_under(line, asked, prompting)):
        return Role.PROMPT
    if _HELP.match(line.text):
        return Role.HELP
    if asks:
        return Role.QUESTION
    if _is_section(line, following):
        begins = first and not line.marker and following is not None and _is_section(following, None)
        return Role.TITLE if begins else Role.SECTION
    if first and not line.marker and len(line.text) <= LONGEST_TITLE:
        return Role.TITLE
    return Role.QUESTION if line.marker else Role.HELP


def _is_under(line: Line, asked: Line, prompting: bool) -> bool:
    """Whether a line of a list stands below the last question rather than beside it."""
    if line.heading or not line.marker:
        return False
    if asked.marker == "":
        return line.marker == "-" or line.depth > 1
    return line.depth > asked.depth or (line.marker == "-" and (prompting or asked.marker == "1"))


def _is_section(line: Line, following: Line | None) -> bool:
    if line.text.rstrip(" \u00a0\u202f").endswith("?") or len(line.text) > LONGEST_TITLE:
        return False
    letters = [char for char in line.text if char.isalpha()]
    shouted = len(letters) > 3 and all(char.isupper() for char in letters)
    numbers_below = bool(following and line.number and following.number.startswith(f"{line.number}."))
    announces = not line.marker and line.text.endswith(":") and bool(following and following.marker)
    spoken = _SECTION_WORDS.match(folded(line.text)) or _ROMAN.match(line.text)
    return bool(line.heading or shouted or numbers_below or announces or spoken)
