"""The sheet of a territory for a workshop: A3, its map, its actors by commune, and room to write who is missing."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from actors.atlas import figure, listing, places
from actors.atlas.listing import Group
from territories import maps, outlines
from territories.models import Territory

#: The task that makes the file.
MAKE = "actors.tasks.make_sheet"
STYLESHEET = "css/print/sheet.css"
#: Lines that fit beside the map; a longer list has its own pages.
BESIDE = 34
#: Actors beyond which a sheet counts them by commune instead of naming them: it would be a book.
MOST_NAMED = 400
#: Millimetres beside the map: for all, for a heading and its table's, for a line to write on.
SIDE, HEADING, BLANK = 230, 18, 12.5
#: The list beside the map: its columns, characters in the width of one, and millimetres of a line of it.
COLUMNS, WIDTH, LINE = 2, 34, 5


@dataclass(frozen=True)
class Sheet:
    """What a sheet says: the same for everyone, since it leaves the site on paper."""

    territory: Territory
    drawing: SafeString | None
    groups: list[Group]
    actor_count: int
    commune_count: int
    population: int
    attribution: str
    undrawn: str

    @property
    def names_actors(self) -> bool:
        return self.actor_count <= MOST_NAMED

    @property
    def line_count(self) -> int:
        if not self.names_actors:
            return len(self.groups)
        return sum(1 + sum(1 + len(actor.roles) for actor in group.lines) for group in self.groups)

    @property
    def is_short(self) -> bool:
        """The list stands beside the map, on one page."""
        return self.line_count <= BESIDE

    @property
    def blank_lines(self) -> range:
        """As many as there is room for."""
        taken = HEADING + (HEADING + self._list_height if self.is_short and self.groups else 0)
        return range(max(int((SIDE - taken) // BLANK), 0))

    @property
    def _list_height(self) -> float:
        """Millimetres, of the longer column."""
        said = [text for group in self.groups for text in _lines(group)]
        lines = sum(1 + len(text) // WIDTH for text in said) + len(self.groups)
        return lines * LINE / COLUMNS + 2 * LINE


def _lines(group: Group) -> list[str]:
    """What is written of a commune, a paragraph each."""
    roles = [role.words for actor in group.lines for role in actor.roles]
    return [group.title, *(f"{actor.organisation.name} {actor.kind}" for actor in group.lines), *roles]


def of(territory: Territory) -> Sheet:
    """``territory.terrains`` is read. As anyone may see it, whoever asks."""
    communes = sorted(territory.communes.order_by("code"), key=lambda commune: commune.sort_key)
    actors = places.actors_of(territory, communes, by=AnonymousUser())
    standing = places.numbered(communes, actors)
    return Sheet(
        territory=territory,
        drawing=figure.drawing(territory, communes, standing),
        groups=listing.in_groups(listing.arranged(actors, "commune")),
        actor_count=len(actors),
        commune_count=len(communes),
        population=sum(commune.population or 0 for commune in communes),
        attribution=outlines.attribution(communes),
        undrawn=maps.without_outline(communes),
    )


def document(sheet: Sheet) -> str:
    """The HTML that is laid out as a PDF. No date in it: the same content is the same file."""
    context = {"sheet": sheet, "territory": sheet.territory, "address": address(sheet.territory)}
    return render_to_string("actors/print/sheet.html", context)


def address(territory: Territory) -> str:
    return f"{settings.SITE_URL}{territory.get_absolute_url()}"


def file_of(territory: Territory, document: str) -> Path:
    """Where the PDF of this very content is, or will be."""
    return folder_of(territory) / f"{sha256(document.encode()).hexdigest()}.pdf"


def folder_of(territory: Territory) -> Path:
    return Path(settings.MEDIA_ROOT) / "ateliers" / str(territory.pk)
