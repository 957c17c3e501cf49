"""Four readings of rich text: shaping what was sanitised, collecting its text, marking ranges of it, cutting it.

The grammar is that of ``commons.richtext``, the only module that uses this one.
"""

import html as html_escape
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

TEXT_BLOCKS = frozenset({"p", "h2", "h3", "h4"})
CONTAINERS = frozenset({"blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th"})
INLINE = frozenset({"strong", "em", "u", "s", "sub", "sup", "a", "br"})
VOID = frozenset({"br", "hr"})
#: Where bare text may not stand: it is put in a paragraph there.
_WRAPPING = frozenset({"blockquote", "li", "td", "th"})
BLOCK_SEPARATOR = "\n\n"

_FOLDED = re.compile(r"[ \t\r\n\f]+")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Span:
    """A range of ``plain_text`` to be marked, and the attributes of its ``<mark>``."""

    start: int
    end: int
    attributes: tuple[tuple[str, str], ...] = ()


def new_block_id() -> str:
    return "b-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def french_spaces(text: str) -> str:
    """Existing spaces around French punctuation made non-breaking, one for one: positions do not move."""
    text = re.sub(r" (?=[;!?])", "\u202f", text)
    text = re.sub(r" (?=[:%€»])", "\u00a0", text)
    return re.sub(r"(?<=«) ", "\u00a0", text)


def start_tag(tag: str, attributes: Iterable[tuple[str, str | None]]) -> str:
    written = "".join(f' {name}="{html_escape.escape(value or "", quote=True)}"' for name, value in attributes)
    return f"<{tag}{written}>"


class Shaper(HTMLParser):
    """Rewrites sanitised HTML so that every text lives in an identified text block, its white space folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.block_at: int | None = None  # where the open text block begins in ``out``
        self.block_tag = self.block_id = ""
        self.emptied: str | None = None  # the identifier of the block just dropped, for the cell that needs one
        self.inline: list[str] = []
        self.seen: set[str] = set()
        self.pending_space = False
        self.has_text = False

    def _open_block(self, tag: str, identifier: str | None) -> None:
        if identifier is None or identifier in self.seen:
            identifier = new_block_id()
        self.seen.add(identifier)
        self.block_id = identifier
        self.block_at = len(self.out)
        self.block_tag = tag
        self.pending_space = self.has_text = False
        self.out.append(start_tag(tag, [("id", identifier)]))

    def _close_block(self) -> None:
        if self.block_at is None:
            return
        for tag in reversed(self.inline):
            self.out.append(f"</{tag}>")
        self.inline.clear()
        if self.has_text:
            self.out.append(f"</{self.block_tag}>")
        else:
            del self.out[self.block_at :]  # an empty block says nothing
            self.emptied = self.block_id
        self.block_at = None

    def _ensure_block(self) -> None:
        if self.block_at is None:
            self._open_block("p", None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TEXT_BLOCKS:
            self._close_block()
            self._open_block(tag, dict(attrs).get("id"))
        elif tag in CONTAINERS or tag == "hr":
            self._close_block()
            self.emptied = None
            self.out.append(start_tag(tag, attrs))
        elif tag == "br":
            if self.block_at is not None:
                self.out.append("<br>")
                self.pending_space = False
        else:
            self._ensure_block()
            self._write_space()
            self.inline.append(tag)
            self.out.append(start_tag(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS:
            self._close_block()
        elif tag in CONTAINERS:
            self._close_container(tag)
        elif tag in self.inline:
            while self.inline:
                closed = self.inline.pop()
                self.out.append(f"</{closed}>")
                if closed == tag:
                    break

    def _close_container(self, tag: str) -> None:
        self._close_block()
        if tag in _WRAPPING and self.out and self.out[-1].startswith(f"<{tag}"):
            self.seen.discard(self.emptied or "")
            self._open_block("p", self.emptied)
            self.has_text = True  # a cell or an item may be empty, but never without a paragraph
            self._close_block()
        self.out.append(f"</{tag}>")

    def _write_space(self) -> None:
        if self.pending_space and self.has_text:
            self.out.append(" ")
        self.pending_space = False

    def handle_data(self, data: str) -> None:
        folded = french_spaces(_FOLDED.sub(" ", data))
        if folded in {"", " "} and self.block_at is None:
            return
        self._ensure_block()
        if folded.startswith(" "):
            self.pending_space = True
            folded = folded[1:]
        if not folded:
            return
        self._write_space()
        self.pending_space = folded.endswith(" ")
        self.out.append(html_escape.escape(folded.rstrip(" "), quote=False))
        self.has_text = True

    def result(self) -> str:
        self.close()
        self._close_block()
        return "".join(self.out)


class Reader(HTMLParser):
    """Collects the text of each block of stored HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, str]] = []
        self.parts: list[str] | None = None
        self.current = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TEXT_BLOCKS:
            self.current = (dict(attrs).get("id") or "", tag)
            self.parts = []
        elif tag == "br" and self.parts is not None:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS and self.parts is not None:
            self.found.append((*self.current, "".join(self.parts)))
            self.parts = None

    def handle_data(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(data)


class Painter(HTMLParser):
    """Copies stored HTML and wraps the characters of each span in ``<mark>``."""

    def __init__(self, spans: Sequence[Span]) -> None:
        super().__init__(convert_charrefs=True)
        self.spans = sorted(spans, key=lambda span: (span.start, -span.end))
        self.edges = sorted({edge for span in spans for edge in (span.start, span.end)})
        self.position = 0
        self.inside = False
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(start_tag(tag, attrs))
        if tag in TEXT_BLOCKS:
            self.inside = True
        elif tag == "br" and self.inside:
            self.position += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.out.append(f"</{tag}>")
        if tag in TEXT_BLOCKS and self.inside:
            self.inside = False
            self.position += len(BLOCK_SEPARATOR)

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.out.append(html_escape.escape(data, quote=False))
            return
        end = self.position + len(data)
        cuts = [edge for edge in self.edges if self.position < edge < end]
        for start, stop in zip([self.position, *cuts], [*cuts, end], strict=True):
            piece = html_escape.escape(data[start - self.position : stop - self.position], quote=False)
            for span in reversed([s for s in self.spans if s.start <= start and stop <= s.end]):
                piece = start_tag("mark", span.attributes) + piece + "</mark>"
            self.out.append(piece)
        self.position = end


class Cutter(HTMLParser):
    """Cuts stored HTML into its outermost elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.depth = 0

    def _add(self, markup: str) -> None:
        if self.depth:
            self.found[-1] += markup
        else:
            self.found.append(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(start_tag(tag, attrs))
        self.depth += tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        self.found[-1] += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")
