"""The frozen chapters as readers see them: insertions shown, each block numbered and ready to be remarked on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from analysis.pieces import resolve_within
from commons import anchoring, richtext
from commons.pieces import INSERTION, Audience, absent, with_ids
from commons.richtext import TEXT_BLOCKS, VOID, Block, Span
from reviews.models import Remark, RoundChapter


@dataclass(frozen=True)
class Spot:
    """A block a remark may be about."""

    block: str
    label: str  # « paragraphe 3 », « titre « Le chantier » »
    noun: str  # what its button says: paragraphe, titre
    fragment: str  # its identifier in the page
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A piece of the page: HTML as it is, then the spot that ends there, if any."""

    html: str
    spot: Spot | None = None


@dataclass(frozen=True)
class ReadChapter:
    chapter: RoundChapter
    number: int
    parts: list[Part]
    headings: list[tuple[str, str]]  # (fragment, text) of the second-level headings

    @property
    def fragment(self) -> str:
        return f"chapitre-{self.number}"


def paragraph_numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """The number of each paragraph that says something, from 1, by block identifier. Titles have none."""
    ids = dict.fromkeys(block.id for block in blocks if block.tag == "p" and block.id and block.text.strip())
    return {identifier: number for number, identifier in enumerate(ids, start=1)}


def fragment_of(chapter: RoundChapter, block: str) -> str:
    """The identifier of a block in the page: a paragraph copied between chapters keeps its own in both."""
    return f"c{chapter.position}-{block}"


def block_html(chapter: RoundChapter, block: str) -> str:
    """One block, as the form's own page quotes it."""
    found = [each for each in richtext.blocks(chapter.html) if each.id == block]
    shown = shown_insertions(found, chapter).get(block)
    return shown or "".join(f"<p>{escape(each.text, quote=False)}</p>" for each in found[:1])


def spots(chapter: RoundChapter, remarks: Mapping[str, list[Remark]]) -> dict[str, Spot]:
    """The blocks of a chapter that say something, by identifier, in order."""
    found: dict[str, Spot] = {}
    blocks = richtext.blocks(chapter.html)
    numbers = paragraph_numbers(blocks)
    for block in blocks:
        if not block.text.strip() or not block.id or block.id in found:
            continue
        if block.tag == "p":
            label, noun = _("paragraphe %(number)s") % {"number": numbers[block.id]}, _("ce paragraphe")
        else:
            label, noun = _("titre « %(text)s »") % {"text": block.text}, _("ce titre")
        found[block.id] = Spot(block.id, label, noun, fragment_of(chapter, block.id), remarks.get(block.id, []))
    return found


def chapter(chapter: RoundChapter, remarks: Sequence[Remark] = ()) -> ReadChapter:
    """One chapter, with the given remarks (those of one reader) beside their blocks and their passages marked."""
    by_block: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_block.setdefault(remark.block, []).append(remark)
    blocks = richtext.blocks(chapter.html)
    found = spots(chapter, by_block)
    layout = _Layout(found, shown_insertions(blocks, chapter))
    layout.feed(richtext.highlight(chapter.html, passages(blocks, remarks)))
    layout.close()
    headings = [(found[block.id].fragment, block.text) for block in blocks if block.tag == "h2" and block.id in found]
    return ReadChapter(chapter, chapter.position, layout.finish(), headings)


def passages(blocks: Sequence[Block], remarks: Iterable[Remark]) -> list[Span]:
    """The ranges of the quotes of ``remarks`` in the frozen text."""
    places = [anchoring.locate(remark.anchor, blocks) for remark in remarks if remark.quote]
    return [
        Span(place.start, place.end, (("class", "passage"),))
        for place in places
        if place.found in (anchoring.Found.EXACT, anchoring.Found.MOVED)
    ]


def shown_insertions(blocks: Sequence[Block], chapter: RoundChapter) -> dict[str, str]:
    """What the blocks that hold only an insertion show to readers now, by block identifier."""
    shown: dict[str, str] = {}
    for block in blocks:
        match = INSERTION.fullmatch(block.text.strip())
        if match:
            piece = resolve_within(chapter.round.group.commons_id, match[1], match[2], Audience.ROUND)
            ending = f"-{fragment_of(chapter, block.id)}"
            shown[block.id] = with_ids(str(piece.html), partial(_ended, ending)) if piece else absent()
    return shown


def _ended(ending: str, identifier: str) -> str:
    return identifier + ending


class _Layout(HTMLParser):
    """Copies stored HTML: headings one rank lower (the chapter's title is above them), page-wide identifiers, a
    wrapper around each block, insertions replaced, and a cut after each block for its button."""

    def __init__(self, found: Mapping[str, Spot], insertions: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found, self.insertions = found, insertions
        self.parts: list[Part] = []
        self.out: list[str] = []
        self.spot: Spot | None = None
        self.level = 2  # of the last heading; the chapter's title is one
        self.silent = False  # inside an insertion's markup, whose text is not shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in TEXT_BLOCKS:
            self._open(self._lowered(tag), given.pop("id", None) or "")
        elif not self.silent:
            if tag == "table":
                self.out.append(f'<div class="table-scroll" role="group" tabindex="0" aria-label="{_("Tableau")}">')
            written = "".join(f' {name}="{escape(value or "")}"' for name, value in given.items())
            self.out.append(f"<{tag}{written}>")

    def _lowered(self, tag: str) -> str:
        """One rank down, and never a jump of two, whatever the writer chose."""
        if tag == "p":
            return tag
        self.level = min(int(tag[1]) + 1, self.level + 1)
        return f"h{self.level}"

    def _open(self, tag: str, block: str) -> None:
        self.spot = self.found.get(block)
        if self.spot is None:
            self.out.append(f"<{tag}>")
            return
        kind = "para" if tag == "p" else "para para-title"
        self.out.append(f'<div class="{kind}" id="{self.spot.fragment}" data-block="{block}">')
        if block in self.insertions:
            self.out.append(f'<div class="insertion">{self.insertions[block]}</div>')
            self.silent = True
        else:
            self.out.append(f'<{tag} class="para-text">')

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS:
            self._shut(f"h{self.level}" if tag != "p" else tag)
        elif tag not in VOID and not self.silent:
            self.out.append(f"</{tag}></div>" if tag == "table" else f"</{tag}>")

    def _shut(self, tag: str) -> None:
        if not self.silent:
            self.out.append(f"</{tag}>")
        self.silent = False
        if self.spot is not None:
            self.parts.append(Part("".join(self.out), self.spot))
            self.out = ["</div>"]
            self.spot = None

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(escape(INSERTION.sub("[…]", data), quote=False))

    def finish(self) -> list[Part]:
        return [*self.parts, Part("".join(self.out))]
