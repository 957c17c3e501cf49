"""Anchors: where in a text a remark or an excerpt stands, found again after the text has changed.

Pure functions over blocks and plain text (``commons.richtext``). An anchor is a W3C TextQuoteSelector (exact quote,
prefix, suffix) plus the identifier of the block it was taken in. Positions are code points, end excluded.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from heapq import nlargest
from itertools import takewhile

from commons.richtext import Block

#: How much text is kept on each side of a quote, in code points.
CONTEXT = 32
#: How many occurrences of a quote are compared in full with its context.
COMPARED = 50
#: Below this similarity (0 to 1) a passage is no longer the one that was quoted.
LIKENESS = 0.72
#: How many pairs of same letters are compared in search of an edited passage: a long quote in a long paragraph.
#: Beyond, looking takes seconds, and the passage is taken for lost.
COMPARABLE = 300_000


class Found(StrEnum):
    """How an anchor was found again."""

    EXACT = "exact"
    MOVED = "moved"  # same words, in another block
    CHANGED = "changed"  # the words were edited, but it is the same passage
    LOST = "lost"


@dataclass(frozen=True)
class Anchor:
    block: str
    quote: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Place:
    """Where an anchor stands now; ``start == end`` and an empty block when it is lost."""

    found: Found
    block: str = ""
    start: int = 0
    end: int = 0


LOST = Place(Found.LOST)


def fold_spaces(text: str) -> str:
    """Every kind of space as a plain one, one for one: a browser's selection may bring other spaces than the text."""
    return "".join(" " if char.isspace() or char in "\u00a0\u202f\u2009" else char for char in text)


def describe(blocks: Sequence[Block], start: int, end: int) -> Anchor:
    """The anchor of the range ``start``–``end`` of the plain text. Raises ``ValueError`` on an empty range.

    The block is the one in which the range begins; a range over several blocks keeps its whole quote.
    """
    text = "\n\n".join(block.text for block in blocks)
    if not 0 <= start < end <= len(text):
        raise ValueError(f"range {start}–{end} is not inside a text of {len(text)} characters")
    block = next(block for block in blocks if start < block.end)
    return Anchor(
        block=block.id,
        quote=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def locate(anchor: Anchor, blocks: Sequence[Block]) -> Place:
    """Where ``anchor`` stands in ``blocks`` now: in its block, elsewhere, edited, or lost (never guessed)."""
    text = fold_spaces("\n\n".join(block.text for block in blocks))
    quote = fold_spaces(anchor.quote)
    home = next((block for block in blocks if block.id == anchor.block), None)
    if not quote.strip():
        return Place(Found.EXACT, home.id, home.start, home.end) if home else LOST
    candidates = list(_occurrences(text, quote))
    if candidates:
        candidates = _likeliest(text, candidates, len(quote), anchor, home)
        start = max(candidates, key=lambda at: _context_score(text, at, len(quote), anchor, home))
        block = next(block for block in blocks if start < block.end)
        found = Found.EXACT if home is not None and block.id == home.id else Found.MOVED
        return Place(found, block.id, start, start + len(quote))
    return _closest(quote, [home] if home else blocks)


def _occurrences(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _likeliest(text: str, candidates: list[int], length: int, anchor: Anchor, home: Block | None) -> list[int]:
    """The few occurrences worth a full comparison, so that a one-letter quote in a long text stays cheap."""
    if home is not None:
        candidates = [at for at in candidates if home.start <= at < home.end] or candidates
    prefix, suffix = fold_spaces(anchor.prefix)[::-1], fold_spaces(anchor.suffix)

    def shared(at: int) -> int:
        before = text[max(0, at - len(prefix)) : at][::-1]
        after = text[at + length : at + length + len(suffix)]
        return _run(before, prefix) + _run(after, suffix)

    return nlargest(COMPARED, candidates, key=shared) if len(candidates) > COMPARED else candidates


def _run(one: str, other: str) -> int:
    """How many first characters are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _context_score(text: str, at: int, length: int, anchor: Anchor, home: Block | None) -> float:
    before = text[max(0, at - len(anchor.prefix)) : at]
    after = text[at + length : at + length + len(anchor.suffix)]
    score = SequenceMatcher(None, before, fold_spaces(anchor.prefix), autojunk=False).ratio()
    score += SequenceMatcher(None, after, fold_spaces(anchor.suffix), autojunk=False).ratio()
    at_home = home is not None and home.start <= at <= home.end
    return score + (1.5 if at_home else 0.0)


def _closest(quote: str, blocks: Sequence[Block]) -> Place:
    """The most similar passage of ``blocks``, if it is similar enough to be the same one."""
    best: tuple[float, Place] = (0.0, LOST)
    letters, left = Counter(quote), COMPARABLE
    for block in blocks:
        text = fold_spaces(block.text)
        shared = Counter(text) & letters
        if 2 * shared.total() < LIKENESS * (shared.total() + len(quote)):
            continue  # whatever the order of its letters
        left -= sum(text.count(char) * letters[char] for char in shared)
        if left < 0:
            return LOST
        matcher = SequenceMatcher(None, text, quote, autojunk=False)
        pairs = [pair for pair in matcher.get_matching_blocks() if pair.size]
        start, end, likeness = _tightest([(pair.a, pair.size) for pair in pairs], len(quote))
        if likeness > best[0]:
            best = (likeness, Place(Found.CHANGED, block.id, block.start + start, block.start + end))
    return best[1] if best[0] >= LIKENESS else LOST


def _tightest(pieces: list[tuple[int, int]], length: int) -> tuple[int, int, float]:
    """The range over the matching ``pieces`` (start, size) most like a quote of this ``length``, and how like it is:
    stray letters found far from it are dropped."""

    first, last = 0, len(pieces) - 1
    matched = sum(size for _start, size in pieces)

    def likeness(first: int, last: int, matched: int) -> float:
        return 2 * matched / (sum(pieces[last]) - pieces[first][0] + length)

    score = likeness(first, last, matched)
    while first < last:
        without_first = likeness(first + 1, last, matched - pieces[first][1])
        without_last = likeness(first, last - 1, matched - pieces[last][1])
        if max(without_first, without_last) < score:
            break
        if without_first >= without_last:
            first, matched = first + 1, matched - pieces[first][1]
        else:
            last, matched = last - 1, matched - pieces[last][1]
        score = max(without_first, without_last)
    return pieces[first][0], sum(pieces[last]), score
