"""Who acts where: the questions asked of seats, sites and areas of action. One query each, whatever the size."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from actors.models import Organisation
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
