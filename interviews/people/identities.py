"""What in a text could name a person met: words of their identity, a telephone number, an e-mail address."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interviews.people import phones
from interviews.people.common_words import COMMON
from interviews.people.spelling import Folded, fold, has_capital

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
#: Begins where a run of characters begins: tried at each of them, a long run would cost its square.
_EMAIL = re.compile(r"(?<![\w.+'%&=~-])[\w.+'%&=~-]+@[\w-]+\.(?:[\w-]+\.)*[\w-]+")
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+")
_ELISION = re.compile(r"(?:[ldjnmtsc]|(?:jus|lors|puis|quoi)?qu)'")
_CIVILITY = re.compile(r"(?<![\w'-])(?:mme|mlle|mr|m|me|dr|madame|mademoiselle|monsieur|docteur|maitre)(?:\. ?| )$")
#: Words that stand beside names and name nobody.
_CIVIL = frozenset(
    {"madame", "monsieur", "mademoiselle", "mme", "mlle", "tel", "telephone", "mail", "courriel", "portable"}
    | {"les", "des", "une", "aux", "sur", "par", "pour", "chez", "avec", "dans", "docteur", "maitre"}
)
SHORTEST_NAME = 3
#: A first line of at most so many words is a name and nothing else, whatever its capitals.
_LONGEST_NAME = 3


@dataclass(frozen=True)
class Spot:
    """A range of a folded text, and why it may well name nobody."""

    start: int
    end: int
    doubt: str = ""

    #: A word of every day, which is a name too; initials, which may be those of anybody.
    WORD, INITIALS = "word", "initials"


class Named:
    """The ways a person is named, from what is known of who they are, one thing a line."""

    def __init__(self, lines: Iterable[str]) -> None:
        lines = list(lines)
        self.names = {name for line in lines for name in _names(line)}
        words = [[fold(word).text for word in _beginning(line) if has_capital(word)] for line in lines]
        #: Too short to be looked for, they belong to a name when they stand beside one: « Jin Li », « Mme Li ».
        self.short = {word for line in words for word in line if len(word) < SHORTEST_NAME}
        #: The first line is the name.
        self.initials = words[0] if words and 2 <= len(words[0]) <= _LONGEST_NAME else []
        self.letters = "".join(sorted({part[0] for word in self.initials for part in _pieces(word)})) or "\0"

    def spots(self, text: Folded) -> list[Spot]:
        """In reading order. A first and a last name side by side, with « Mme » or initials, are one."""
        return [self._spot(text, group) for group in self._groups(text)] if self.names or self.short else []

    def initials_in(self, text: Folded) -> Iterator[Spot]:
        """« J. D. », « J.D. », « JD », « Mme D. »."""
        if not self.initials:
            return
        between = r"(?:\.[ -]?|-)"
        written = between.join(word[0] for word in self.initials)
        whole = between.join(between.join(part[0] for part in _pieces(word)) for word in self.initials)
        for match in re.finditer(rf"(?<![\w.'-])(?:{whole}|{written})\.(?!\w)", text.text):
            sure = has_capital(text.as_written(*match.span()))
            yield Spot(match.start(), _before_full_stop(text, match.end()), "" if sure else Spot.INITIALS)
        for match in re.finditer(rf"(?<![\w.'-]){''.join(word[0] for word in self.initials)}(?![\w'-])", text.text):
            if text.as_written(*match.span()).isupper():
                yield Spot(*match.span(), Spot.INITIALS)
        last = "".join(piece[0] for piece in _pieces(self.initials[-1]))
        for match in re.finditer(rf"(?<![\w'-])(?:mme|mlle|m|madame|monsieur)\.? [{last}]\.(?!\w)", text.text):
            yield Spot(match.start(), _before_full_stop(text, match.end()), Spot.INITIALS)

    def _groups(self, text: Folded) -> list[list[tuple[int, int]]]:
        """Words that name, those side by side together."""
        groups: list[list[tuple[int, int]]] = []
        tokens = [match.span() for match in _WORD.finditer(text.text)]
        for span in filter(None, (self._named(text, *token) for token in tokens)):
            if groups and text.text[groups[-1][-1][1] : span[0]].strip(" ") == "" and span[0] - groups[-1][-1][1] < 4:
                groups[-1].append(span)
            else:
                groups.append([span])
        return [group for group in groups if self._stands(text, group)]

    def _named(self, text: Folded, start: int, end: int) -> tuple[int, int] | None:
        word = text.text[start:end]
        if word not in self.names and (elided := _ELISION.match(word)):
            start, word = start + elided.end(), word[elided.end() :]
        if not ({word, *_pieces(word)} & self.names):
            short = word in self.short and has_capital(text.as_written(start, end))
            return (start, end) if short else None
        return start, end

    def _stands(self, text: Folded, group: Sequence[tuple[int, int]]) -> bool:
        """Not made of short words alone, unless « Mme » comes before."""
        spelt = [text.text[start:end] for start, end in group]
        if not all(word in self.short for word in spelt):
            return True
        start = group[0][0]
        return bool(_CIVILITY.search(text.text[max(0, start - 16) : start]))

    def _spot(self, text: Folded, group: Sequence[tuple[int, int]]) -> Spot:
        start, end = group[0][0], group[-1][1]
        first = self._before(text, start)
        last = self._after(text, end)
        alone = len(group) == 1 and (first, last) == (start, end)
        return Spot(first, last, Spot.WORD if alone and text.text[start:end] in COMMON else "")

    def _before(self, text: Folded, start: int) -> int:
        """Where the name begins with its initials and « Mme »."""
        floor = max(0, start - 24)
        found = re.search(rf"(?<![\w'-])(?:[{self.letters}](?:\.[ -]?|[ -]))+$", text.text[floor:start])
        if found and text.as_written(floor + found.start(), floor + found.start() + 1).isupper():
            start = floor + found.start()
        floor = max(0, start - 16)
        civil = _CIVILITY.search(text.text[floor:start])
        return floor + civil.start() if civil else start

    def _after(self, text: Folded, end: int) -> int:
        """« Hélène D. », but not the full stop of a sentence."""
        found = re.match(rf" (?:[{self.letters}]\.[ -]?)+(?!\w)", text.text[end : end + 12])
        if not found or not text.as_written(end + 1, end + 2).isupper():
            return end
        return _before_full_stop(text, end + len(found[0].rstrip()))


def _before_full_stop(text: Folded, end: int) -> int:
    """``end``, or before it when the point there ends the sentence as well."""
    last = text.place(end - 1, end)[1]
    following = text.written[last : last + 4].lstrip()
    return end - 1 if not following or following[0].isupper() else end


def contacts(text: Folded) -> Iterator[Spot]:
    """Telephone numbers and e-mail addresses of anyone."""
    for match in _EMAIL.finditer(text.text):
        yield Spot(*match.span())
    for start, end in phones.find(text.text):
        yield Spot(start, end)


def found_in(text: str, identities: Iterable[str]) -> list[str]:
    """What of ``identities`` stands in ``text``, and any telephone number or e-mail address, as read in ``text``.

    A word of every day written without a capital is no name here: stones are not people.
    """
    folded = fold(text)
    words = [spot for spot in Named(identities).spots(folded) if not _is_plain(folded, spot)]
    seen = [_visible(folded.as_written(spot.start, spot.end)) for spot in (*words, *widest(contacts(folded)))]
    return list(dict.fromkeys(seen))


def _is_plain(text: Folded, spot: Spot) -> bool:
    return bool(spot.doubt) and not has_capital(text.as_written(spot.start, spot.end))


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char.isspace())


def widest(spots: Iterable[Spot]) -> list[Spot]:
    """In reading order, none within or across another."""
    ordered = sorted(spots, key=lambda spot: (spot.start, -spot.end))
    kept = ordered[:1]
    for spot in ordered[1:]:
        if spot.start >= kept[-1].end:
            kept.append(spot)
    return kept


def _names(line: str) -> set[str]:
    """The folded words that name: those with a capital, and those of a short beginning, which is the name itself.

    All of them when none is written like a name (« dupont jean, ALEC »): better one word too many than one too few.
    """
    beginning, words = _beginning(line), naming_words(_ADDRESS.sub(" ", line))
    named = [word for word in words if has_capital(word)]
    if not any(word != word.upper() for word in named):
        named = words
    elif len(beginning) <= _LONGEST_NAME or not set(beginning) & set(named):
        named += beginning
    spelt = [fold(word).text for word in named]
    parts = {part for word in spelt for part in (word, *_pieces(word))}
    return {part for part in parts if len(part) >= SHORTEST_NAME and part not in _CIVIL}


def _beginning(line: str) -> list[str]:
    return naming_words(re.split(r"[,;:/|()\n]", _ADDRESS.sub(" ", line).strip(), maxsplit=1)[0])


def naming_words(text: str) -> list[str]:
    """As written, without « Mme » and the like."""
    folded = fold(text)
    spans = [match.span() for match in _WORD.finditer(folded.text)]
    return [
        folded.as_written(start, end)
        for start, end in spans
        if not {folded.text[start:end], *_pieces(folded.text[start:end])} & _CIVIL
    ]


def _pieces(word: str) -> list[str]:
    """Of a folded word: ``jean-noel`` → ``jean``, ``noel``."""
    return [piece for piece in re.split(r"[-']", word) if piece]
