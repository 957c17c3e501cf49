"""A revision on paper, for a place without a screen: questions, prompts, boxes to tick, room for notes."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from commons import pandoc
from interviews.grids.answers import Kind
from interviews.grids.outline import Row, outline
from interviews.models import GridRevision

#: The task that makes the PDF.
MAKE = "interviews.tasks.make_field_sheet"
STYLESHEET = "css/print/field.css"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Places of a scale beyond which it is a figure to write.
MOST_PLACES = 11
#: Lines to write on, by kind; a line a page wide holds some fifteen words.
_ROOM = {Kind.LONG_TEXT: 9, Kind.SHORT_TEXT: 2}
_LEAST_ROOM = 1
#: Lines for what is said beside the questions of a part.
BESIDE = 6


@dataclass(frozen=True)
class Asked:
    """A question as paper asks it."""

    row: Row

    @property
    def places(self) -> list[int]:
        """Of a scale short enough to be ticked."""
        low, high = self.row.asked.low, self.row.asked.high
        scaled = self.row.asked.kind == Kind.SCALE and high - low < MOST_PLACES
        return list(range(low, high + 1)) if scaled else []

    @property
    def figure(self) -> bool:
        """A figure is written."""
        return self.row.asked.kind == Kind.NUMBER or (self.row.asked.kind == Kind.SCALE and not self.places)

    @property
    def lines(self) -> range:
        return range(_ROOM.get(Kind(self.row.asked.kind), _LEAST_ROOM))


def document(revision: GridRevision, *, ruled: bool) -> str:
    """HTML. ``ruled``: lines are drawn by the style sheet; else they are characters, for a word processor."""
    parts = [(part.section, [Asked(row) for row in part.rows]) for part in outline(revision)]
    context = {"revision": revision, "parts": parts, "ruled": ruled, "beside": range(BESIDE)}
    return render_to_string("interviews/print/field_sheet.html", context)


def docx(revision: GridRevision) -> bytes:
    """Raises ``pandoc.Unconvertible``."""
    return pandoc.convert(document(revision, ruled=False).encode(), source="html", to="docx")


def file_of(revision: GridRevision, html: str) -> Path:
    """Where the PDF of this very content is, or will be."""
    return Path(settings.MEDIA_ROOT) / "grilles" / str(revision.pk) / f"{sha256(html.encode()).hexdigest()}.pdf"
