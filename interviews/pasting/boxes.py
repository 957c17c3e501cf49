"""Answers to tick: the boxes of a text, and « oui / non » said after a question."""

import re
from dataclasses import dataclass

from commons.names import folded

#: Squares are ticked as often as one likes, rounds once.
_SQUARES, _ROUNDS = "☐☑☒□❑❏❒◻⬜\uf06f\uf0a8", "○◯◌⚪"
_BRACKETS = r"\[[ \u00a0xX]?\]|\([ \u00a0]\)"
_BOX = re.compile(rf"(?:[{_SQUARES}{_ROUNDS}]|{_BRACKETS})")
_SQUARE_BOX = re.compile(rf"(?:[{_SQUARES}]|{_BRACKETS})")
_AFTER = re.compile(r"(?P<question>.*\?)[\s\u00a0]*[:–—-]?[\s\u00a0]*(?P<answers>[^?]{5,120})", re.DOTALL)
_PARTS = re.compile(r"/|\||;|,|\s[–—-]\s|\bou\b")
_AROUND = " \u00a0\u202f.()"
#: Words, as ``folded``, that are answers and nothing else.
_ANSWERS = frozenset(
    [
        "oui", "non", "nsp", "nc", "n c", "ne sait pas", "ne sais pas", "je ne sais pas", "ne se prononce pas",
        "sans opinion", "sans avis", "sans objet", "non concerne", "non concernee", "pas concerne", "peut etre",
        "jamais", "rarement", "parfois", "quelquefois", "souvent", "toujours", "tous les jours", "en partie",
        "partiellement", "plutot oui", "plutot non", "pas du tout", "un peu", "beaucoup", "tout a fait", "moyennement",
        "ne se souvient plus", "vrai", "faux", "en cours", "en projet",
    ]
)  # fmt: skip
_AGREEING = re.compile(r"(pas du tout|plutot( pas)?|tout a fait|ni d accord.*|assez|peu|tres)( d)? (accord|satisfait)")


@dataclass(frozen=True)
class Signs:
    """Which signs are boxes in a text: rounds are bullets where there are other round bullets."""

    box: re.Pattern[str]


@dataclass(frozen=True)
class Piece:
    text: str
    ticks: str = ""


def of(text: str) -> Signs:
    return Signs(_SQUARE_BOX if "●" in text or "•" in text else _BOX)


def count(text: str) -> int:
    return len(_BOX.findall(text))


def parted(text: str, signs: Signs) -> list[Piece]:
    """What stands before the first box, then what follows each; one box within a sentence parts nothing."""
    found = list(signs.box.finditer(text))
    if not found or (len(found) == 1 and found[0].start() > 0):
        return [Piece(text)]
    ends = [one.start() for one in found[1:]] + [len(text)]
    pieces = [Piece(text[: found[0].start()].strip(" \u00a0"))]
    for one, end in zip(found, ends, strict=True):
        words = text[one.end() : end].strip(" \u00a0\t,;/")
        pieces.append(Piece(words, "several" if _SQUARE_BOX.match(one.group(0)) else "one"))
    return pieces


def said_after(text: str) -> tuple[str, str]:
    """``"Vendez-vous ? (oui / non)"`` → ``("Vendez-vous ?", "oui / non")``; the answers empty when none are said."""
    found = _AFTER.fullmatch(text)
    if found is None:
        return text, ""
    answers = found["answers"].strip(" \u00a0.()[]:")
    return (found["question"], answers) if len(answers_in(answers)) > 1 else (text, "")


def answers_in(text: str) -> list[str]:
    """The answers that a line says, when it says nothing else; else none."""
    parts = [part for found in _PARTS.split(text) if (part := found.strip(_AROUND))]
    return parts if parts and all(is_answer(part) for part in parts) else []


def is_answer(text: str) -> bool:
    """Whether these words answer a question whatever it asks."""
    words = folded(text)
    return words in _ANSWERS or bool(_AGREEING.match(words)) or bool(re.match(r"autres?( precise[rz]?.*)?$", words))


def is_yes_or_no(answers: list[str]) -> bool:
    return {"oui", "non"} <= {folded(answer) for answer in answers}
