"""Rich text: one declaration for the editor, the sanitiser and every output.

Stored HTML has a fixed shape. All text lives in *text blocks* (``TEXT_BLOCKS``); each has an identifier
``b-xxxxxxxx`` given at its first save and kept for ever, so that a remark or a link can point at it. White space is
folded, so that what the browser shows, what ``plain_text`` returns and what anchors count are the same characters.
Positions are Unicode code points from 0, end excluded.
"""

import html as html_escape
import re
from collections.abc import Sequence
from dataclasses import dataclass

import nh3
from django.utils.translation import gettext as _

from commons.balance import TooTangled, balanced
from commons.markup import (
    BLOCK_SEPARATOR,
    CONTAINERS,
    INLINE,
    TEXT_BLOCKS,
    VOID,
    Cutter,
    Painter,
    Reader,
    Shaper,
    Span,
    new_block_id,
)

__all__ = [
    "ALLOWED_TAGS",
    "BLOCK_SEPARATOR",
    "TEXT_BLOCKS",
    "VOID",
    "Block",
    "Span",
    "TooLong",
    "TooTangled",
    "blocks",
    "clean",
    "from_typed",
    "highlight",
    "inner",
    "new_block_id",
    "pieces",
    "plain_text",
]

ALLOWED_TAGS = TEXT_BLOCKS | CONTAINERS | INLINE | {"hr"}
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
#: Text and markup together, identifiers left out: those given at the first save must not refuse the second.
_MAX_MARKUP = 2 * MAX_CHARACTERS
#: Opening and closing; a book of a million characters has ten times fewer.
_MAX_TAGS = 200_000
#: Well-formed text is stable after one pass, checked by a second.
_PASSES = 6

_BLOCK_ID = re.compile(r"b-[0-9a-z]{8}\Z")
_LOOKS_LIKE_HTML = re.compile(r"<(p|h[1-6]|ul|ol|li|blockquote|table|div|br|strong|em|a)\b[^<>]*>", re.IGNORECASE)


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
)


class Cleaned(str):
    """What ``clean`` returned and nobody changed since: a form, an action and a field each ask, it is done once."""

    __slots__ = ()


def clean(html: str) -> Cleaned:
    """The stored form of any HTML: sanitised, text in blocks, blocks identified. Idempotent.

    Raises ``TooLong`` beyond ``MAX_CHARACTERS`` of text, ``TooTangled`` beyond ``balance.MAX_DEPTH``.
    """
    if isinstance(html, Cleaned):
        return html
    if not html.strip():
        return Cleaned()
    for _attempt in range(_PASSES):
        # Shaping may leave what a parser reads otherwise (text put between a table's rows, an item in an item).
        _check_size(html)
        shaped = _shape(html)
        if shaped == html:
            break
        html = shaped
    if len(html) > MAX_CHARACTERS and len(plain_text(html)) > MAX_CHARACTERS:
        raise TooLong(_too_long())
    return Cleaned(html)


def _check_size(html: str) -> None:
    """Before any parser works on it."""
    if len(html) - html.count(' id="b-') * len(' id="b-xxxxxxxx"') > _MAX_MARKUP:
        raise TooLong(_too_long())
    if html.count("<") > _MAX_TAGS:
        raise TooTangled(_("La mise en forme de ce texte est trop lourde : trop de balises. Simplifiez-la."))


def _too_long() -> str:
    return _("Ce texte dépasse un million de caractères : coupez-le en plusieurs textes. Rien n’a été perdu.")


def _shape(html: str) -> str:
    shaper = Shaper()
    shaper.feed(_cleaner.clean(balanced(html.replace("\x00", ""))))
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
    reader = Reader()
    reader.feed(html)
    reader.close()
    found: list[Block] = []
    position = 0
    for identifier, tag, text in reader.found:
        found.append(Block(identifier, tag, text, position, position + len(text)))
        position += len(text) + len(BLOCK_SEPARATOR)
    return found


def pieces(html: str) -> list[str]:
    """Stored HTML cut into its outermost elements."""
    cutter = Cutter()
    cutter.feed(html)
    cutter.close()
    return cutter.found


def inner(html: str, identifier: str) -> str:
    """What stands in the text block of this identifier, formatting included; ``""`` when there is none."""
    found = re.search(rf'<(p|h[2-4]) id="{re.escape(identifier)}">(.*?)</\1>', html)
    return found[2] if found else ""


def plain_text(html: str) -> str:
    """The text whose code points every anchor counts: blocks parted by a blank line, ``<br>`` as a line end."""
    return BLOCK_SEPARATOR.join(block.text for block in blocks(html))


def highlight(html: str, spans: Sequence[Span]) -> str:
    """Stored HTML with each span wrapped in ``<mark>``, cut at tags; overlapping spans nest by pieces."""
    if not spans:
        return html
    painter = Painter(spans)
    painter.feed(html)
    painter.close()
    return "".join(painter.out)
