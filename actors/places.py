"""Where the actors of a territory stand: the places of its map, and of the list that says the same in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import ngettext

from actors.models import Organisation
from territories.models import Commune, Territory
from territories.rendering import Spot


@dataclass
class Place:
    """A commune of the territory with the organisations seated there, numbered as on the map."""

    commune: Commune
    number: int
    point: tuple[float, float] | None
    organisations: list[Organisation] = field(default_factory=list)

    @property
    def longitude(self) -> str:
        """Degrees, as a machine reads them: a template would write a French comma."""
        return str(self.point[0]) if self.point else ""

    @property
    def latitude(self) -> str:
        return str(self.point[1]) if self.point else ""


@dataclass
class Actors:
    """The actors of a territory: seated in it commune by commune, seated elsewhere, or nobody knows where."""

    places: list[Place]
    elsewhere: list[Organisation]
    unplaced: list[Organisation]

    @property
    def count(self) -> int:
        return sum(len(place.organisations) for place in self.places) + len(self.elsewhere) + len(self.unplaced)

    def spots(self) -> list[Spot]:
        return [Spot(*place.point, place.commune.name, place.number) for place in self.places if place.point]

    def in_words(self) -> str:
        """What the numbers of the map stand for."""
        return " ".join(
            ngettext(
                "%(number)s : %(name)s, %(count)s acteur.",
                "%(number)s : %(name)s, %(count)s acteurs.",
                len(place.organisations),
            )
            % {"number": place.number, "name": place.commune.name, "count": len(place.organisations)}
            for place in self.places
        )


def acting_in(territory: Territory) -> list[Organisation]:
    """Organisations seated in the territory or taking part in one of its ecosystems, by name."""
    acting = Organisation.objects.filter(
        Q(seat__territories=territory) | Q(participations__ecosystem__territory=territory)
    )
    rows = Organisation.objects.filter(pk__in=acting.order_by().values("pk")).select_related("seat").order_by("pk")
    return sorted(rows, key=lambda organisation: organisation.sort_key)


def placed(communes: Sequence[Commune], organisations: Iterable[Organisation]) -> Actors:
    """``communes`` gives the order of the places."""
    by_seat: dict[str, list[Organisation]] = {commune.code: [] for commune in communes}
    elsewhere, unplaced = [], []
    for organisation in organisations:
        if organisation.seat_id is None:
            unplaced.append(organisation)
        elif organisation.seat_id in by_seat:
            by_seat[organisation.seat_id].append(organisation)
        else:
            elsewhere.append(organisation)
    inhabited = [commune for commune in communes if by_seat[commune.code]]
    places = [
        Place(commune, number, commune.place, by_seat[commune.code]) for number, commune in enumerate(inhabited, 1)
    ]
    return Actors(places, elsewhere, unplaced)
