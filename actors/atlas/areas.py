"""Who acts where: the questions asked of seats, sites and areas of action. One query each, whatever the size."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from actors.models import Organisation, Participation
from actors.models.organisation import OrganisationQuerySet
from territories.models import Commune, Zone

_InCommunes = Organisation.area_communes.through
_InZones = Organisation.area_zones.through


def zones_of(commune: Commune) -> list[Zone]:
    """The areas that hold the commune: its EPCI, EPT, département and region, those that are known. One query."""
    departement = Zone.key(Zone.Kind.DEPARTEMENT, commune.departement)
    held = Q(pk__in=[key for key in (commune.epci_id, commune.ept_id, departement) if key])
    return list(Zone.objects.filter(held | Q(kind=Zone.Kind.REGION, parts=departement)).order_by("kind"))


def covering(commune: Commune) -> OrganisationQuerySet:
    """Seated in the commune, with a site there, or whose area of action holds it: by name, by its EPCI or EPT, its
    département, its region, or nationwide."""
    zones = Zone.objects.filter(pk__in=[zone.pk for zone in zones_of(commune)])
    return Organisation.objects.current().filter(
        Q(seat=commune)
        | Q(site=commune)
        | Q(nationwide=True)
        | Q(pk__in=_InCommunes.objects.filter(commune=commune).values("organisation"))
        | Q(pk__in=_InZones.objects.filter(zone__in=zones).values("organisation"))
    )


def acting_in_communes(communes: QuerySet[Commune]) -> OrganisationQuerySet:
    """Seated in one of the communes, with a site there, or whose area of action names one of them or an EPCI, EPT or
    département that holds one. Regions and the whole of France are too wide to say that one acts *there*."""
    rows = communes.order_by()
    departements = rows.values(zone=Concat(Value(f"{Zone.Kind.DEPARTEMENT}-"), F("departement")))
    holding = (
        Q(zone__in=rows.filter(epci__isnull=False).values("epci"))
        | Q(zone__in=rows.filter(ept__isnull=False).values("ept"))
        | Q(zone__in=departements)
    )
    return Organisation.objects.current().filter(
        Q(seat__in=rows.values("pk"))
        | Q(site__in=rows.values("pk"))
        | Q(pk__in=_InCommunes.objects.filter(commune__in=rows.values("pk")).values("organisation"))
        | Q(pk__in=_InZones.objects.filter(holding).values("organisation"))
    )


@dataclass(frozen=True)
class Closeness:
    """One way to be near a commune: which organisations, and what they do there, in words. ``local``: in the commune
    itself or in its EPCI or EPT."""

    reason: str
    condition: Q
    local: bool = False


def closenesses(commune: Commune) -> list[Closeness]:
    """The ways an organisation may act in the commune, nearest first. One query."""
    zones = {zone.kind: zone for zone in zones_of(commune)}
    named = _InCommunes.objects.filter(commune=commune).values("organisation")
    taking_part = Participation.objects.filter(ecosystem__territory__communes=commune.pk).order_by()
    name = commune.name
    return [
        Closeness(_("Ont leur siège à %(name)s") % {"name": name}, Q(seat=commune.pk), local=True),
        Closeness(_("Ont un site à %(name)s") % {"name": name}, Q(site=commune.pk), local=True),
        Closeness(_("Interviennent à %(name)s") % {"name": name}, Q(pk__in=named), local=True),
        *(_within(zones[kind], name) for kind in (Zone.Kind.EPCI, Zone.Kind.EPT) if kind in zones),
        Closeness(
            _("Prennent part à un écosystème d’acteurs d’un territoire dont %(name)s fait partie") % {"name": name},
            Q(pk__in=taking_part.values("organisation")),
        ),
        *(_within(zones[kind], name) for kind in (Zone.Kind.DEPARTEMENT, Zone.Kind.REGION) if kind in zones),
        Closeness(_("Interviennent dans toute la France"), Q(nationwide=True)),
    ]


def _within(zone: Zone, commune: str) -> Closeness:
    words = {
        Zone.Kind.EPCI: _("Interviennent dans l’intercommunalité %(zone)s, dont %(name)s fait partie"),
        Zone.Kind.EPT: _("Interviennent dans l’établissement public territorial %(zone)s, dont %(name)s fait partie"),
        Zone.Kind.DEPARTEMENT: _("Interviennent dans tout le département\xa0: %(zone)s"),
        Zone.Kind.REGION: _("Interviennent dans toute la région\xa0: %(zone)s"),
    }[Zone.Kind(zone.kind)]
    acting = _InZones.objects.filter(zone=zone.pk).values("organisation")
    local = zone.kind in (Zone.Kind.EPCI, Zone.Kind.EPT)
    return Closeness(words % {"zone": zone.name, "name": commune}, Q(pk__in=acting), local)


def only_nationwide(rows: OrganisationQuerySet, ways: list[Closeness]) -> int:
    """How many of ``rows`` come only as everywhere in France, the last of ``ways``. One query."""
    *nearer, nationwide = (way.condition for way in ways)
    return rows.filter(nationwide).exclude(reduce(or_, nearer)).count()


def nearest(rows: OrganisationQuerySet, ways: list[Closeness], start: int, most: int) -> list[tuple[int, UUID]]:
    """The identifiers of ``most`` of ``rows`` from the ``start``-th on, by their nearest way (an index in ``ways``),
    then by name.

    A query a way until there are enough: each goes by its own index, when one question made of all the ways would
    read every row.
    """
    wanted = start + most
    nearest_way: dict[UUID, int] = {}
    for index, way in enumerate(ways):
        # As many as are wanted in all: those that a nearer way found are among them, and the others are new.
        found = rows.filter(way.condition).order_by("folded_name", "pk").values_list("pk", flat=True)[:wanted]
        for pk in found:
            nearest_way.setdefault(pk, index)
        if len(nearest_way) >= wanted:
            break
    return [(index, pk) for pk, index in nearest_way.items()][start:wanted]


def neighbours(commune: Commune, most: int = 8) -> list[Commune]:
    """Communes of the same EPCI where an organisation is seated or has a site, nearest first. One query."""
    if not commune.epci_id:
        return []
    seats = Organisation.objects.current().filter(seat__isnull=False).values("seat")
    sites = Organisation.objects.current().filter(site__isnull=False).values("site")
    rows = Commune.objects.filter(Q(pk__in=seats) | Q(pk__in=sites), epci=commune.epci_id).exclude(pk=commune.pk)
    return sorted(rows.defer("outline").order_by("pk"), key=lambda other: (_far(commune, other), other.sort_key))[:most]


def _far(one: Commune, other: Commune) -> float:
    """Square degrees, longitudes shrunk as they are in France: enough to say which is nearer."""
    places = (one.longitude, one.latitude, other.longitude, other.latitude)
    if None in places:
        return float("inf")
    x1, y1, x2, y2 = (float(place or 0) for place in places)
    return (0.68 * (x1 - x2)) ** 2 + (y1 - y2) ** 2
