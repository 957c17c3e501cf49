"""What is written about a territory: created, described, its kind decided, studied, removed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from commons.models import JournalEntry, Membership, Role
from territories import actions
from territories.models import Commune, Terrain, Territory
from tests import factories
from tests.conftest import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

WRITTEN = {"name": "Vallée", "kind": "rural", "certainty": "probable", "justification": "Arrêté de 2016."}


@pytest.fixture
def researcher() -> User:
    return factories.member(Role.RESEARCHER, factories.commons(title="Bâtir"), "Inès")


@pytest.fixture
def desk(as_user: Callable[[Any], StrictClient], researcher: User) -> Client:
    return as_user(researcher)


def zoned(category: str, size: str, **fields: Any) -> Commune:
    return factories.commune(attraction_category=category, attraction_size=size, **fields)


def test_a_new_territory_leads_to_its_communes_and_keeps_who_decided_its_kind(desk: Client, researcher: User) -> None:
    answer = desk.post("/territoires/nouveau/", WRITTEN)
    assert (answer.status_code, answer.url) == (302, "/territoires/vallee/composer/")
    made = Territory.objects.get()
    assert (made.kind, made.kind_decided_by) == ("rural", researcher)
    assert made.kind_decided_on is not None


def test_what_is_missing_is_said_and_what_is_typed_is_kept(desk: Client) -> None:
    answer = desk.post("/territoires/nouveau/", WRITTEN | {"justification": "", "name": "Vallée du Lot"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Vallée du Lot"' in page
    assert not Territory.objects.exists()


@pytest.mark.parametrize(("name", "slug"), [("Nouveau", "nouveau-2"), ("Comparer", "comparer-2"), ("…", "territoire")])
def test_no_territory_takes_the_address_of_a_page(desk: Client, name: str, slug: str) -> None:
    desk.post("/territoires/nouveau/", WRITTEN | {"name": name})
    assert Territory.objects.get().slug == slug


def test_two_territories_of_one_name_have_two_addresses(desk: Client) -> None:
    for _again in "12":
        desk.post("/territoires/nouveau/", WRITTEN)
    assert set(Territory.objects.values_list("slug", flat=True)) == {"vallee", "vallee-2"}


def test_editing_keeps_the_address_and_writes_one_line_only_when_something_changes(desk: Client) -> None:
    territory = factories.territory(slug="lieu", certainty="certain")
    for _again in "12":
        desk.post("/territoires/lieu/modifier/", WRITTEN)
    territory.refresh_from_db()
    assert (territory.name, territory.slug, territory.certainty) == ("Vallée", "lieu", "probable")
    assert JournalEntry.objects.filter(verb="territory_edited").count() == 1


def test_the_zoning_proposes_a_person_decides_and_both_are_shown(desk: Client, client: Client) -> None:
    territory = factories.territory(slug="lieu", kind="rural")
    communes = [zoned("20", "5", population=1000) for _ in range(3)]
    actions.compose(territory, communes=communes, by=None)
    territory.refresh_from_db()
    assert (territory.kind, territory.proposed_kind) == ("rural", "peri_urban")
    asked = desk.get("/territoires/lieu/type/").content.decode()
    assert "<strong>péri-urbain</strong>" in asked
    refused = desk.post("/territoires/lieu/type/", {"kind": "rural"})
    assert refused.status_code == 422
    assert "pourquoi vous ne suivez pas la proposition" in refused.content.decode()
    desk.post("/territoires/lieu/type/", {"kind": "rural", "kind_reason": "On y vit des champs."})
    page = client.get("/territoires/lieu/").content.decode()
    for said in ("par Inès, le", "On y vit des champs.", "3 communes sur 3", "propose un autre type que celui"):
        assert said in page, said
    assert JournalEntry.objects.filter(verb="territory_typed").count() == 1


def test_a_new_composition_changes_the_proposal_and_never_the_decision(desk: Client, client: Client) -> None:
    territory = factories.territory(slug="lieu", kind="rural")
    actions.compose(territory, communes=[zoned("30", "0")], by=None)
    assert "propose un autre type" not in client.get("/territoires/lieu/").content.decode()
    actions.compose(territory, communes=[zoned("11", "4", code="75056")], by=None)
    territory.refresh_from_db()
    assert (territory.kind, territory.proposed_kind) == ("rural", "metropolitan")
    assert "propose un autre type" in client.get("/territoires/lieu/").content.decode()


def test_an_import_of_the_zoning_proposes_again() -> None:
    commune = factories.commune()
    territory = factories.territory(commune)
    actions.compose(territory, communes=[commune], by=None)
    Commune.objects.update(attraction_category="30", attraction_size="0")
    assert actions.propose_kinds_again() == 1
    assert actions.propose_kinds_again() == 0
    territory.refresh_from_db()
    assert territory.proposed_kind == "rural"


def test_a_territory_used_by_an_ecosystem_is_not_removed_and_the_page_says_by_which(desk: Client) -> None:
    territory = factories.territory(slug="lieu")
    factories.ecosystem(factories.commons(), territory, name="Filière bois")
    answer = desk.post("/territoires/lieu/supprimer/")
    assert answer.status_code == 422
    assert "Filière bois" in answer.content.decode()
    assert Territory.objects.filter(pk=territory.pk).exists()
    assert not JournalEntry.objects.filter(verb="territory_removed").exists()


def test_an_unused_territory_is_removed_with_a_line_in_the_journal(desk: Client, researcher: User) -> None:
    factories.territory(slug="lieu")
    assert desk.get("/territoires/lieu/supprimer/").status_code == 200
    assert Territory.objects.exists()
    assert desk.post("/territoires/lieu/supprimer/").url == "/territoires/"
    assert not Territory.objects.exists()
    assert JournalEntry.objects.get(verb="territory_removed").by == researcher


def test_a_commons_says_it_studies_a_territory_then_no_longer(desk: Client, researcher: User, client: Client) -> None:
    factories.territory(slug="lieu")
    commons = researcher.memberships.get().commons
    address = "/territoires/lieu/terrains/"
    asked = {"commons": commons.slug, f"{commons.slug}-state": "contacted", f"{commons.slug}-note": "Réunion en mai."}
    assert desk.post(address, asked).status_code == 302
    assert (Terrain.objects.get().state, Terrain.objects.get().note) == ("contacted", "Réunion en mai.")
    assert "Réunion en mai." in client.get("/territoires/lieu/").content.decode()
    desk.post(address, asked)
    assert JournalEntry.objects.filter(verb="terrain_edited").count() == 1
    desk.post(address, {"commons": commons.slug, f"{commons.slug}-state": ""})
    assert not Terrain.objects.exists()


def test_an_unknown_state_is_refused_and_another_commons_is_not_found(desk: Client, researcher: User) -> None:
    factories.territory(slug="lieu")
    commons = researcher.memberships.get().commons
    answer = desk.post("/territoires/lieu/terrains/", {"commons": commons.slug, f"{commons.slug}-state": "conquis"})
    assert answer.status_code == 422
    assert desk.post("/territoires/lieu/terrains/", {"commons": factories.commons().slug}).status_code == 404
    assert not Terrain.objects.exists()


def test_what_one_may_not_do_is_not_offered(as_user: Callable[[Any], Client], client: Client) -> None:
    territory, commons = factories.territory(slug="lieu"), factories.commons()
    for reader in (
        client,
        as_user(factories.partner(commons, territory)),
        as_user(factories.member(Role.EXPERT, commons)),
    ):
        page = reader.get("/territoires/lieu/").content.decode()
        assert "Changer les communes" not in page
        assert "Dire où en est le terrain" not in page
        assert "Comparer à d’autres territoires" in page
        assert "Composer un territoire" not in reader.get("/territoires/").content.decode()


def test_whoever_writes_in_one_commons_does_not_speak_for_another_where_they_are_a_partner(
    desk: Client, researcher: User
) -> None:
    factories.territory(slug="lieu")
    other = factories.commons(title="Ailleurs")
    Membership.objects.create(user=researcher, commons=other, role=Role.PARTNER)
    assert "Ailleurs" not in desk.get("/territoires/lieu/terrains/").content.decode()
    answer = desk.post("/territoires/lieu/terrains/", {"commons": other.slug, f"{other.slug}-state": "agreed"})
    assert answer.status_code == 404
    assert not Terrain.objects.exists()
