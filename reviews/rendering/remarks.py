"""Remarks as the team works through them: in the order of the text, in context, and where the passage is now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from html import escape

from django.db.models import OuterRef, Subquery

from commons import anchoring, richtext
from commons.anchoring import Anchor, Found
from commons.pieces import INSERTION
from commons.richtext import Block, Span
from deliverables.models import ChapterRevision
from reviews.models import Remark, ReviewRound, RoundChapter
from reviews.rendering.text import paragraph_numbers


class Draft:
    """The draft of today, where a passage is looked for when a page says what became of it, and once each: the search
    costs, many remarks are about the same words, and the minutes do not ask."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._found: dict[Anchor, Found] = {}

    @cached_property
    def _blocks(self) -> list[Block]:
        return [replace(block, text=anchoring.fold_spaces(block.text)) for block in richtext.blocks(self._body)]

    def place_of(self, anchor: Anchor, frozen: Block | None) -> Found:
        """``frozen`` is the block that ``anchor`` names, as its reader read it."""
        if anchor not in self._found:
            self._found[anchor] = place_now(anchor, frozen, self._blocks)
        return self._found[anchor]


@dataclass(frozen=True)
class Shown:
    """A remark in context. ``context`` is HTML."""

    remark: Remark
    block: Block | None
    context: str
    paragraph: int  # 0 for a title
    draft: Draft

    @property
    def orphan(self) -> bool:
        return self.block is None

    @property
    def place(self) -> Found:
        """What became of its passage in the draft of today."""
        return self.draft.place_of(self.remark.anchor, self.block)


@dataclass(frozen=True)
class RemarkedChapter:
    chapter: RoundChapter
    remarks: list[Shown]
    revised: bool  # the draft has a later revision than the one readers have


def in_text_order(review_round: ReviewRound, remarks: Iterable[Remark]) -> list[RemarkedChapter]:
    """The chapters of a round, each with its share of ``remarks`` from the first word to the last, orphans at the end.

    ``remarks`` come with their decision selected; three queries whatever their number.
    """
    by_chapter: dict[object, list[Remark]] = {}
    for remark in remarks:
        by_chapter.setdefault(remark.chapter_id, []).append(remark)
    chapters = list(review_round.chapters.select_related("revision__chapter").order_by("position"))
    current = _current_revisions(chapters)
    return [
        RemarkedChapter(
            chapter,
            _shown(chapter, by_chapter.get(chapter.pk, []), current[chapter.revision.chapter_id].body),
            current[chapter.revision.chapter_id].pk != chapter.revision_id,
        )
        for chapter in chapters
    ]


def _current_revisions(chapters: Sequence[RoundChapter]) -> dict[object, ChapterRevision]:
    newest = ChapterRevision.objects.filter(chapter=OuterRef("chapter")).order_by("-number").values("pk")[:1]
    revisions = ChapterRevision.objects.filter(
        chapter__in=[chapter.revision.chapter_id for chapter in chapters], pk=Subquery(newest)
    )
    return {revision.chapter_id: revision for revision in revisions}


def _shown(chapter: RoundChapter, remarks: list[Remark], body: str) -> list[Shown]:
    frozen, draft = richtext.blocks(chapter.html), Draft(body)
    by_id = {block.id: block for block in frozen}
    numbers = paragraph_numbers(frozen)
    ordered = sorted(remarks, key=lambda remark: _position(remark, by_id.get(remark.block)))
    return [
        Shown(
            remark,
            by_id.get(remark.block),
            context=_context(remark, by_id.get(remark.block)),
            paragraph=numbers.get(remark.block, 0),
            draft=draft,
        )
        for remark in ordered
    ]


def _position(remark: Remark, block: Block | None) -> tuple[bool, int, int, datetime]:
    if block is None:
        return (True, 0, 0, remark.made_at)
    return (False, block.start, _start_in(remark, block), remark.made_at)


def _start_in(remark: Remark, block: Block) -> int:
    """Where the quote begins in its block, code points; 0 for the whole block. The prefix tells same passages apart."""
    context = remark.prefix.rsplit("\n\n", 1)[-1] + remark.quote
    at = block.text.find(context)
    return at + len(context) - len(remark.quote) if at >= 0 else max(0, block.text.find(remark.quote))


def _context(remark: Remark, block: Block | None) -> str:
    """The block's words with the passage marked; an insertion is named, not shown, for its consent may change."""
    if block is None:
        return f"<p>{escape(remark.quote)}</p>" if remark.quote else ""
    insertion = INSERTION.fullmatch(block.text.strip())
    if insertion:
        return f'<p class="insertion-name">[{escape(insertion[1])}]</p>'
    html = f"<p>{escape(block.text, quote=False)}</p>"
    start = _start_in(remark, block)
    return richtext.highlight(html, [Span(start, start + len(remark.quote))] if remark.quote else [])


def place_now(anchor: Anchor, frozen: Block | None, now: Sequence[Block]) -> Found:
    """What became of a passage in the current draft, whose blocks have their spaces folded.

    A whole block counts as changed as soon as its words did.
    The costly search for a similar passage is made in the same block only; a block that is gone, and whose words are
    nowhere, is lost.
    """
    home = next((block for block in now if block.id == anchor.block), None)
    quote = anchoring.fold_spaces(anchor.quote or (frozen.text if frozen else "")).strip()
    if home is not None and quote and quote in home.text:
        return Found.EXACT
    if any(quote in block.text for block in now if quote):
        return Found.MOVED
    if home is None:
        return Found.LOST
    if not anchor.quote:
        return Found.CHANGED
    return anchoring.locate(anchor, [home]).found


def alone(remark: Remark) -> Shown:
    """One remark in context, for the page where it is answered. ``remark.chapter.revision`` is selected."""
    chapter = remark.chapter
    current = _current_revisions([chapter])[chapter.revision.chapter_id]
    return _shown(chapter, [remark], current.body)[0]


def counted(review_round: ReviewRound) -> tuple[int, int]:
    """``(answered, all)`` remarks of a round."""
    remarks = Remark.objects.filter(chapter__round=review_round)
    return remarks.filter(decision__isnull=False).count(), remarks.count()


def numbered_readers(remarks: Iterable[Remark]) -> dict[object, int]:
    """A number for each reader who remarked, in the order of their first remark: minutes never name anyone."""
    numbers: dict[object, int] = {}
    for remark in sorted(remarks, key=lambda remark: remark.made_at):
        numbers.setdefault(remark.reader_id, len(numbers) + 1)
    return numbers
