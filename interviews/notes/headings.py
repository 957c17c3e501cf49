"""Which headings of an imported text speak of which questions of a grid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from commons import richtext
from commons.names import folded
from interviews.models import Question

#: Likeness (percent) from which a heading is proposed for a question; a bare paragraph must be nearly the question.
ALIKE, NEARLY_THE_SAME = 70, 88
#: A longer paragraph is no heading.
LONGEST = 400
#: Beyond, a text is not a grid that was answered: the rest stays plain text.
MOST = 300
_BOLD = re.compile(r'<p id="(b-[0-9a-z]{8})">\s*<strong>(?:(?!</strong>).)*</strong>\s*[:.]?\s*</p>', re.DOTALL)
_NUMBER = re.compile(r"^\s*(?:q(?:uestion)?\s*)?\d+(?:[.\-]\d+)*\s*[.):–-]*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading, the blocks under it, and the key of the question proposed (empty for none)."""

    block: str
    text: str
    under: list[str]
    excerpt: str
    proposed: str


def of(body: str, questions: Sequence[Question]) -> list[Heading]:
    """In reading order: true headings, paragraphs wholly in bold, and those that repeat a question."""
    blocks = richtext.blocks(body)
    bold = {match[1] for match in _BOLD.finditer(body)}
    texts = {question.key: _plain(question.text) for question in questions}
    starts: list[tuple[int, str]] = []
    for at, block in enumerate(blocks):
        titled = block.tag != "p" or block.id in bold
        if len(block.text) <= LONGEST and len(starts) < MOST:
            proposed = _proposed(block.text, texts, ALIKE if titled else NEARLY_THE_SAME)
            if titled or proposed:
                starts.append((at, proposed))
    ends = [at for at, _proposed_key in starts[1:]] + [len(blocks)] * bool(starts)
    return [
        Heading(
            blocks[at].id,
            blocks[at].text,
            [block.id for block in blocks[at + 1 : end]],
            " ".join(block.text for block in blocks[at + 1 : min(end, at + 4)])[:200],
            proposed,
        )
        for (at, proposed), end in zip(starts, ends, strict=True)
    ]


def passages(headings: Sequence[Heading], choices: dict[str, str]) -> dict[str, list[str]]:
    """Block → keys of questions, for ``choices`` (block of the heading → key)."""
    return {
        block: [choices[heading.block]] for heading in headings if choices.get(heading.block) for block in heading.under
    }


def _proposed(text: str, questions: dict[str, str], cutoff: int) -> str:
    plain = _plain(text)
    if cutoff == NEARLY_THE_SAME:  # tried on every paragraph
        near = process.extractOne(plain, questions, scorer=fuzz.ratio, score_cutoff=cutoff)
        return near[2] if near and plain else ""
    scored = [(_likeness(plain, question), key) for key, question in questions.items()] if plain else []
    score, key = max(scored, default=(0.0, ""))
    return key if score >= cutoff else ""


def _likeness(heading: str, question: str) -> float:
    """Near the whole question; or, for a heading of several words, near a part of it."""
    whole = max(fuzz.ratio(heading, question), fuzz.token_sort_ratio(heading, question))
    part = fuzz.partial_ratio(heading, question) * 0.9 if len(heading) >= 12 else 0
    return max(whole, part)


def _plain(text: str) -> str:
    return folded(_NUMBER.sub("", text)).rstrip(" ?:.")
