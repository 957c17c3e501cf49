"""Editing an ecosystem in the browser: what it is, who takes part, who does what with whom; removing, putting back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors import actions
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import JournalEntry, Role
from commons.verbs import Verb
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecosystem() -> Any:
    made = factories.ecosystem(factories.commons(), slug="essai")
    for name in ("Archi Possible", "Pays de Limours", "Banque du lieu"):
        factories.organisation(name, short_name="")
    return made


def researcher(as_user: Any, ecosystem: Any) -> Any:
    return as_user(factories.member(Role.RESEARCHER, ecosystem.commons))


def partner(as_user: Any, ecosystem: Any) -> Any:
    return as_user(factories.partner(ecosystem.commons, ecosystem.territory))


def relation(**fields: str) -> dict[str, str]:
    told = {"source": "Archi Possible", "target": "Pays de Limours", "kind": "funds", "nature": "monetary"}
    return {**told, "source_document": "Chronique", **fields}


def text(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_an_ecosystem_is_created_where_one_studies(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    form = text(client.get(f"/ecosystemes/nouveau/?territoire={ecosystem.territory.slug}"))
    assert f'value="{ecosystem.territory.pk}" selected' in form
    typed = {
        "name": "Nouveau",
        "theme": "Réemploi",
        "territory": ecosystem.territory.pk,
        "commons": ecosystem.commons.pk,
    }
    client.post(
        "/ecosystemes/nouveau/", {**typed, "presentation": "<p>Bâtir<script>x</script></p>", "part_of": ecosystem.pk}
    )
    made = Ecosystem.objects.get(name="Nouveau")
    assert made.slug == "nouveau-2"  # « nouveau » is the address of this very form
    assert "script" not in made.presentation
    assert "Nouveau" in text(client.get("/ecosystemes/essai/"))  # the larger one names its part
    foreign = factories.commons()
    assert client.post("/ecosystemes/nouveau/", {**typed, "commons": foreign.pk}).status_code == 422


def test_an_ecosystem_is_no_part_of_itself_even_by_way_of_others(as_user: Any, ecosystem: Any) -> None:
    part = factories.ecosystem(ecosystem.commons, ecosystem.territory, part_of=ecosystem)
    typed = {
        "name": "Essai",
        "theme": "Réemploi",
        "territory": ecosystem.territory.pk,
        "presentation": "",
        "part_of": part.pk,
    }
    response = researcher(as_user, ecosystem).post("/ecosystemes/essai/modifier/", typed)
    assert response.status_code == 422
    assert "ne peut pas faire partie de lui-même" in text(response)


def test_an_organisation_is_chosen_by_its_name_or_what_is_sought_is_said(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    client.post(
        "/ecosystemes/essai/acteurs/ajouter/", {"organisation": "archi possible", "role": "porte", "state": "met"}
    )
    client.post("/ecosystemes/essai/acteurs/ajouter/", {"sought": "Banques"})
    rows = {str(row): row.state for row in ecosystem.participations.all()}
    assert rows == {"Archi Possible": "met", "Banques": "sought"}
    for wrong in (
        {"organisation": "Archi Possible"},
        {"organisation": "Pays de Limours", "sought": "Banques"},
        {"organisation": "Nulle part"},
        {},
    ):
        response = client.post("/ecosystemes/essai/acteurs/ajouter/", {"role": "tient à son texte", **wrong})
        assert response.status_code == 422, wrong
        assert "tient à son texte" in text(response)
    assert ecosystem.participations.count() == 2


@pytest.mark.pair
def test_a_partner_neither_sees_nor_sets_states_nor_confidence(as_user: Any, ecosystem: Any) -> None:
    client = partner(as_user, ecosystem)
    organisations = {str(one): one for one in map(_named, ("Archi Possible", "Pays de Limours"))}
    row = Participation.objects.create(ecosystem=ecosystem, organisation=organisations["Archi Possible"], state="met")
    kept = Relation.objects.create(
        ecosystem=ecosystem,
        source=organisations["Archi Possible"],
        target=organisations["Pays de Limours"],
        kind="trains",
        nature="monetary",
        confidence="doubtful",
        source_document="Note",
    )
    for address in ("", f"acteurs/{row.pk}/", f"relations/{kept.pk}/", "acteurs/ajouter/", "relations/ajouter/"):
        words = text(client.get(f"/ecosystemes/essai/{address}"))
        main = words[words.index("<main") : words.index("</main")]
        for secret in ("à rencontrer", ">rencontré<", "à vérifier", 'name="state"', 'name="confidence"', "badge-"):
            assert secret not in main, (address, secret)
    client.post(
        f"/ecosystemes/essai/acteurs/{row.pk}/", {"organisation": "Archi Possible", "role": "anime", "state": "sought"}
    )
    client.post(f"/ecosystemes/essai/relations/{kept.pk}/", relation(kind="trains", confidence="confirmed"))
    client.post("/ecosystemes/essai/acteurs/ajouter/", {"organisation": "Banque du lieu", "state": "met"})
    client.post("/ecosystemes/essai/relations/ajouter/", relation(confidence="confirmed"))
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.role, row.state) == ("anime", "met")
    assert (kept.source_document, kept.confidence) == ("Chronique", "doubtful")
    assert ecosystem.participations.get(organisation__name="Banque du lieu").state == "to_approach"
    assert ecosystem.relations.get(kind="funds").confidence == "stated"


def _named(name: str) -> Any:
    return Organisation.objects.get(name=name)


def test_a_relation_needs_two_organisations_and_a_source(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    for wrong in (
        {"target": "Archi Possible"},
        {"source_document": ""},
        {"target": "Nulle part"},
        {"kind": "enchante"},
    ):
        response = client.post("/ecosystemes/essai/relations/ajouter/", relation(**wrong))
        assert response.status_code == 422, wrong
    assert not ecosystem.relations.exists()
    client.post("/ecosystemes/essai/relations/ajouter/", relation())
    again = client.post("/ecosystemes/essai/relations/ajouter/", relation())
    assert again.status_code == 422
    assert "déjà décrite" in text(again)


def test_the_next_relation_keeps_who_acts_and_the_source(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    response = client.post("/ecosystemes/essai/relations/ajouter/", {**relation(), "again": "1"}, follow=True)
    assert 'value="Archi Possible"' in text(response)
    assert 'value="Chronique"' in text(response)


@pytest.mark.pair
def test_what_is_removed_is_confirmed_first_and_put_back_as_it_was(as_user: Any, ecosystem: Any) -> None:
    client = partner(as_user, ecosystem)
    client.post("/ecosystemes/essai/relations/ajouter/", relation(period="2021"))
    row = ecosystem.relations.get()
    Relation.objects.update(confidence="doubtful")
    address = f"/ecosystemes/essai/relations/{row.pk}"
    assert "Archi Possible → finance → Pays de Limours" in text(client.get(f"{address}/retirer/"))
    assert ecosystem.relations.exists()  # asking removes nothing
    client.post(f"{address}/retirer/")
    assert not ecosystem.relations.exists()
    page = text(client.get("/ecosystemes/essai/"))
    assert "Retirés depuis un mois" in page
    assert "Retirés depuis un mois" not in text(as_user(None).get("/ecosystemes/essai/"))
    client.post(f"{address}/remettre/")
    back = ecosystem.relations.get()
    assert (back.pk, back.period, back.confidence) == (row.pk, "2021", "doubtful")
    assert client.post(f"{address}/remettre/").status_code == 404  # it is there: nothing to put back
    history = list(back.history.order_by("history_date").values_list("history_type", "history_user__email"))
    assert [kind for kind, _by in history] == ["+", "-", "+"]
    assert len({by for _kind, by in history}) == 1
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {Verb.RELATION_EDITED, Verb.RELATION_REMOVED} <= verbs


def test_what_was_written_anew_meanwhile_is_not_doubled(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    client.post("/ecosystemes/essai/acteurs/ajouter/", {"organisation": "Archi Possible"})
    row = ecosystem.participations.get()
    client.post(f"/ecosystemes/essai/acteurs/{row.pk}/retirer/")
    client.post("/ecosystemes/essai/acteurs/ajouter/", {"organisation": "Archi Possible"})
    response = client.post(f"/ecosystemes/essai/acteurs/{row.pk}/remettre/", follow=True)
    assert "ne peut pas être remis" in text(response)
    assert ecosystem.participations.count() == 1


def test_a_composition_is_shown_even_where_members_are_not_named(as_user: Any, ecosystem: Any) -> None:
    client = researcher(as_user, ecosystem)
    counts = {"company": 9, "local_authority": 4, "association": 8, "research": 1}
    typed = {f"count_{kind}": str(count) for kind, count in counts.items()}
    refused = client.post("/ecosystemes/essai/composition/", typed)
    assert refused.status_code == 422
    assert 'value="9"' in text(refused)
    client.post("/ecosystemes/essai/composition/", typed | {f"source_{kind}": "Compte rendu" for kind in counts})
    Participation.objects.create(ecosystem=ecosystem, organisation=_named("Archi Possible"), state="met")
    page = text(as_user(None).get("/ecosystemes/essai/"))
    assert "9 entreprises, 8 associations, 4 collectivités, 1 structure de recherche ou de conseil" in page
    assert "22 membres" in page
    assert page.count("Compte rendu") == 1
    client.post("/ecosystemes/essai/composition/", {"count_company": "9", "source_company": "Compte rendu"})
    assert list(ecosystem.headcounts.values_list("kind", flat=True)) == ["company"]


@pytest.mark.pair
def test_who_was_sought_and_is_found_is_sought_no_more(as_user: Any, ecosystem: Any) -> None:
    row = Participation.objects.create(ecosystem=ecosystem, sought="Banques", state="sought")
    address = f"/ecosystemes/essai/acteurs/{row.pk}/"
    told = {"organisation": "Banque du lieu", "sought": ""}
    refused = researcher(as_user, ecosystem).post(address, {**told, "state": "sought"})
    assert refused.status_code == 422
    assert "n’est plus recherchée" in text(refused)
    partner(as_user, ecosystem).post(address, told)
    row.refresh_from_db()
    assert (str(row.organisation), row.state) == ("Banque du lieu", "to_approach")
    researcher(as_user, ecosystem).post(address, {**told, "state": "met"})
    row.refresh_from_db()
    assert row.state == "met"


@pytest.mark.pair
def test_an_organisation_is_never_recorded_as_sought(ecosystem: Any) -> None:
    organisation = _named("Banque du lieu")
    row = actions.record_participation(ecosystem, organisation=organisation, state="sought", by=None)
    assert row.state == "to_approach"
    Participation.objects.update(state="sought")
    assert actions.record_participation(ecosystem, organisation=organisation, role="prête", by=None).state != "sought"


def test_an_ecosystem_is_part_of_one_of_its_own_commons_only(as_user: Any, ecosystem: Any) -> None:
    foreign = factories.ecosystem(factories.commons(), name="Écosystème d’un autre commun")
    client = researcher(as_user, ecosystem)
    assert "d’un autre commun" not in text(client.get("/ecosystemes/essai/modifier/"))
    typed = {"name": "Essai", "theme": "Réemploi", "territory": ecosystem.territory.pk, "part_of": foreign.pk}
    assert client.post("/ecosystemes/essai/modifier/", typed).status_code == 422
    typed |= {"name": "Nouveau", "commons": ecosystem.commons.pk}
    assert client.post("/ecosystemes/nouveau/", typed).status_code == 422
    with pytest.raises(ValidationError):
        actions.edit_ecosystem(ecosystem, part_of=foreign, by=None)
    ecosystem.refresh_from_db()
    assert ecosystem.part_of is None
