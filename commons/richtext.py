"""Rich text: one declaration for the editor, the sanitiser and every output.

Stored HTML has a fixed shape. All text lives in *text blocks* (``TEXT_BLOCKS``); each has an identifier
``b-xxxxxxxx`` given at its first save and kept for ever, so that a remark or a link can point at it. White space is
folded, so that what the browser shows, what ``plain_text`` returns and what anchors count are the same characters.
Positions are Unicode code points from 0, end excluded.
"""

import html as html_escape
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext as _

TEXT_BLOCKS = frozenset({"p", "h2", "h3", "h4"})
CONTAINERS = frozenset({"blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th"})
INLINE = frozenset({"strong", "em", "u", "s", "sub", "sup", "a", "br"})
VOID = frozenset({"br", "hr"})
ALLOWED_TAGS = TEXT_BLOCKS | CONTAINERS | INLINE | {"hr"}
#: Where bare text may not stand: it is put in a paragraph there.
_WRAPPING = frozenset({"blockquote", "li", "td", "th"})
ALLOWED_ATTRIBUTES = {
    **{tag: {"id"} for tag in TEXT_BLOCKS},
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
#: The same declaration for the editor (names of its extensions).
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
MAX_CHARACTERS = 1_000_000
BLOCK_SEPARATOR = "\n\n"

_BLOCK_ID = re.compile(r"b-[0-9a-z]{8}\Z")
_LOOKS_LIKE_HTML = re.compile(r"<(p|h[1-6]|ul|ol|li|blockquote|table|div|br|strong|em|a)\b[^>]*>", re.IGNORECASE)
_FOLDED = re.compile(r"[ \t\r\n\f]+")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


class TooLong(ValueError):
    """A text beyond ``MAX_CHARACTERS``; the message says so in French."""


@dataclass(frozen=True)
class Block:
    """A text block and the place of its text in ``plain_text`` (code points, end excluded)."""

    id: str
    tag: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A range of ``plain_text`` to be marked, and the attributes of its ``<mark>``."""

    start: int
    end: int
    attributes: tuple[tuple[str, str], ...] = ()


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id" and not _BLOCK_ID.match(value):
        return None
    if attribute in {"colspan", "rowspan", "start"} and not (value.isdigit() and 0 < int(value) < 1000):
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    attributes={tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math"},
)


def clean(html: str) -> str:
    """The stored form of any HTML: sanitised, text in blocks, blocks identified. Idempotent.

    Raises ``TooLong`` beyond ``MAX_CHARACTERS``.
    """
    if len(html) > MAX_CHARACTERS:
        raise TooLong(
            _("Ce texte dépasse un million de caractères : coupez-le en plusieurs textes. Rien n’a été perdu.")
        )
    if not html.strip():
        return ""
    shaper = _Shaper()
    # Headings of another level become the nearest allowed one instead of losing their rank.
    levelled = re.sub(r"<(/?)h1\b", r"<\1h2", html, flags=re.IGNORECASE)
    levelled = re.sub(r"<(/?)h[56]\b", r"<\1h4", levelled, flags=re.IGNORECASE)
    levelled = re.sub(r"<(/?)(?:div|section|article)\b", r"<\1p", levelled, flags=re.IGNORECASE)
    levelled = re.sub(r"<(/?)b\b(?=[\s>])", r"<\1strong", levelled, flags=re.IGNORECASE)
    levelled = re.sub(r"<(/?)i\b(?=[\s>])", r"<\1em", levelled, flags=re.IGNORECASE)
    shaper.feed(_cleaner.clean(levelled.replace("\x00", "")))
    return shaper.result()


def from_typed(value: str) -> str:
    """HTML of what a form sent: left as it is when it is HTML, else paragraphs at each blank line."""
    if not value.strip() or _LOOKS_LIKE_HTML.search(value):
        return value
    paragraphs = re.split(r"\n\s*\n", value.replace("\r\n", "\n").strip())
    return "".join(
        "<p>" + "<br>".join(html_escape.escape(line.strip(), quote=False) for line in paragraph.split("\n")) + "</p>"
        for paragraph in paragraphs
    )


def blocks(html: str) -> list[Block]:
    """The text blocks of stored HTML, in reading order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found: list[Block] = []
    position = 0
    for identifier, tag, text in reader.found:
        found.append(Block(identifier, tag, text, position, position + len(text)))
        position += len(text) + len(BLOCK_SEPARATOR)
    return found


def plain_text(html: str) -> str:
    """The text whose code points every anchor counts: blocks parted by a blank line, ``<br>`` as a line end."""
    return BLOCK_SEPARATOR.join(block.text for block in blocks(html))


def highlight(html: str, spans: Sequence[Span]) -> str:
    """Stored HTML with each span wrapped in ``<mark>``, cut at tags; overlapping spans nest by pieces."""
    if not spans:
        return html
    painter = _Painter(spans)
    painter.feed(html)
    painter.close()
    return "".join(painter.out)


def new_block_id() -> str:
    return "b-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def _french_spaces(text: str) -> str:
    """Existing spaces around French punctuation made non-breaking, one for one: positions do not move."""
    text = re.sub(r" (?=[;!?»])", "\u202f", text)
    text = re.sub(r" (?=[:%€])", "\u00a0", text)
    return re.sub(r"(?<=«) ", "\u00a0", text)


def _start_tag(tag: str, attributes: Iterable[tuple[str, str | None]]) -> str:
    written = "".join(f' {name}="{html_escape.escape(value or "", quote=True)}"' for name, value in attributes)
    return f"<{tag}{written}>"


class _Shaper(HTMLParser):
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
        self.out.append(_start_tag(tag, [("id", identifier)]))

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
            self.out.append(_start_tag(tag, attrs))
        elif tag == "br":
            if self.block_at is not None:
                self.out.append("<br>")
                self.pending_space = False
        else:
            self._ensure_block()
            self._write_space()
            self.inline.append(tag)
            self.out.append(_start_tag(tag, attrs))

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
        folded = _french_spaces(_FOLDED.sub(" ", data))
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


class _Reader(HTMLParser):
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


class _Painter(HTMLParser):
    """Copies stored HTML and wraps the characters of each span in ``<mark>``."""

    def __init__(self, spans: Sequence[Span]) -> None:
        super().__init__(convert_charrefs=True)
        self.spans = sorted(spans, key=lambda span: (span.start, -span.end))
        self.edges = sorted({edge for span in spans for edge in (span.start, span.end)})
        self.position = 0
        self.inside = False
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(_start_tag(tag, attrs))
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
                piece = _start_tag("mark", span.attributes) + piece + "</mark>"
            self.out.append(piece)
        self.position = end
