"""Scales said in words: « de 1 à 5 », « 1 = pas du tout … 5 = tout à fait »."""

import re
from dataclasses import dataclass, field

#: Characters, as in the model; and steps, as the form of a question takes them.
LONGEST_END, MOST_STEPS = 80, 100

_SPOKEN = re.compile(
    r"(?:échelle|notez|notation|note|noter|évaluez|évaluer|cotez|situez|graduée?|sur)\b[^?.]{0,40}?"
    r"\bde\s+(-?\d{1,3})\s+à\s+(\d{1,3})\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"[(\[]?\s*(?:échelle\s*:?\s*)?(?:de\s+)?(-?\d{1,3})\s*(?:à|–|—|…|\.\.\.)\s*(\d{1,3})\s*[)\]]?\.?", re.IGNORECASE
)
_BRACKETED = re.compile(r"[(\[]\s*(?:de\s+)?(-?\d{1,3})\s+à\s+(\d{1,3})\s*[)\]]")
_END = re.compile(
    r"(?<![\d,.])(-?\d{1,3})\s*(?:=|→|signifie|étant)\s*[«\"“]?\s*([^\d=→;…()»\"”]{2,200}?)\s*[»\"”]?\s*(?=$|[;…()»\"”]|[,/–—-]?\s*(?:et\s+)?-?\d{1,3}\s*(?:=|→|signifie|étant)|\.\.\.)"
)


@dataclass(frozen=True)
class Scale:
    low: int
    high: int
    #: Step → what it means.
    labels: dict[int, str] = field(default_factory=dict)


def of_question(text: str) -> Scale | None:
    """The scale that a question says; figures that count something else are none."""
    return _ends(text) or _range(_SPOKEN.search(text)) or _range(_BRACKETED.search(text))


def of_line(text: str) -> Scale | None:
    """The scale that a line is, nothing else being said in it."""
    return _ends(text) or _range(_ALONE.fullmatch(text.strip())) or _range(_SPOKEN.search(text))


def step_of(text: str) -> tuple[int, str] | None:
    """``"1 = pas du tout"`` → ``(1, "pas du tout")``."""
    found = _END.fullmatch(text.strip())
    return (int(found[1]), found[2].strip(" ,.")) if found else None


def _ends(text: str) -> Scale | None:
    labels = {int(step): label.strip(" ,.–—-/") for step, label in _END.findall(text)}
    return _made(min(labels), max(labels), labels) if len(labels) > 1 else None


def _range(found: re.Match[str] | None) -> Scale | None:
    return _made(int(found[1]), int(found[2]), {}) if found else None


def _made(low: int, high: int, labels: dict[int, str]) -> Scale | None:
    fits = all(len(labels.get(end, "")) <= LONGEST_END for end in (low, high))
    return Scale(low, high, labels) if low < high <= low + MOST_STEPS and fits else None
