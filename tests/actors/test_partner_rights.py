"""What a partner may: edit what acts in the territory they look after, by whatever tie; nothing wider, nothing else."""

from typing import Any

import pytest

from accounts.models import User
from actors import actions, mandates, policies
from actors.actions import merging
from actors.atlas import places
from actors.models import Organisation, Participation
from commons.models import Commons, Role
from territories.models import Commune, Territory, Zone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def home() -> Commune:
    region = Zone.objects.create(id="region-11", kind="region", code="11", name="Région")
    Zone.objects.create(id="departement-91", kind="departement", code="91", name="Département", parent=region)
    epci = Zone.objects.create(id="epci-200000001", kind="epci", code="200000001", name="Intercommunalité")
    ept = Zone.objects.create(id="ept-200000002", kind="ept", code="200000002", name="Établissement territorial")
    return factories.commune("91200", departement="91", epci=epci, ept=ept)


@pytest.fixture
def territory(home: Commune) -> Territory:
    return factories.territory(home)


@pytest.fixture
def partner(commons: Commons, territory: Territory) -> User:
    return factories.partner(commons, territory)


def acting(**ties: Any) -> Organisation:
    sets = {name: ties.pop(name) for name in ("area_communes", "area_zones") if name in ties}
    made = factories.organisation(**ties)
    for name, rows in sets.items():
        getattr(made, name).set(rows)
    return made


@pytest.mark.parametrize("zone", ["epci-200000001", "ept-200000002", "departement-91"])
def test_a_partner_edits_what_says_it_acts_in_an_area_that_holds_their_territory(partner: User, zone: str) -> None:
    assert policies.can_edit_organisation(partner, acting(area_zones=[zone]))


def test_a_partner_edits_what_is_seated_has_a_site_acts_or_takes_part_there(
    partner: User, commons: Commons, territory: Territory, home: Commune
) -> None:
    taking_part = factories.organisation()
    Participation.objects.create(
        ecosystem=factories.ecosystem(commons, territory), organisation=taking_part, state="met"
    )
    for organisation in (acting(seat=home), acting(site=home), acting(area_communes=[home]), taking_part):
        assert policies.can_edit_organisation(partner, organisation)
        assert organisation in mandates.organisations_of(partner)


def test_acting_in_a_whole_region_or_country_or_elsewhere_opens_nothing_to_a_partner(
    partner: User, territory: Territory
) -> None:
    elsewhere = factories.commune()
    for organisation in (
        acting(area_zones=["region-11"]),
        acting(nationwide=True),
        acting(seat=elsewhere),
        acting(area_communes=[elsewhere]),
        acting(),
    ):
        assert not policies.can_edit_organisation(partner, organisation)


def test_a_mandate_opens_its_territory_to_its_partner_only(
    commons: Commons, home: Commune, partner: User, territory: Territory
) -> None:
    there = acting(seat=home)
    others = (
        factories.partner(commons, factories.territory()),
        factories.member(Role.PARTNER, commons),
        factories.member(Role.EXPERT, commons),
        factories.user(),
    )
    for person in others:
        assert not policies.can_edit_organisation(person, there)
    ecosystem = factories.ecosystem(commons, territory)
    assert policies.can_edit_relations(partner, ecosystem)
    assert not policies.can_edit_ecosystem(partner, ecosystem)
    assert not policies.can_edit_relations(partner, factories.ecosystem(commons))


def test_who_became_something_else_keeps_nothing_of_a_mandate(partner: User, home: Commune) -> None:
    partner.memberships.update(role=Role.EXPERT)
    assert not policies.can_edit_organisation(User.objects.get(pk=partner.pk), acting(seat=home))


def test_a_partner_opens_no_organisation_to_themselves_by_adding_it_to_an_ecosystem(
    commons: Commons, territory: Territory, partner: User, as_user: Any
) -> None:
    factories.ecosystem(commons, territory, slug="ici")
    elsewhere = factories.organisation("Agence d’ailleurs", slug="ailleurs", seat=factories.commune())
    client = as_user(partner)
    assert client.post("/ecosystemes/ici/acteurs/ajouter/", {"organisation": "Agence d’ailleurs"}).status_code == 302
    assert elsewhere in places.acting_in(territory)  # it is an actor of the territory, listed as such
    assert elsewhere in mandates.acting_in(Territory.objects.filter(pk=territory.pk))
    assert client.get("/acteurs/ailleurs/modifier/").status_code == 403
    found = factories.correction(elsewhere)
    assert client.get(f"/corrections/{found.pk}/").status_code == 404


def test_naming_another_organisation_in_what_the_team_recorded_opens_nothing(
    commons: Commons, territory: Territory, partner: User
) -> None:
    researcher, ecosystem = factories.member(Role.RESEARCHER, commons), factories.ecosystem(commons, territory)
    sought = actions.record_participation(ecosystem, sought="Banques", by=researcher)
    named = actions.record_participation(ecosystem, organisation=factories.organisation(), by=researcher)
    for row in (sought, named):
        elsewhere = factories.organisation()
        actions.edit_participation(row, organisation=elsewhere, sought="", by=partner)
        assert not policies.can_edit_organisation(partner, elsewhere)
        actions.edit_participation(row, role="relu", by=researcher)  # reading it over names nobody
        assert not policies.can_edit_organisation(partner, elsewhere)


def test_merging_what_a_partner_added_opens_nothing(
    commons: Commons, territory: Territory, home: Commune, partner: User
) -> None:
    coordinator = factories.member(Role.COORDINATOR, commons)
    elsewhere, duplicate = factories.organisation(), factories.organisation(seat=home)
    actions.record_participation(factories.ecosystem(commons, territory), organisation=duplicate, by=partner)
    merging.merge(elsewhere, duplicate, taken=[], by=coordinator)
    assert not policies.can_edit_organisation(partner, elsewhere)


def test_what_the_team_recorded_stays_open_to_a_partner_who_writes_its_role_or_puts_it_back(
    commons: Commons, territory: Territory, partner: User
) -> None:
    researcher, ecosystem = factories.member(Role.RESEARCHER, commons), factories.ecosystem(commons, territory)
    organisation = factories.organisation()
    row = actions.record_participation(ecosystem, organisation=organisation, by=researcher)
    actions.edit_participation(row, role="anime", by=partner)
    assert policies.can_edit_organisation(partner, organisation)
    key = row.pk
    actions.remove(row, by=partner)
    assert not policies.can_edit_organisation(partner, organisation)
    actions.put_back(Participation, ecosystem, key, by=partner)
    assert policies.can_edit_organisation(partner, organisation)


def test_what_a_partner_placed_stays_closed_once_their_account_is_gone(
    commons: Commons, territory: Territory, partner: User
) -> None:
    gone, elsewhere, renamed = factories.partner(commons, territory), factories.organisation(), factories.organisation()
    ecosystem = factories.ecosystem(commons, territory)
    actions.record_participation(ecosystem, organisation=elsewhere, by=gone)
    row = actions.record_participation(ecosystem, sought="Banques", by=factories.member(Role.RESEARCHER, commons))
    actions.edit_participation(row, organisation=renamed, sought="", by=gone)
    gone.delete()
    for organisation in (elsewhere, renamed):
        assert not policies.can_edit_organisation(partner, organisation)


def test_what_a_researcher_placed_stays_open_once_they_have_left_or_their_account_is_gone(
    commons: Commons, territory: Territory, partner: User
) -> None:
    for leave in (lambda user: user.memberships.all().delete(), lambda user: user.delete()):
        researcher, organisation = factories.member(Role.RESEARCHER, commons), factories.organisation()
        actions.record_participation(factories.ecosystem(commons, territory), organisation=organisation, by=researcher)
        leave(researcher)
        assert policies.can_edit_organisation(partner, organisation)


def test_a_partner_who_names_another_then_the_one_the_team_had_placed_keeps_it_open(
    commons: Commons, territory: Territory, partner: User
) -> None:
    researcher, placed, elsewhere = factories.member(Role.RESEARCHER, commons), *map(factories.organisation, "AB")
    row = actions.record_participation(factories.ecosystem(commons, territory), organisation=placed, by=researcher)
    for organisation, is_open in ((elsewhere, False), (placed, True)):
        actions.edit_participation(row, organisation=organisation, by=partner)
        assert policies.can_edit_organisation(partner, organisation) is is_open
