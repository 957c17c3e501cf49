"""The actors of a territory: who they are, where they stand on its map, what its list says of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, F, JSONField, Q, QuerySet, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.atlas import areas
from actors.models import Engagement, Organisation, Participation
from commons.models import CommonsTag
from commons.policies import Person
from territories import maps
from territories.geometry import Bounds
from territories.models import Commune, Territory, Zone

#: Plain dictionaries: asked of each row, Django builds one each time.
_CIRCLES, _KINDS = dict(Engagement.Circle.choices), dict(Organisation.Kind.choices)


class Line(NamedTuple):
    """What the list says of an organisation, as the directory holds it. There may be thousands: as rows of the model,
    they would cost more than all the rest of the page."""

    #: Its identifier as the database writes it: making each a ``UUID`` takes longer than reading it.
    key: str
    name: str
    short_name: str
    slug: str
    kind: str
    seat_id: str | None
    site_id: str | None
    services: str
    checked_on: date | None
    sort_key: str

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", args=[self.slug])


@dataclass(frozen=True)
class Role:
    """What an organisation does in an ecosystem of the territory, as everyone may read it."""

    ecosystem: str
    address: str
    words: str


@dataclass
class Actor:
    """An organisation seen from a territory: its commune there, if any, and what it does."""

    organisation: Line
    commune: Commune | None
    #: The commune of its seat, when that is elsewhere.
    elsewhere: str = ""
    #: That commune, when the map of the territory shows it.
    neighbour: Commune | None = None
    roles: list[Role] = field(default_factory=list)
    #: Names by slug.
    themes: dict[str, str] = field(default_factory=dict)
    #: Labels by value.
    circles: dict[str, Any] = field(default_factory=dict)
    #: That of its commune on the map and in the list.
    number: int | None = None

    @property
    def stands(self) -> Commune | None:
        """Where the map draws it."""
        return self.commune or self.neighbour

    @property
    def outside_words(self) -> str:
        return _("%(commune)s, siège hors du territoire") % {"commune": self.elsewhere}

    @property
    def kind(self) -> str:
        return str(_KINDS[self.organisation.kind])


@dataclass
class Place:
    """A commune where actors stand, in the territory or just outside, numbered as on the map."""

    commune: Commune
    number: int
    actors: list[Actor]

    @property
    def point(self) -> tuple[float, float] | None:
        return self.commune.place

    @property
    def count(self) -> int:
        return len(self.actors)

    @property
    def kind(self) -> str:
        """That of the only actor there; empty when there are several."""
        return self.actors[0].organisation.kind if self.count == 1 else ""

    @property
    def outside(self) -> bool:
        return self.actors[0].neighbour is not None

    @property
    def name(self) -> str:
        return self.actors[0].outside_words if self.outside else self.commune.name


def acting_in(territory: Territory) -> QuerySet[Organisation]:
    """Seated in the territory, with a site there, at work in one of its communes, or taking part in an ecosystem."""
    taking_part = Participation.objects.filter(ecosystem__territory=territory, organisation__isnull=False)
    here = areas.acting_in_communes(territory.communes.all())
    return Organisation.objects.current().filter(
        Q(pk__in=here.values("pk")) | Q(pk__in=taking_part.order_by().values("organisation"))
    )


def reaching(territory: Territory) -> QuerySet[Organisation]:
    """Nationwide, or at work in a region that holds some of the territory, without being an actor of it."""
    codes = territory.communes.order_by().values_list("departement", flat=True).distinct()
    regions = Zone.objects.filter(kind=Zone.Kind.REGION, parts__kind=Zone.Kind.DEPARTEMENT, parts__code__in=codes)
    wide = Organisation.objects.current().filter(
        Q(nationwide=True)
        | Q(pk__in=Organisation.area_zones.through.objects.filter(zone__in=regions).values("organisation"))
    )
    return wide.exclude(pk__in=acting_in(territory).values("pk"))


def actors_of(territory: Territory, communes: Iterable[Commune], *, by: Person) -> list[Actor]:
    """Every actor that ``by`` may see, by name; six queries, however many."""
    visible = Organisation.objects.visible_to(by).filter(pk__in=acting_in(territory).values("pk"))
    columns = ("name", "short_name", "slug", "kind", "seat_id", "site_id", "services", "checked_on", "folded_name")
    lines = map(Line._make, visible.order_by().values_list(_key("pk"), *columns))
    here = {commune.code: commune for commune in communes}
    actors = {
        line.key: Actor(line, here.get(line.seat_id or "") or here.get(line.site_id or ""))
        for line in sorted(lines, key=attrgetter("sort_key", "key"))
    }
    _add_seats(actors.values(), maps.frame(territory))
    _add_roles(actors, territory)
    _add_circles(actors)
    _add_themes(actors)
    return list(actors.values())


def _key(column: str) -> Cast:
    """An identifier as text, to join by and for nothing else: two databases write the same one differently."""
    return Cast(column, CharField())


def _add_seats(actors: Iterable[Actor], frame: Bounds | None) -> None:
    away = [actor for actor in actors if actor.commune is None and actor.organisation.seat_id]
    rows = Commune.objects.filter(pk__in={actor.organisation.seat_id for actor in away}).order_by("pk").defer("outline")
    # Without a town hall, a point inside its outline stands for it.
    drawn = Case(When(longitude=None, then=F("outline")), output_field=JSONField())
    seats = {commune.code: commune for commune in rows.annotate(drawn=drawn)}
    for actor in away:
        seat = seats[actor.organisation.seat_id or ""]
        seat.outline = seat.drawn
        actor.elsewhere = f"{seat.name} ({seat.departement})"
        actor.neighbour = seat if frame and _within(seat.place, frame) else None


def _within(place: tuple[float, float] | None, frame: Bounds) -> bool:
    west, south, east, north = frame
    return place is not None and west < place[0] < east and south < place[1] < north


def _add_roles(actors: dict[str, Actor], territory: Territory) -> None:
    ecosystems = {row.slug: (row.name, row.get_absolute_url()) for row in territory.ecosystems.order_by("pk")}
    taking_part = Participation.objects.filter(ecosystem__territory=territory, organisation__isnull=False)
    rows = taking_part.order_by("ecosystem__name", "role").values_list(_key("organisation"), "ecosystem__slug", "role")
    for organisation, ecosystem, words in rows:
        if organisation in actors:
            actors[organisation].roles.append(Role(*ecosystems[ecosystem], words))


def _add_circles(actors: dict[str, Actor]) -> None:
    """The circles they are in now; not those that the team would like to bring in, which is its own business."""
    now = Engagement.objects.entered().filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    said = now.order_by("circle")
    for organisation, circle in said.values_list(_key("organisation"), "circle"):
        if organisation in actors:
            actors[organisation].circles[circle] = _CIRCLES[circle]


def _add_themes(actors: dict[str, Actor]) -> None:
    tagged = CommonsTag.objects.filter(content_type=ContentType.objects.get_for_model(Organisation))
    rows = tagged.order_by("tag__name").values_list(_key("object_id"), "tag__slug", "tag__name")
    for organisation, slug, name in rows:
        if organisation in actors:
            actors[organisation].themes[slug] = name


def numbered(communes: Iterable[Commune], actors: Sequence[Actor]) -> list[Place]:
    """The communes where these actors stand, in the order given, then those around, and each actor under the number of
    its own."""
    there: dict[str, list[Actor]] = defaultdict(list)
    for actor in actors:
        if actor.stands:
            there[actor.stands.code].append(actor)
    around = {actor.neighbour.code: actor.neighbour for actor in actors if actor.neighbour}
    inhabited = [commune for commune in communes if commune.code in there]
    inhabited += sorted(around.values(), key=lambda commune: commune.sort_key)
    places = [Place(commune, number, there[commune.code]) for number, commune in enumerate(inhabited, 1)]
    for place in places:
        for actor in place.actors:
            actor.number = place.number
    return places
