"""Two pages about one organisation are proposed, compared, merged by a person, and can be separated again."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from actors import actions
from actors.actions import merging
from actors.exchange import snapshots
from actors.models import Correction, Engagement, Merge, NotDuplicate, Organisation, Participation, PinnedNode, Relation
from commons.models import JournalEntry, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher() -> Any:
    return factories.member(Role.RESEARCHER, factories.commons(), "Chercheuse")


@pytest.fixture
def team(researcher: Any, as_user: Any) -> Client:
    return as_user(researcher)  # type: ignore[no-any-return]


def page(client: Client) -> str:
    return client.get(reverse("duplicate_list")).content.decode()


@pytest.mark.pair
def test_pairs_are_proposed_with_the_reason(team: Client) -> None:
    seat = factories.commune("91223", name="Étampes")
    factories.organisation("La 27e Région", seat=seat)
    factories.organisation("27ème Région", seat=seat)
    factories.organisation("Mairie", siren="219102233")
    factories.organisation("Étampes, service technique", siren="219102233")
    factories.organisation("Tout autre chose")
    said = page(team)
    assert "2 paires à examiner" in said
    assert "Même SIREN" in said
    assert "même commune" in said
    assert "Tout autre chose" not in said


@pytest.mark.pair
def test_a_dismissed_pair_is_no_longer_proposed_until_it_is_taken_back(team: Client, researcher: Any) -> None:
    one, other = factories.organisation("Club Inné"), factories.organisation("INNE")
    address = reverse("duplicate_dismiss", args=[one.pk, other.pk])
    team.post(address)
    team.post(address)
    assert "Aucun doublon" in page(team)
    pair = NotDuplicate.objects.get()
    assert pair.one_id < pair.other_id
    assert JournalEntry.objects.filter(verb="duplicate_dismissed", by=researcher).count() == 1
    team.post(reverse("duplicate_propose", args=[pair.pk]))
    assert "1 paire à examiner" in page(team)


def world(commons: Any) -> dict[str, Any]:
    """Two organisations that are one, with everything that can refer to them, conflicts included."""
    here, there = factories.commune("91223"), factories.commune("91200")
    kept = factories.organisation("Club Inné", short_name="CI", seat=here, source="page A", aliases=["Le Club"])
    duplicate = factories.organisation("INNE", website="https://inne.fr", seat=there, siren="219102233")
    kept.area_communes.add(here)
    duplicate.area_communes.add(here, there)
    kept.themes.add("Habitat")
    duplicate.themes.add("habitat", "énergie")
    third = factories.organisation("Tiers")
    both, alone = factories.ecosystem(commons), factories.ecosystem(commons)
    both.participations.create(organisation=kept, state="to_approach", since="2020")
    both.participations.create(organisation=duplicate, state="met", role="pilote", since="2021")
    alone.participations.create(organisation=duplicate, state="met", role="membre")
    facts = {"ecosystem": both, "nature": "monetary", "confidence": "stated", "source_document": "texte"}
    Relation.objects.create(source=duplicate, target=third, kind="funds", **facts)
    Relation.objects.create(source=kept, target=third, kind="funds", **facts)
    Relation.objects.create(source=third, target=duplicate, kind="hosts", **facts)
    Relation.objects.create(source=duplicate, target=kept, kind="member_of", **facts)
    Engagement.objects.create(commons=commons, organisation=kept, circle="expertise")
    Engagement.objects.create(commons=commons, organisation=duplicate, circle="expertise", role="voix")
    Engagement.objects.create(commons=commons, organisation=duplicate, circle="operational")
    PinnedNode.objects.create(ecosystem=both, organisation=kept, x=1, y=2)
    PinnedNode.objects.create(ecosystem=both, organisation=duplicate, x=3, y=4)
    PinnedNode.objects.create(ecosystem=alone, organisation=duplicate, x=5, y=6)
    Correction.objects.create(organisation=duplicate, message="à revoir")
    first, second = factories.interview(both), factories.interview(alone)
    first.organisations.set([kept, duplicate])
    second.organisations.set([duplicate])
    return {"kept": kept, "duplicate": duplicate, "third": third, "first": first, "second": second}


def everything() -> dict[str, Any]:
    """All that a merge may touch, as the database holds it."""
    models = (Participation, Relation, Engagement, PinnedNode, Correction)
    rows = {model.__name__: sorted(map(str, model.objects.order_by("pk").values())) for model in models}
    interviews = sorted(Organisation.interviews.through.objects.values_list("interview_id", "organisation_id"), key=str)
    merged = sorted(Organisation.objects.values_list("pk", "merged_into", "slug"), key=str)
    return {
        **rows,
        "facts": snapshots.of(Organisation.objects.order_by("pk")),
        "interviews": interviews,
        "merged": merged,
    }


@pytest.mark.pair
def test_merging_gathers_what_both_know_and_moves_what_refers_to_the_duplicate(researcher: Any) -> None:
    made = world(factories.commons())
    kept, duplicate, third = made["kept"], made["duplicate"], made["third"]
    merging.merge(kept, duplicate, taken=["website", "siren"], by=researcher)
    now = snapshots.one(kept)
    assert now["aliases"] == ["Le Club", "INNE"]
    assert (now["name"], now["website"], now["siren"], now["seat"]) == (
        "Club Inné",
        "https://inne.fr",
        "219102233",
        "91223",
    )
    assert (now["area_communes"], [theme.casefold() for theme in now["themes"]]) == (
        ["91200", "91223"],
        ["habitat", "énergie"],
    )
    participations = {(row.role, row.state, row.since) for row in Participation.objects.filter(organisation=kept)}
    assert participations == {("pilote", "met", "2020"), ("membre", "met", "")}
    relations = set(Relation.objects.values_list("source__name", "kind", "target__name"))
    assert relations == {("Club Inné", "funds", "Tiers"), ("Tiers", "hosts", "Club Inné")}
    engagements = set(Engagement.objects.values_list("organisation", "circle", "role"))
    assert engagements == {(kept.pk, "expertise", "voix"), (kept.pk, "operational", "")}
    assert PinnedNode.objects.filter(organisation=kept).count() == PinnedNode.objects.count() == 2
    assert Correction.objects.get().organisation == kept
    assert set(made["first"].organisations.all()) == {kept}
    assert set(made["second"].organisations.all()) == {kept}
    duplicate.refresh_from_db()
    assert duplicate.merged_into == kept
    assert set(Organisation.objects.current()) == {kept, third, *Organisation.objects.filter(name__startswith="Org")}
    assert kept.history.latest().history_user == researcher
    assert duplicate.history.latest().history_user == researcher
    assert JournalEntry.objects.filter(verb="organisations_merged", by=researcher).count() == 1


@pytest.mark.pair
@pytest.mark.parametrize("taken", [[], ["website", "siren", "seat"], ["name", "checked_on"]])
def test_separating_gives_everything_back_as_it_was(researcher: Any, taken: list[str]) -> None:
    made = world(factories.commons())
    before = everything()
    merge = merging.merge(made["kept"], made["duplicate"], taken=taken, by=researcher)
    assert everything() != before
    assert merging.separate(merge, by=researcher) == []
    assert everything() == before
    assert JournalEntry.objects.filter(verb="merge_undone", by=researcher).count() == 1


@pytest.mark.pair
def test_separating_keeps_what_changed_since_and_says_so(team: Client, researcher: Any) -> None:
    made = world(factories.commons())
    kept, duplicate = made["kept"], made["duplicate"]
    merge = merging.merge(kept, duplicate, taken=["website", "siren"], by=researcher)
    Organisation.objects.filter(pk=kept.pk).update(website="https://depuis.fr", aliases=["Le Club", "INNE", "Depuis"])
    Participation.objects.filter(organisation=kept, role="membre").delete()
    made["second"].organisations.set([made["third"]])
    team.post(reverse("merge_undo", args=[merge.pk]))
    said = team.get(reverse("merge_undo", args=[merge.pk])).content.decode()
    now = snapshots.one(kept)
    assert (now["website"], now["siren"], now["aliases"]) == ("https://depuis.fr", "", ["Le Club", "Depuis"])
    for words in ("site web", "1 participation", "1 entretien"):
        assert words in said, words
    assert set(made["second"].organisations.all()) == {made["third"]}
    assert "déjà séparées" in team.post(reverse("merge_undo", args=[merge.pk]), follow=True).content.decode()


@pytest.mark.pair
def test_a_merge_under_a_later_one_waits_for_it(researcher: Any) -> None:
    first, second, third = (factories.organisation(name) for name in ("Un", "Deux", "Trois"))
    below = merging.merge(second, first, taken=[], by=researcher)
    above = merging.merge(third, second, taken=[], by=researcher)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(Exception, match="séparez d’abord"):
        merging.separate(below, by=researcher)
    merging.separate(above, by=researcher)
    first.refresh_from_db()
    assert first.merged_into == second
    merging.separate(below, by=researcher)
    assert not Organisation.objects.exclude(merged_into=None).exists()


@pytest.mark.pair
def test_the_page_shows_both_and_a_person_chooses_field_by_field(team: Client) -> None:
    made = world(factories.commons())
    kept, duplicate = made["kept"], made["duplicate"]
    address = reverse("duplicate_compare", args=[kept.pk, duplicate.pk])
    said = team.get(address).content.decode()
    for words in ("https://inne.fr", "Club Inné", "Participations", "Entretiens", "énergie"):
        assert words in said, words
    choices = dict.fromkeys(("name", "short_name", "seat", "source"), "one")
    assert team.post(address, {"kept": "one"}).status_code == 422
    response = team.post(address, {"kept": "other", "website": "other", "siren": "other", **choices})
    duplicate.refresh_from_db()
    kept.refresh_from_db()
    assert (response.status_code, kept.merged_into, duplicate.merged_into) == (302, duplicate, None)
    assert (duplicate.name, duplicate.short_name, duplicate.website) == ("Club Inné", "CI", "https://inne.fr")
    assert duplicate.aliases == ["INNE", "Le Club"]
    assert team.post(address, {"kept": "other"}).status_code == 404
    assert Merge.objects.count() == 1


def test_a_siret_of_one_and_a_siren_of_the_other_are_refused(team: Client) -> None:
    one = factories.organisation("Club Inné", siren="732829320", siret="73282932000074")
    other = factories.organisation("INNE", siren="219102233")
    choices = {"kept": "one", "name": "one", "siren": "other", "siret": "one"}
    response = team.post(reverse("duplicate_compare", args=[one.pk, other.pk]), choices)
    assert response.status_code == 422
    assert "SIRET ne commence pas" in response.content.decode()
    assert not Merge.objects.exists()


def test_two_pages_that_nothing_brings_together_can_be_named(team: Client) -> None:
    one, other = factories.organisation("Atelier"), factories.organisation("Fabrique")
    response = team.get(reverse("duplicate_list"), {"one": "atelier", "other": "FABRIQUE"})
    assert response.url == reverse("duplicate_compare", args=[one.pk, other.pk])  # type: ignore[attr-defined]
    assert team.get(reverse("duplicate_list"), {"one": "atelier", "other": "Atelier"}).status_code == 422
    assert team.get(reverse("duplicate_list"), {"one": "atelier", "other": "rien"}).status_code == 422


@pytest.mark.pair
def test_the_page_asks_as_much_of_the_database_for_many_pairs(team: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(team)
        return len(seen)

    def pairs(numbers: range) -> None:
        for number in numbers:
            factories.organisation(f"Atelier du {number}", siren=f"{number:09}")
            factories.organisation(f"Atelier {number}", siren=f"{number:09}")

    pairs(range(2))
    few = queries()
    pairs(range(2, 15))
    assert queries() == few


def test_from_a_merge_one_click_leads_to_separating(team: Any) -> None:
    one, other = factories.organisation("Un"), factories.organisation("Autre")
    address = reverse("duplicate_compare", args=[one.pk, other.pk])
    form = team.get(address).context["form"]
    typed = {name: form.get_initial_for_field(field, name) or "one" for name, field in form.fields.items()}
    after = team.post(address, typed, follow=True).content.decode()
    undo = reverse("merge_undo", args=[Merge.objects.get().pk])
    assert f'<a href="{undo}">Les séparer</a>' in after
    assert f'<a href="{undo}">Séparer<' in team.get(reverse("duplicate_list")).content.decode()
    team.post(undo)
    assert "Séparer<" not in team.get(reverse("duplicate_list")).content.decode()


def _pairs() -> set[frozenset[str]]:
    return {frozenset((pair.one.name, pair.other.name)) for pair in NotDuplicate.objects.select_related("one", "other")}


@pytest.mark.pair
def test_what_was_said_to_be_two_follows_a_merge_and_its_undoing(team: Client, researcher: Any) -> None:
    kept, duplicate, third, fourth = (factories.organisation(name) for name in ("Club Inné", "INNE", "Inné", "Inne"))
    for one, other in ((duplicate, third), (duplicate, fourth), (kept, fourth), (kept, duplicate)):
        merging.dismiss(one, other, by=researcher)
    before = set(NotDuplicate.objects.values_list("pk", "one", "other", "by"))
    made = merging.merge(kept, duplicate, taken=[], by=researcher)
    assert _pairs() == {frozenset(("Club Inné", "Inné")), frozenset(("Club Inné", "Inne"))}
    assert all(pair.one_id < pair.other_id for pair in NotDuplicate.objects.all())
    assert "1 paire à examiner" in page(team)  # the third and the fourth, of which nobody said anything
    merging.separate(made, by=researcher)
    assert set(NotDuplicate.objects.values_list("pk", "one", "other", "by")) == before


@pytest.mark.pair
def test_what_is_said_or_taken_back_between_a_merge_and_its_undoing_stays(researcher: Any) -> None:
    kept, duplicate, third, fourth = (factories.organisation(name) for name in "ABCD")
    merging.dismiss(duplicate, third, by=researcher)
    merging.dismiss(duplicate, fourth, by=researcher)
    merging.dismiss(kept, duplicate, by=researcher)
    made = merging.merge(kept, duplicate, taken=[], by=researcher)
    merging.propose_again(NotDuplicate.objects.exclude(one=fourth).exclude(other=fourth).get())
    merging.dismiss(duplicate, fourth, by=researcher)
    merging.dismiss(kept, duplicate, by=researcher)
    merging.separate(made, by=researcher)
    assert frozenset("BD") in _pairs()
    assert frozenset("AB") in _pairs()
    assert frozenset("BC") not in _pairs()


@pytest.mark.pair
def test_a_page_opened_before_its_merge_writes_nothing_and_says_so(team: Client, researcher: Any) -> None:
    kept, duplicate = factories.organisation("Gardée"), factories.organisation("Doublon")
    merging.merge(kept, Organisation.objects.get(pk=duplicate.pk), taken=[], by=researcher)
    for write in (
        lambda: actions.edit(duplicate, by=researcher, services="Tard."),
        lambda: actions.check(duplicate, by=None),
    ):
        with pytest.raises(ValidationError) as refused:
            write()
        assert "vient d’être fusionnée avec «\xa0Gardée\xa0»" in refused.value.messages[0]
    duplicate.refresh_from_db()
    assert (duplicate.merged_into, duplicate.services) == (kept, "")


def test_a_fact_written_meanwhile_is_kept_by_who_writes_another(researcher: Any) -> None:
    organisation = factories.organisation("Une fiche")
    opened = Organisation.objects.get(pk=organisation.pk)
    actions.edit(organisation, by=researcher, services="Répare.")
    actions.edit(opened, by=researcher, source="Son site.")
    organisation.refresh_from_db()
    assert (organisation.services, organisation.source) == ("Répare.", "Son site.")
