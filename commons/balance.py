"""Markup of any shape made plain before a parser reads it: known tags only, each one closed, in order, not too deep.

An HTML parser mends broken markup by reopening, moving and copying elements, at a cost that may grow with the square
of the text: a hostile page of a megabyte keeps it busy for minutes. Balanced markup leaves it nothing to mend. Here
every character is read once. ``commons.richtext`` is the only module that uses this one.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from commons.markup import CONTAINERS, INLINE, TEXT_BLOCKS, VOID

#: How many elements may stand one inside the other: an editor goes to a dozen.
MAX_DEPTH = 60

#: Near tags, read as the ones that are kept: headings keep a rank, and blocks do not run together.
_READ_AS = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    **dict.fromkeys(("div", "section", "article", "pre", "figure", "figcaption", "caption", "dt", "dd"), "p"),
}
#: Dropped with what they hold.
_DROPPED = frozenset({"script", "style", "template", "iframe", "object", "svg", "math"})
_KEPT_ATTRIBUTES = frozenset({"id", "href", "title", "start", "colspan", "rowspan"})
_MARKS = INLINE - VOID
_ROWS = frozenset({"table", "thead", "tbody", "tr"})
_CELLS = frozenset({"td", "th"})
_TABLE_PARTS = frozenset({"thead", "tbody", "tr"}) | _CELLS
#: What a start tag ends when it comes right inside it.
_ENDS: dict[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    "thead": _TABLE_PARTS,
    "tbody": _TABLE_PARTS,
}

_OPENING = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]*)|(!--)|[!?/])")
_GAP = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"""([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")


class TooTangled(ValueError):
    """Elements nested beyond ``MAX_DEPTH``; the message says so in French."""


def balanced(html: str) -> str:
    """``html`` with the same text and nothing to mend. Raises ``TooTangled``."""
    balancer = _Balancer()
    _read(html, balancer)
    balancer.close(0)
    return "".join(balancer.out)


class _Balancer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.stack: list[str] = []  # what is open, outermost first

    def text(self, text: str) -> None:
        if not text.isspace():
            self._enter_cell()
        self.out.append(text.replace("<", "&lt;"))

    def start(self, tag: str, attributes: str) -> None:
        if tag not in INLINE:
            self._close_block()
            self._leave(_ENDS.get(tag, frozenset()))
        if tag not in _TABLE_PARTS:
            self._enter_cell()
        self.out.append(f"<{tag}{attributes}>")
        if tag not in VOID:
            self._push(tag)

    def end(self, tag: str) -> None:
        if tag in _MARKS:
            self._close_to(tag, walls=TEXT_BLOCKS | CONTAINERS)
        elif tag in TEXT_BLOCKS:
            self._close_block()
        elif tag == "li":
            self._close_to(tag, walls=_CELLS | {"ul", "ol"})
        elif tag in _TABLE_PARTS:
            self._close_to(tag, walls=frozenset({"table"}))
        elif tag in CONTAINERS:
            self._close_to(tag, walls=frozenset() if tag == "table" else _CELLS)

    def close(self, depth: int) -> None:
        while len(self.stack) > depth:
            self.out.append(f"</{self.stack.pop()}>")

    def _push(self, tag: str) -> None:
        self.stack.append(tag)
        if len(self.stack) > MAX_DEPTH:
            raise TooTangled(
                _("La mise en forme de ce texte est trop imbriquée : plus de %(limit)d niveaux. Simplifiez-la.")
                % {"limit": MAX_DEPTH}
            )

    def _leave(self, tags: Iterable[str]) -> None:
        while self.stack and self.stack[-1] in tags:
            self.close(len(self.stack) - 1)

    def _close_block(self) -> None:
        """A block ends the marks of the one before: left open, the parser would open them again in each block."""
        self._leave(_MARKS)
        self._leave(TEXT_BLOCKS)

    def _enter_cell(self) -> None:
        """A parser carries what stands between the cells of a table out of it, one piece after the other."""
        if self.stack and self.stack[-1] in _ROWS:
            for tag in ("td",) if self.stack[-1] == "tr" else ("tr", "td"):
                self.out.append(f"<{tag}>")
                self._push(tag)

    def _close_to(self, tag: str, *, walls: frozenset[str]) -> None:
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at] == tag:
                return self.close(at)
            if self.stack[at] in walls:
                return None
        return None


def _read(html: str, balancer: _Balancer) -> None:
    """Cut ``html`` as a browser would; a tag or a comment that never ends takes the rest of the text with it."""
    at = 0
    while opening := _OPENING.search(html, at):
        if opening.start() > at:
            balancer.text(html[at : opening.start()])
        closing, name, comment = opening.groups()
        if name is None:
            at = _after(html, "-->", opening.start() + 2) if comment else _after(html, ">", opening.end())
            continue
        attributes, at = _attributes(html, opening.end())
        tag = _READ_AS.get(name.lower(), name.lower())
        if tag in _DROPPED and not closing:
            end = re.compile(f"</{tag}[^>]*>", re.IGNORECASE).search(html, at)
            at = end.end() if end else len(html)
        elif closing:
            balancer.end(tag)
        elif tag in TEXT_BLOCKS | CONTAINERS | INLINE | VOID:
            balancer.start(tag, attributes)
    if at < len(html):
        balancer.text(html[at:])


def _attributes(html: str, at: int) -> tuple[str, int]:
    """The attributes worth keeping, written again, and where the tag ends."""
    kept: dict[str, str] = {}
    while True:
        gap = _GAP.match(html, at)
        at = gap.end() if gap else at
        attribute = _ATTRIBUTE.match(html, at)
        if attribute is None:  # ``>``, or the end of the text
            return "".join(f' {name}="{value}"' for name, value in kept.items()), at + 1
        name, value = attribute.group(1).lower(), attribute.group(2) or ""
        if name in _KEPT_ATTRIBUTES:
            plain = value[1:-1] if value[:1] in {'"', "'"} and value[-1:] == value[:1] else value
            kept.setdefault(name, plain.replace('"', "&quot;"))
        at = attribute.end()


def _after(html: str, mark: str, at: int) -> int:
    found = html.find(mark, at)
    return found + len(mark) if found >= 0 else len(html)
