"""A text with the names found in it replaced."""

import re
from collections.abc import Iterable

from django.utils.html import escape

from commons import richtext
from interviews.people.occurrences import Occurrence

_MARKED = re.compile(r'<mark data-name="(\d+)">[^<]*</mark>')


def replaced(body: str, chosen: Iterable[Occurrence]) -> str:
    """Stored HTML with these names replaced; blocks and formatting stay."""
    starts = {block.id: block.start for block in richtext.blocks(body)}
    words = list(chosen)
    spans = [
        richtext.Span(starts[each.block] + each.start, starts[each.block] + each.end, (("data-name", str(rank)),))
        for rank, each in enumerate(words)
    ]
    written: set[str] = set()

    def write(found: re.Match[str]) -> str:
        """A name cut by formatting is written once, where it begins."""
        if found[1] in written:
            return ""
        written.add(found[1])
        return escape(words[int(found[1])].replacement)

    return _MARKED.sub(write, richtext.highlight(body, spans))


def replaced_in(text: str, chosen: Iterable[Occurrence]) -> str:
    """The same of a plain text."""
    for each in sorted(chosen, key=lambda each: -each.start):
        text = text[: each.start] + each.replacement + text[each.end :]
    return text
