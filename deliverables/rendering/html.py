"""Chapters as one HTML text: sections, nested headings, numbered paragraphs, insertions resolved for their audience."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from analysis.pieces import resolve_within
from commons import richtext
from commons.pieces import Audience, Piece, insertion_in, with_ids
from commons.richtext import TEXT_BLOCKS, VOID
from deliverables.models import ChapterRevision, Deliverable

#: Anything that looks like an insertion, well formed or not: what is not understood must be seen.
LOOKS_INSERTED = re.compile(r"\[\[[^\[\]]*\]\]")
#: Paragraphs in these containers carry no number: a cell or an item is cited by the paragraph before it.
_UNNUMBERED = frozenset({"ul", "ol", "table"})


@dataclass(frozen=True)
class Part:
    """A chapter to be rendered."""

    title: str
    body: str


@dataclass(frozen=True)
class Heading:
    level: int
    id: str
    title: str


@dataclass(frozen=True)
class Problem:
    """Why part ``part`` (from 0) may not be published; ``quotation`` when a person's words are at stake."""

    part: int
    message: str
    quotation: bool = False


@dataclass
class Rendered:
    """``html`` is safe: stored rich text and the pieces' own templates, nothing else."""

    html: str = ""
    contents: list[Heading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    insertions: list[tuple[str, str]] = field(default_factory=list)
    #: Each excerpt with the part that shows it.
    citations: list[tuple[int, UUID]] = field(default_factory=list)
    paragraphs: int = 0

    @property
    def excerpts(self) -> list[UUID]:
        return list(dict.fromkeys(excerpt for _part, excerpt in self.citations))


def parts_of(deliverable: Deliverable) -> list[Part]:
    """The chapters of ``deliverable`` as they stand now, in order; a chapter never written is empty."""
    current = ChapterRevision.objects.current().filter(chapter__deliverable=deliverable)
    latest = {revision.chapter_id: revision for revision in current}
    return [
        Part(chapter.title, latest[chapter.pk].body if chapter.pk in latest else "")
        for chapter in deliverable.chapters.order_by("position")
    ]


def render(parts: Sequence[Part], audience: Audience, *, of: Deliverable) -> Rendered:
    """The text for ``audience``. Insertions may show excerpts of the commons of ``of`` and of no other."""
    rendered = Rendered()
    seen: set[str] = set()
    sections: list[str] = []
    for index, part in enumerate(parts):
        chapter_id = f"chapitre-{index + 1}"
        rendered.contents.append(Heading(2, chapter_id, part.title))
        writer = _Writer(rendered, index, audience, of, seen)
        writer.feed(part.body)
        writer.close()
        title = f'<h2 id="{chapter_id}">{escape(part.title, quote=False)}</h2>'
        sections.append(f'<section class="chapter">{title}{"".join(writer.out)}</section>')
    rendered.html = "".join(sections)
    return rendered


def insertions(body: str) -> list[tuple[str, str]]:
    """The insertions of a stored text, in order: ``(kind, key)``."""
    found = (insertion_in(block.tag, block.text) for block in richtext.blocks(body))
    return [insertion for insertion in found if insertion]


@dataclass
class _Block:
    tag: str
    id: str
    out: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """An open table: where its first section began, and whether its first row is made of headers only."""

    at: int = -1
    rows: int = 0
    headers_only: bool = True


class _Writer(HTMLParser):
    """Copies the stored HTML of one part: headings one level down, paragraphs numbered, insertions replaced."""

    def __init__(
        self, rendered: Rendered, part: int, audience: Audience, deliverable: Deliverable, seen: set[str]
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.rendered, self.part, self.audience, self.deliverable = rendered, part, audience, deliverable
        self.seen = seen
        self.out: list[str] = []
        self.containers: list[str] = []
        self.tables: list[_Table] = []
        self.block: _Block | None = None
        self.level = 2
        self.pieces: dict[tuple[str, str], Piece | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TEXT_BLOCKS:
            self.block = _Block(tag, self._unique(dict(attrs).get("id") or f"c{self.part + 1}-{len(self.out)}"))
            return
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        if self.block is not None:
            self.block.out.append(f"<{tag}{written}>")
            self.block.text.append("\n" if tag == "br" else "")
        elif tag in VOID:
            self.out.append(f"<{tag}>")
        else:
            self.containers.append(tag)
            self._open_container(tag, written)

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS:
            if self.block is not None:
                self._close_block(self.block)
            self.block = None
        elif self.block is not None:
            self.block.out.append("" if tag in VOID else f"</{tag}>")
        elif tag not in VOID:
            if tag in self.containers:
                self.containers.reverse()
                self.containers.remove(tag)
                self.containers.reverse()
            self._close_container(tag)

    def handle_data(self, data: str) -> None:
        out = self.out if self.block is None else self.block.out
        out.append(escape(data, quote=False))
        if self.block is not None:
            self.block.text.append(data)

    def _open_container(self, tag: str, written: str) -> None:
        table = self.tables[-1] if self.tables else None
        if tag == "table":
            self.tables.append(_Table())
            name = _("Tableau, qui peut défiler")
            self.out.append(f'<div class="table-scroll" role="region" tabindex="0" aria-label="{name}">')
        if table and tag == "tbody" and table.rows == 0 and table.at < 0:
            table.at = len(self.out)
        if table and tag == "td" and table.rows == 0:
            table.headers_only = False
        if table and tag == "th":
            written += ' scope="col"' if table.rows == 0 else ' scope="row"'
        self.out.append(f"<{tag}{written}>")

    def _close_container(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        if tag == "tr" and self.tables:
            table = self.tables[-1]
            table.rows += 1
            # The editor writes header rows inside the body; a real head repeats on each printed page.
            if table.rows == 1 and table.headers_only and table.at >= 0:
                self.out[table.at] = "<thead>"
                self.out.append("</thead><tbody>")
        if tag == "table":
            self.tables.pop()
            self.out.append("</div>")

    def _close_block(self, block: _Block) -> None:
        text = "".join(block.text).strip()
        insertion = insertion_in(block.tag, text)
        if insertion:
            self._insert(block.id, *insertion)
            return
        if block.tag == "p":
            self._write_paragraph(block)
        else:
            self._write_heading(block, text)
        for markup in LOOKS_INSERTED.findall(text):
            self._warn(_("« %(markup)s » n’est pas compris : une insertion se met seule dans son paragraphe."), markup)

    def _write_heading(self, block: _Block, text: str) -> None:
        # Never a jump of two levels, whatever the writer chose: a table of contents must nest.
        self.level = min(int(block.tag[1]) + 1, self.level + 1)
        self.rendered.contents.append(Heading(self.level, block.id, " ".join(text.split())))
        self.out.append(f'<h{self.level} id="{block.id}">{"".join(block.out)}</h{self.level}>')

    def _write_paragraph(self, block: _Block) -> None:
        if _UNNUMBERED & set(self.containers):
            self.out.append(f'<p id="{block.id}">{"".join(block.out)}</p>')
            return
        self.rendered.paragraphs += 1
        number = self.rendered.paragraphs
        label = _("Paragraphe %(number)d") % {"number": number}
        link = f'<a class="paragraph-number" href="#{block.id}" aria-label="{label}">{number}</a>'
        self.out.append(f'<p id="{block.id}" class="numbered">{link}{"".join(block.out)}</p>')

    def _insert(self, block_id: str, kind: str, key: str) -> None:
        markup = f"[[{kind}:{key}]]"
        if (kind, key) not in self.pieces:
            self.pieces[kind, key] = resolve_within(self.deliverable.commons_id, kind, key, self.audience)
        piece = self.pieces[kind, key]
        if piece is None:
            self._warn(_("l’insertion « %(markup)s » ne désigne rien de connu dans ce commun."), markup)
            return
        self.rendered.insertions.append((kind, key))
        self.rendered.citations += [(self.part, excerpt) for excerpt in piece.excerpts]
        self.out.append(
            f'<div class="piece piece-{slugify(kind)}" id="{block_id}">{with_ids(str(piece.html), self._unique)}</div>'
        )
        if piece.problem and piece.excerpts:
            message = _("un verbatim ne peut pas être publié (%(problem)s). Retirez-le ou remplacez-le.")
            self._warn(message % {"problem": piece.problem}, markup, quotation=True)
        elif piece.problem:
            self._warn(piece.problem, markup)

    def _warn(self, message: str, markup: str, *, quotation: bool = False) -> None:
        message = message.replace("%(markup)s", markup)
        self.rendered.problems.append(Problem(self.part, message, quotation))
        if self.audience == Audience.DRAFT:
            self.out.append(render_to_string("deliverables/draft_preview/_problem.html", {"message": message}))

    def _unique(self, identifier: str) -> str:
        """A block copied from one chapter to another brought its identifier: each must stand once in the text."""
        candidate, number = identifier, 1
        while candidate in self.seen:
            number += 1
            candidate = f"{identifier}-{number}"
        self.seen.add(candidate)
        return candidate
