"""Who changed what is told in French to the members of teams, and a value can be put back by who may edit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from actors import actions
from actors.models import Organisation
from actors.upkeep import history
from commons.models import Commons, Role
from territories.models import Zone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

SignedIn = Callable[[Any], Client]


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def researcher(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Chercheuse d’essai")


@pytest.fixture
def organisation(researcher: User) -> Organisation:
    return actions.record_organisation("Ressourcerie", kind="association", services="Portes.", by=researcher)


def test_each_change_says_who_and_what_before_and_after_without_any_code(
    organisation: Organisation, commons: Commons, as_user: SignedIn
) -> None:
    partner = factories.member(Role.COORDINATOR, commons, "Coordinatrice d’essai")
    seat, zone = factories.commune("91200", name="Dourdan"), Zone.objects.create(id="epci-1", kind="epci", name="Pays")
    actions.edit(organisation, kind="cooperative", seat=seat, nationwide=True, area_zones=[zone], by=partner)
    page = as_user(partner).get(f"/acteurs/{organisation.slug}/historique/").content.decode()
    for words in ("Coordinatrice d’essai", "Chercheuse d’essai", "a créé la fiche", "a modifié la fiche"):
        assert words in page
    changes = {
        change.label: (change.before, change.after) for change in history.of_organisation(organisation)[0].changes
    }
    assert changes["Type"] == ("association", "coopérative")
    assert ("vide", "Dourdan (91)") in changes.values()
    assert ("non", "oui") in changes.values()
    assert ("vide", "Pays") in changes.values()
    for raw in ("cooperative", "91200", "epci-1", "area_zones"):
        assert raw not in page.split("<main", 1)[1].replace('value="area_zones"', "")


def test_a_value_is_put_back_as_it_was_and_that_is_told_too(
    organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    old, new = factories.commune(), factories.commune()
    actions.edit(organisation, area_communes=[old], by=researcher)
    actions.edit(organisation, services="Fenêtres.", area_communes=[new], by=researcher)
    line = history.of_organisation(organisation)[0].before
    client = as_user(researcher)
    for name in ("services", "area_communes"):
        answer = client.post(f"/acteurs/{organisation.slug}/historique/retablir/", {"line": line, "fact": name})
        assert answer.status_code == 302
    organisation.refresh_from_db()
    assert organisation.services == "Portes."
    assert list(organisation.area_communes.all()) == [old]
    latest = history.of_organisation(organisation)[0]
    assert latest.why == "valeur d’avant, rétablie"


def test_a_value_that_cannot_be_again_is_refused_in_words(
    organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    actions.edit(organisation, name="Nouveau nom", by=researcher)
    factories.organisation("Ressourcerie")
    line = history.of_organisation(organisation)[0].before
    answer = as_user(researcher).post(
        f"/acteurs/{organisation.slug}/historique/retablir/", {"line": line, "fact": "name"}, follow=True
    )
    assert "ne peut pas être rétablie" in answer.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Nouveau nom"


def test_a_line_of_another_page_or_a_fact_that_is_none_puts_nothing_back(
    organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    other = actions.record_organisation("Autre", kind="company", by=researcher)
    line = other.history.get().history_id
    client, address = as_user(researcher), f"/acteurs/{organisation.slug}/historique/retablir/"
    for typed in (
        {"line": line, "fact": "kind"},
        {"line": line, "fact": "slug"},
        {"line": "x", "fact": "kind"},
        {"line": 10**30, "fact": "kind"},
        {"line": organisation.history.get().history_id, "fact": "merged_into"},
        {},
    ):
        assert client.post(address, typed).status_code == 404
    organisation.refresh_from_db()
    assert organisation.kind == "association"


def test_an_ecosystem_tells_its_parts_and_hides_evidence_from_who_may_not_see_it(
    organisation: Organisation, researcher: User, commons: Commons, as_user: SignedIn
) -> None:
    territory = factories.territory()
    ecosystem = factories.ecosystem(commons, territory, slug="systeme")
    other = factories.organisation("Banque locale")
    participation = actions.record_participation(
        ecosystem, organisation=organisation, state="to_approach", role="trie", by=researcher
    )
    relation = actions.record_relation(
        ecosystem,
        source=other,
        target=organisation,
        kind="funds",
        nature="monetary",
        confidence="doubtful",
        source_document="Rapport",
        by=researcher,
    )
    actions.edit_participation(participation, state="met", by=researcher)
    actions.edit_relation(relation, confidence="confirmed", by=researcher)
    actions.edit_participation(participation, role="trie et répare", by=researcher)
    actions.remove(relation, by=researcher)
    seen = as_user(researcher).get("/ecosystemes/systeme/historique/").content.decode()
    assert "Banque locale finance Ressourcerie" in seen
    assert "a retiré une relation" in seen
    assert "trie et répare" in seen
    assert "rencontré" in seen
    assert "confirmée" in seen
    partner = as_user(factories.partner(commons, territory)).get("/ecosystemes/systeme/historique/").content.decode()
    assert "trie et répare" in partner
    for hidden in ("rencontré", "à rencontrer", "confirmée", "à vérifier", "Fiabilité", "État"):
        assert hidden not in partner.split("<main", 1)[1]
    told = history.of_ecosystem(ecosystem, evidence=False)
    assert len(told) == len(history.of_ecosystem(ecosystem, evidence=True)) - 2, "not even that something changed"


def test_authors_are_told_to_teams_only(organisation: Organisation, as_user: SignedIn, client: Client) -> None:
    address = f"/acteurs/{organisation.slug}/historique/"
    assert client.get(address).status_code == 302
    assert as_user(factories.user()).get(address).status_code == 403
    public = client.get(f"/acteurs/{organisation.slug}/").content.decode()
    assert "Chercheuse d’essai" not in public
    assert "historique" not in public


def test_a_longer_history_asks_no_more_queries(organisation: Organisation, researcher: User, as_user: SignedIn) -> None:
    client, taken = as_user(researcher), []
    for many in (2, 12):
        for number in range(many):
            rows = [factories.commune()]
            actions.edit(organisation, services=f"{many} {number}", seat=rows[0], area_communes=rows, by=researcher)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/acteurs/{organisation.slug}/historique/")
        taken.append(len(queries))
    assert taken[1] <= taken[0]


@pytest.mark.pair
def test_what_was_changed_in_a_relation_or_a_participation_is_put_back_from_the_history(as_user: Any) -> None:
    made = factories.ecosystem(factories.commons(), slug="essai")
    one, two = factories.organisation("Archi Possible"), factories.organisation("Pays de Limours")
    taking_part = actions.record_participation(made, organisation=one, role="porte", state="met", by=None)
    said = {"nature": "monetary", "source_document": "Chronique", "by": None}
    relation = actions.record_relation(made, source=one, target=two, kind="other", wording="parraine", **said)
    actions.edit_participation(taking_part, role="suit", state="to_approach", by=None)
    actions.edit_relation(relation, kind="funds", wording="", period="2021", by=None)
    researcher, partner = (
        factories.member(Role.RESEARCHER, made.commons),
        factories.partner(made.commons, made.territory),
    )
    expert = factories.member(Role.EXPERT, made.commons)
    page = as_user(researcher).get("/ecosystemes/essai/historique/").content.decode()
    assert page.count("/ecosystemes/essai/historique/retablir/") == 5
    assert "retablir" not in as_user(expert).get("/ecosystemes/essai/historique/").content.decode()

    def put_back(person: Any, row: Any, kind: str, fact: str) -> int:
        line = row.history.earliest().history_id
        asked = {"line": line, "kind": kind, "fact": fact}
        return int(as_user(person).post("/ecosystemes/essai/historique/retablir/", asked).status_code)

    assert put_back(partner, taking_part, "participation", "role") == 302
    assert put_back(partner, taking_part, "participation", "state") == 404  # neither seen nor set by a partner
    assert put_back(expert, taking_part, "participation", "role") == 403
    assert put_back(researcher, relation, "relation", "kind") == 302
    assert put_back(researcher, relation, "relation", "ecosystem_id") == 404
    taking_part.refresh_from_db()
    relation.refresh_from_db()
    assert (taking_part.role, taking_part.state) == ("porte", "to_approach")
    assert (relation.kind, relation.wording, relation.period) == ("other", "parraine", "2021")  # these two together
    assert relation.history.latest().history_user == researcher
    assert put_back(researcher, taking_part, "participation", "state") == 302
    taking_part.refresh_from_db()
    assert taking_part.state == "met"


def test_a_value_that_cannot_be_again_is_refused_with_a_sentence(as_user: Any) -> None:
    made = factories.ecosystem(factories.commons(), slug="essai")
    one, two = factories.organisation("Archi Possible"), factories.organisation("Pays de Limours")
    said = {"nature": "monetary", "source_document": "Chronique", "by": None}
    relation = actions.record_relation(made, source=one, target=two, kind="funds", **said)
    actions.edit_relation(relation, kind="trains", by=None)
    actions.record_relation(made, source=one, target=two, kind="funds", **said)
    other = factories.ecosystem(made.commons, slug="autre")
    client = as_user(factories.member(Role.RESEARCHER, made.commons))
    asked = {"line": relation.history.earliest().history_id, "kind": "relation", "fact": "kind"}
    answer = client.post("/ecosystemes/essai/historique/retablir/", asked, follow=True).content.decode()
    assert "Cette relation a été décrite à nouveau depuis." in answer
    assert client.post(f"/ecosystemes/{other.slug}/historique/retablir/", asked).status_code == 404
    relation.refresh_from_db()
    assert relation.kind == "trains"
