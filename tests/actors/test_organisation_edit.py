from typing import Any

import pytest

from actors import actions, policies
from actors.models import Organisation, Participation
from commons.models import JournalEntry, Membership, Role
from tests import factories

pytestmark = pytest.mark.django_db


def facts(**fields: Any) -> dict[str, Any]:
    return {"name": "Archi Possible", "kind": "cooperative", **fields}


@pytest.fixture
def organisation() -> Organisation:
    return factories.organisation("Archi Possible", slug="archi-possible")


@pytest.fixture
def researcher() -> Any:
    return factories.member(Role.RESEARCHER, factories.commons())


def send(as_user: Any, person: Any, **fields: Any) -> Any:
    return as_user(person).post("/acteurs/archi-possible/modifier/", facts(**fields))


@pytest.mark.pair
def test_what_is_saved_is_shown_and_journaled_and_keeps_its_address(
    as_user: Any, researcher: Any, organisation: Organisation
) -> None:
    factories.commune("91021", name="Arpajon")
    response = send(
        as_user,
        researcher,
        name="Archi Possible Île-de-France",
        aliases="Archipossible\nAP",
        siren="217 500 016",
        seat="arpajon",
        website="archipossible.fr",
        checked_on="2026-03-12",
    )
    assert response["Location"] == "/acteurs/archi-possible/"
    organisation.refresh_from_db()
    assert organisation.name == "Archi Possible Île-de-France"
    assert organisation.aliases == ["Archipossible", "AP"]
    assert (organisation.siren, organisation.seat_id) == ("217500016", "91021")
    assert organisation.website == "https://archipossible.fr"
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target, entry.by) == ("organisation_edited", organisation, researcher)


@pytest.mark.pair
def test_saving_the_form_as_it_was_shown_changes_nothing(as_user: Any, researcher: Any) -> None:
    kept = factories.organisation(
        "Archi Possible", slug="archi-possible", aliases=["AP"], seat=factories.commune("91021"), kind="cooperative"
    )
    shown = as_user(researcher).get("/acteurs/archi-possible/modifier/").context["form"]
    sent = {field.name: field.value() for field in shown}
    assert send(as_user, researcher, **{name: value or "" for name, value in sent.items()}).status_code == 302
    assert Organisation.objects.get(pk=kept.pk).seat_id == "91021"
    assert not JournalEntry.objects.exists()


@pytest.mark.pair
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("siren", "123456789", "pas un SIREN"),
        ("siren", "21750001", "pas un SIREN"),
        ("siren", "２１７５０００１６", "pas un SIREN"),
        ("seat", "Nulle-Part-les-Bains", "Aucune commune connue ici"),
        ("seat", "Saint-Aubin", "Saint-Aubin (61001), Saint-Aubin (91538)"),
        ("seat", "\x00", "nul"),
        ("seat", "9\x00538", "nul"),
        ("website", "javascript:alert(1)", "URL valide"),
        ("website", "ftp://exemple.fr", "commence par https://"),
        ("name", "", "obligatoire"),
        ("name", "x" * 201, "200"),
        ("name", "Déjà prise", "existe déjà"),
        ("kind", "banque", "choix valide"),
        ("checked_on", "hier", "date valide"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept(
    as_user: Any, researcher: Any, organisation: Organisation, field: str, typed: str, said: str
) -> None:
    factories.organisation("Déjà prise")
    for code in ("91538", "61001"):
        factories.commune(code, name="Saint-Aubin")
    response = send(as_user, researcher, **{"services": "Ce que j’ai tapé", field: typed})
    assert response.status_code == 422
    form = response.context["form"]
    told = " ".join(form.errors[field])
    assert said in told
    assert "Ce que j’ai tapé" in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Archi Possible"
    assert not JournalEntry.objects.exists()


def test_a_commune_among_namesakes_is_said_by_its_code(
    as_user: Any, researcher: Any, organisation: Organisation
) -> None:
    for code in ("91538", "61001"):
        factories.commune(code, name="Saint-Aubin")
    for typed in ("61001", "Saint-Aubin (61001)"):
        assert send(as_user, researcher, seat=typed).status_code == 302
        organisation.refresh_from_db()
        assert organisation.seat_id == "61001"


@pytest.mark.pair
def test_a_partner_edits_what_acts_in_their_territory_and_nothing_else() -> None:
    commons, territory = factories.commons(), factories.territory()
    partner = factories.partner(commons, territory)
    seated = factories.organisation(seat=territory.communes.get())
    taking_part = factories.organisation()
    ecosystem = factories.ecosystem(commons, territory)
    Participation.objects.create(ecosystem=ecosystem, organisation=taking_part, state="to_approach")
    elsewhere = factories.organisation(seat=factories.commune())
    nowhere = factories.organisation()
    assert policies.can_edit_organisation(partner, seated)
    assert policies.can_edit_organisation(partner, taking_part)
    assert not policies.can_edit_organisation(partner, elsewhere)
    assert not policies.can_edit_organisation(partner, nowhere)


@pytest.mark.pair
def test_a_territory_still_without_communes_gives_no_hold_on_organisations_without_seat() -> None:
    commons, empty = factories.commons(), factories.territory()
    empty.communes.clear()
    partner = factories.partner(commons, empty)
    assert not policies.can_edit_organisation(partner, factories.organisation())


def test_a_mandate_left_from_a_former_role_opens_nothing() -> None:
    commons, territory = factories.commons(), factories.territory()
    person = factories.partner(commons, territory)
    Membership.objects.filter(user=person).update(role=Role.EXPERT)
    assert not policies.can_edit_organisation(person, factories.organisation(seat=territory.communes.get()))


def test_the_mandate_of_another_partner_opens_nothing() -> None:
    commons, theirs = factories.commons(), factories.territory()
    factories.partner(commons, theirs)
    partner = factories.partner(commons, factories.territory())
    assert not policies.can_edit_organisation(partner, factories.organisation(seat=theirs.communes.get()))


@pytest.mark.pair
@pytest.mark.parametrize("seen", [True, False], ids=["seen when checked", "seen by the database only"])
def test_a_name_taken_meanwhile_is_refused_beside_the_field_and_what_was_typed_kept(
    as_user: Any, researcher: Any, organisation: Organisation, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    edit = actions.edit

    def late(*args: Any, **facts: Any) -> Organisation:
        factories.organisation("Nom convoité")
        return edit(*args, **facts)

    monkeypatch.setattr(actions, "edit", late)
    if not seen:
        monkeypatch.setattr(Organisation, "full_clean", lambda self, **checks: None)
    response = send(as_user, researcher, name="Nom convoité", services="Ce que j’ai tapé")
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert "Ce que j’ai tapé" in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Archi Possible"
    assert not JournalEntry.objects.exists()
