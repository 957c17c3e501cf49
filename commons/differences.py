"""What changed between two texts, for a person to read: block by block, then word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from commons import richtext

#: A word with the space that follows it, so that pieces put together are the text.
_WORD = re.compile(r"\s*\S+\s*|\s+")
#: Beyond so many words on either side, a block is shown whole: comparing costs their product.
MOST_WORDS = 20_000
#: Two blocks less alike than this (percent) are two blocks, not one rewritten.
_ALIKE = 60
#: In a longer run of changed blocks, old and new are shown one after the other.
_MOST_PAIRED = 200


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """Some words: ``SAME``, ``ADDED`` or ``REMOVED``."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A block and its words. ``tag`` is the block's (``p``, ``h2``…), ``count`` the number of ``SAME`` blocks."""

    kind: Kind
    tag: str
    pieces: list[Piece]
    count: int = 1


def words(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order; removed words stand before those that replace them."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after)]
    pieces = []
    for same, a, b in _runs([word.strip() for word in old], [word.strip() for word in new]):
        if same:
            pieces.append(Piece(Kind.SAME, "".join(new[b])))
            continue
        pieces += [Piece(Kind.REMOVED, "".join(old[a]))] if old[a] else []
        pieces += [Piece(Kind.ADDED, "".join(new[b]))] if new[b] else []
    return pieces


def blocks(before: str, after: str) -> list[Change]:
    """What changed between two stored rich texts; each run of unchanged blocks is one ``SAME`` without pieces."""
    old, new = richtext.blocks(before), richtext.blocks(after)
    changes: list[Change] = []
    for same, a, b in _runs([(block.tag, block.text) for block in old], [(block.tag, block.text) for block in new]):
        if same:
            changes.append(Change(Kind.SAME, "p", [], len(new[b])))
        else:
            changes += _rewritten(old[a], new[b])
    return changes


def _rewritten(old: Sequence[richtext.Block], new: Sequence[richtext.Block]) -> Iterator[Change]:
    """Each new block beside the old one it rewrites, in order; what has no likeness is removed or added."""
    waiting = list(old)
    for block in new:
        at = _likeness(block, waiting) if max(len(old), len(new)) <= _MOST_PAIRED else None
        if at is None:
            yield Change(Kind.ADDED, block.tag, [Piece(Kind.ADDED, block.text)])
            continue
        yield from map(_removed, waiting[:at])
        yield Change(Kind.CHANGED, block.tag, words(waiting[at].text, block.text))
        del waiting[: at + 1]
    yield from map(_removed, waiting)


def _removed(block: richtext.Block) -> Change:
    return Change(Kind.REMOVED, block.tag, [Piece(Kind.REMOVED, block.text)])


def _likeness(block: richtext.Block, candidates: Sequence[richtext.Block]) -> int | None:
    same = (at for at, old in enumerate(candidates) if block.id and old.id == block.id)
    alike = (at for at, old in enumerate(candidates) if fuzz.ratio(old.text, block.text, score_cutoff=_ALIKE))
    return next(same, next(alike, None))


def _runs(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[bool, slice, slice]]:
    """``(same, range of old, range of new)`` in order, all that differs between two likenesses in one."""
    a = b = 0
    equal = [step for step in LCSseq.opcodes(old, new) if step.tag == "equal"]
    for step in equal:
        if step.src_start > a or step.dest_start > b:
            yield False, slice(a, step.src_start), slice(b, step.dest_start)
        yield True, slice(step.src_start, step.src_end), slice(step.dest_start, step.dest_end)
        a, b = step.src_end, step.dest_end
    if a < len(old) or b < len(new):
        yield False, slice(a, len(old)), slice(b, len(new))
