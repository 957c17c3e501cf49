"""Names found whole in a text: of organisations, of places, and those that someone noted."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from interviews.people.common_words import COMMON
from interviews.people.identities import Spot
from interviews.people.spelling import Folded, fold, has_capital

_TOKEN = re.compile(r"[^\W_]+")
_SPELT = {"st": "saint", "ste": "sainte"}
ARTICLES = {"le", "la", "les", "l"}
#: Between two words of a name: a space, a hyphen, the points of initials.
_WIDEST_GAP = 3
SHORT = 3


@dataclass(frozen=True)
class Entry:
    """A name, and whom it is of: what ``owner`` is belongs to who asks."""

    name: str
    owner: int


class WholeNames:
    """Found in a time that the number of names does not lengthen."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_first: dict[str, list[tuple[list[str], Entry]]] = defaultdict(list)
        for entry in entries:
            for words in _spellings(entry.name):
                self._by_first[words[0]].append((words, entry))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def find(self, text: Folded) -> Iterator[tuple[Spot, int]]:
        """In reading order, the longest at each place, with its owner."""
        spans = [match.span() for match in _TOKEN.finditer(text.text)]
        words = [spelt(text.text[start:end]) for start, end in spans]
        done = 0
        for rank, word in enumerate(words):
            if rank < done:
                continue
            for wanted, entry in self._by_first.get(word, ()):
                end = rank + len(wanted)
                those = spans[rank:end]
                if words[rank:end] == wanted and _close(those) and (spot := _spot(text, those, entry)):
                    yield spot, entry.owner
                    done = end
                    break


def _spellings(name: str) -> Iterator[list[str]]:
    """As words; without its article; letter by letter when it is made of initials."""
    words = [spelt(word) for word in _TOKEN.findall(fold(name).text)]
    if not words:
        return
    yield words
    if words[0] in ARTICLES and len(words) > 1:
        yield words[1:]
    if len(words) == 1 and 1 < len(words[0]) <= 8 and name.strip().isupper() and words[0].isalpha():
        yield list(words[0])


def spelt(word: str) -> str:
    return _SPELT.get(word, word)


def _close(spans: list[tuple[int, int]]) -> bool:
    return all(second[0] - first[1] <= _WIDEST_GAP for first, second in pairwise(spans))


def _spot(text: Folded, spans: list[tuple[int, int]], entry: Entry) -> Spot | None:
    """None for a short or usual word without the capital of the name: « eu », « sens »."""
    start, end = spans[0][0], spans[-1][1]
    written = text.as_written(start, end)
    lowered = has_capital(entry.name) and not has_capital(written)
    usual = len(spans) == 1 and (text.text[start:end] in COMMON or end - start <= SHORT)
    if lowered and usual:
        return None
    return Spot(start, end, Spot.WORD if lowered or (len(spans) == 1 and text.text[start:end] in COMMON) else "")
