"""A text as names are looked for in it: without accents, capitals or what has no width, each place kept."""

import unicodedata
from dataclasses import dataclass

_AS_TYPED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"}


@dataclass(frozen=True)
class Folded:
    """``origins`` gives of each character of ``text`` its place in ``written``, in code points."""

    text: str
    written: str
    origins: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The same range in ``written``, with the accents and the characters of no width that follow its last."""
        last = self.origins[end - 1] + 1
        while last < len(self.written) and _is_unseen(self.written[last]):
            last += 1
        return self.origins[start], last

    def as_written(self, start: int, end: int) -> str:
        first, last = self.place(start, end)
        return self.written[first:last]


def fold(text: str) -> Folded:
    """``Œuvre d’Élise`` → ``oeuvre d'elise``; any space is a plain one."""
    chars: list[str] = []
    origins: list[int] = []
    for position, char in enumerate(text):
        spelt = char.lower() if char.isascii() else _plain(char)
        chars.append(" " if spelt.isspace() else spelt)
        origins += [position] * len(spelt)
    return Folded("".join(chars), text, origins)


def _plain(char: str) -> str:
    if char in _AS_TYPED:
        return _AS_TYPED[char]
    spelt = unicodedata.normalize("NFKD", char.casefold())
    return "".join(each for each in spelt if not _is_unseen(each))


def _is_unseen(char: str) -> bool:
    return bool(unicodedata.combining(char)) or unicodedata.category(char) == "Cf"


def has_capital(text: str) -> bool:
    return text != text.lower()
