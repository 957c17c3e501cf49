import pytest

from actors.atlas import areas
from actors.models import Organisation
from territories.models import Commune, Zone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def zone(kind: str, code: str, name: str = "", parent: Zone | None = None) -> Zone:
    made, _ = Zone.objects.get_or_create(
        pk=Zone.key(kind, code), defaults={"kind": kind, "code": code, "name": name or code, "parent": parent}
    )
    return made


@pytest.fixture
def dourdan() -> Commune:
    zone("departement", "91", "Essonne", zone("region", "11", "Île-de-France"))
    epci = zone("epci", "249100074", "CC Le Dourdannais en Hurepoix")
    return factories.commune("91200", name="Dourdan", departement="91", epci=epci, ept=zone("ept", "200057990"))


def acting(name: str, *zones: str, communes: tuple[Commune, ...] = (), **facts: object) -> Organisation:
    made = factories.organisation(name, **facts)
    made.area_zones.set(Zone.objects.filter(pk__in=zones))
    made.area_communes.set(communes)
    return made


def names(rows: object) -> list[str]:
    return sorted(row.name for row in rows)  # type: ignore[attr-defined]


def test_covering_follows_every_way_a_commune_is_held_and_no_other(dourdan: Commune) -> None:
    elsewhere = factories.commune("37261", departement="37")
    for other in (("departement", "37"), ("epci", "243700754"), ("region", "24")):
        zone(*other)
    acting("siège", seat=dourdan)
    acting("site", site=dourdan, seat=elsewhere)
    acting("nommée", communes=(dourdan, elsewhere))
    for key in ("epci-249100074", "ept-200057990", "departement-91", "region-11"):
        acting(key, key)
    acting("partout", nationwide=True)
    acting("ailleurs", "departement-37", "epci-243700754", "region-24", seat=elsewhere, communes=(elsewhere,))
    acting("nulle part")
    acting("doublon", seat=dourdan, merged_into=Organisation.objects.get(name="siège"))
    assert names(areas.covering(dourdan)) == sorted(
        ["siège", "site", "nommée", "epci-249100074", "ept-200057990", "departement-91", "region-11", "partout"]
    )
    assert names(areas.acting_in_communes(Commune.objects.filter(pk=dourdan.pk))) == sorted(
        ["siège", "site", "nommée", "epci-249100074", "ept-200057990", "departement-91"]
    )


def test_a_commune_of_unknown_surroundings_is_covered_by_those_it_names_only() -> None:
    alone = factories.commune("01001", departement="01")
    acting("zone", zone("departement", "02").pk)
    acting("sans siège")
    acting("siège", seat=alone)
    assert names(areas.covering(alone)) == ["siège"]
    assert names(areas.acting_in_communes(Commune.objects.filter(pk=alone.pk))) == ["siège"]
    assert names(areas.acting_in_communes(Commune.objects.none())) == []


def test_an_organisation_comes_once_however_many_ways_it_acts(dourdan: Commune) -> None:
    both = factories.commune("91223", departement="91", epci=dourdan.epci)
    acting("double", "epci-249100074", "departement-91", seat=dourdan, site=both, communes=(dourdan, both))
    assert names(areas.covering(dourdan)) == ["double"]
    assert names(areas.acting_in_communes(Commune.objects.filter(departement="91"))) == ["double"]


def test_the_communes_of_a_territory_are_a_question_like_any(dourdan: Commune) -> None:
    territory = factories.territory(dourdan)
    acting("siège", seat=dourdan)
    assert names(areas.acting_in_communes(territory.communes.order_by("name"))) == ["siège"]
