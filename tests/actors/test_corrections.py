"""Anyone proposes a correction; nothing changes before a person who may edit decides; nothing hostile passes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from actors import actions, policies
from actors.models import Correction, Organisation
from actors.upkeep import corrections
from commons.models import Commons, JournalEntry, Role
from commons.verbs import Verb
from territories.models import Territory, Zone
from tests import factories

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Any], Client]


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def territory() -> Territory:
    return factories.territory()


@pytest.fixture
def organisation(territory: Territory) -> Organisation:
    return factories.organisation("Ressourcerie du pays", slug="ressourcerie", seat=territory.communes.get())


@pytest.fixture
def researcher(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Chercheuse d’essai")


def typed(**changed: Any) -> dict[str, Any]:
    return {"name": "Ressourcerie du pays", "kind": "association", "seat": "", **changed}


def proposed(of: Organisation | None, by: User | None = None, **fields: Any) -> Correction:
    return actions.propose(
        Correction(organisation=of, **{"facts": {"services": "Réemploi de portes."}, **fields}), by=by
    )


@pytest.mark.pair
def test_a_visitor_proposes_and_nothing_changes_before_someone_decides(
    client: Client, organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    page = client.get("/acteurs/ressourcerie/corriger/").content.decode()
    assert "Ressourcerie du pays" in page
    assert "avant qu’une personne de l’équipe l’ait vérifié" in page
    seat = f"{organisation.seat_id}"
    answer = client.post(
        "/acteurs/ressourcerie/corriger/",
        typed(
            seat=seat,
            services="Réemploi de fenêtres.",
            message="Lu sur leur site.",
            author_name="Une voisine",
            author_email="voisine@exemple.fr",
        ),
    )
    assert answer.status_code == 302
    found = Correction.objects.get()
    assert found.facts == {"services": "Réemploi de fenêtres."}
    organisation.refresh_from_db()
    assert organisation.services == ""
    assert "fenêtres" not in client.get("/acteurs/ressourcerie/").content.decode()

    editor = as_user(researcher)
    shown = editor.get(f"/corrections/{found.pk}/").content.decode()
    for words in (
        "vide",
        "Réemploi de fenêtres.",
        "Lu sur leur site.",
        "voisine@exemple.fr",
        "une personne sans compte",
    ):
        assert words in shown
    assert "Ressourcerie du pays" in editor.get("/corrections/").content.decode()
    editor.post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["services"]})
    organisation.refresh_from_db()
    assert organisation.services == "Réemploi de fenêtres."
    line = organisation.history.order_by("-history_date").first()
    assert line is not None
    assert line.history_user == researcher
    assert "une personne sans compte" in line.history_change_reason
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {Verb.CORRECTION_PROPOSED, Verb.CORRECTION_ACCEPTED, Verb.ORGANISATION_EDITED} <= verbs


def test_what_is_sent_again_as_it_was_shown_is_not_a_change(
    client: Client, organisation: Organisation, territory: Territory
) -> None:
    organisation.services = "Une ligne.\nUne autre."
    organisation.aliases = ["La Ressourcerie"]
    organisation.save()
    seat = territory.communes.get()
    shown = typed(
        seat=f"{seat.name} ({seat.code})",
        services="Une ligne.\r\nUne autre.",
        aliases="La Ressourcerie",
        legal_form="SCIC",
    )
    client.post("/acteurs/ressourcerie/corriger/", shown)
    assert Correction.objects.get().facts == {"legal_form": "SCIC"}


def test_the_name_and_address_of_who_has_no_account_are_erased_once_it_is_decided(
    organisation: Organisation, researcher: User
) -> None:
    for decide in (
        lambda found: actions.accept(found, kept=[], reply="", by=researcher),
        lambda found: actions.refuse(found, reply="Non.", by=researcher),
    ):
        found = decide(proposed(organisation, author_name="Une voisine", author_email="voisine@exemple.fr"))
        found.refresh_from_db()
        assert (found.author_name, found.author_email) == ("", "")


def test_only_the_facts_ticked_are_taken(organisation: Organisation, researcher: User, as_user: SignedIn) -> None:
    found = proposed(organisation, facts={"services": "Portes.", "legal_form": "SCIC"})
    as_user(researcher).post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["legal_form"]})
    organisation.refresh_from_db()
    assert (organisation.legal_form, organisation.services) == ("SCIC", "")


def test_a_refusal_says_why_and_the_proposer_reads_it(
    organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    stranger = factories.user()
    found = proposed(organisation, by=stranger)
    editor = as_user(researcher)
    silent = editor.post(f"/corrections/{found.pk}/", {"decision": "refused", "kept": ["services"]})
    assert silent.status_code == 422
    assert "Dites pourquoi" in silent.content.decode()
    editor.post(f"/corrections/{found.pk}/", {"decision": "refused", "reply": "La source dit autre chose."})
    read = as_user(stranger).get(f"/corrections/{found.pk}/").content.decode()
    assert "La source dit autre chose." in read
    assert "Chercheuse d’essai" not in read, "who decides is not told outside the team"
    organisation.refresh_from_db()
    assert organisation.services == ""


@pytest.mark.pair
def test_the_second_to_decide_is_told_and_changes_nothing(
    organisation: Organisation, researcher: User, commons: Commons, as_user: SignedIn
) -> None:
    found = proposed(organisation)
    late = factories.member(Role.COORDINATOR, commons)
    actions.refuse(found, reply="Déjà vu.", by=researcher)
    answer = as_user(late).post(
        f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["services"]}, follow=True
    )
    assert "Chercheuse d’essai vient de l’examiner" in answer.content.decode()
    organisation.refresh_from_db()
    assert organisation.services == ""
    found.refresh_from_db()
    assert (found.state, found.decided_by) == (Correction.State.REFUSED, researcher)


def test_what_is_refused_keeps_what_was_typed(client: Client, organisation: Organisation) -> None:
    refused = client.post("/acteurs/ressourcerie/corriger/", typed(siren="123", message="Le numéro manque."))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Ce n’est pas un SIREN" in page
    assert "Le numéro manque." in page
    nothing = client.post("/acteurs/ressourcerie/corriger/", typed(seat=str(organisation.seat_id)))
    assert nothing.status_code == 422
    assert "Rien n’est proposé" in nothing.content.decode()
    long = client.post("/acteurs/ressourcerie/corriger/", typed(message="a" * 2001))
    assert long.status_code == 422
    assert not Correction.objects.exists()


def test_what_the_public_types_is_text_and_never_markup(
    client: Client, organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    hostile = "<script>alert(1)</script><b onclick=x()>gras</b>"
    client.post(
        "/acteurs/ressourcerie/corriger/",
        typed(name=hostile, services=hostile, message=hostile, author_name=hostile, aliases=hostile),
    )
    found = Correction.objects.get()
    editor = as_user(researcher)
    for address in ("/corrections/", f"/corrections/{found.pk}/"):
        page = editor.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert "&lt;script&gt;" in page


def test_a_site_that_is_no_web_address_is_refused(client: Client, organisation: Organisation) -> None:
    refused = client.post("/acteurs/ressourcerie/corriger/", typed(website="javascript:alert(1)"))
    assert refused.status_code == 422
    assert not Correction.objects.exists()


def test_a_machine_that_fills_every_field_is_refused(client: Client, organisation: Organisation) -> None:
    refused = client.post("/acteurs/ressourcerie/corriger/", typed(message="Achetez", trap="https://pub.example"))
    assert refused.status_code == 422
    assert not Correction.objects.exists()


def test_too_many_in_a_row_are_refused_in_one_sentence(client: Client, organisation: Organisation) -> None:
    for number in range(5):
        sent = client.post("/acteurs/ressourcerie/corriger/", typed(message=f"Message {number}"))
        assert sent.status_code == 302
    sixth = client.post("/acteurs/ressourcerie/corriger/", typed(message="Encore celui-ci"))
    assert sixth.status_code == 422
    assert "Attendez une minute" in sixth.content.decode()
    assert "Encore celui-ci" in sixth.content.decode()
    assert Correction.objects.count() == 5


def test_the_same_thing_sent_twice_is_one(client: Client, organisation: Organisation) -> None:
    for _ in range(2):
        client.post("/acteurs/ressourcerie/corriger/", typed(message="Deux clics."))
    assert Correction.objects.count() == 1


def test_nothing_is_mailed_to_an_address_nobody_confirmed(
    client: Client, organisation: Organisation, mailoutbox: list[Any]
) -> None:
    from commons.models import OutgoingMail

    client.post("/acteurs/ressourcerie/corriger/", typed(message="Faux.", author_email="autrui@exemple.fr"))
    assert not OutgoingMail.objects.exists()
    assert not mailoutbox


@pytest.mark.pair
def test_a_missing_organisation_is_proposed_then_created_by_who_accepts(
    client: Client, researcher: User, as_user: SignedIn
) -> None:
    client.post(
        "/corrections/nouvelle/", {"name": "La Halle aux poutres", "kind": "cooperative", "message": "Ouverte."}
    )
    assert not Organisation.objects.filter(name="La Halle aux poutres").exists()
    found = Correction.objects.get()
    as_user(researcher).post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["name", "kind"]})
    made = Organisation.objects.get(name="La Halle aux poutres")
    assert made.kind == Organisation.Kind.COOPERATIVE
    found.refresh_from_db()
    assert found.organisation == made


def test_a_missing_organisation_that_exists_is_refused_at_once(client: Client, organisation: Organisation) -> None:
    refused = client.post("/corrections/nouvelle/", {"name": "Ressourcerie du pays", "kind": "association"})
    assert refused.status_code == 422
    assert not Correction.objects.exists()


def test_a_name_taken_between_proposal_and_decision_is_said(
    organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    found = proposed(organisation, facts={"name": "Nom convoité"})
    factories.organisation("Nom convoité")
    answer = as_user(researcher).post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["name"]})
    assert answer.status_code == 422
    found.refresh_from_db()
    assert found.state == Correction.State.PENDING


def test_an_ecosystem_is_corrected_in_words(
    client: Client, commons: Commons, territory: Territory, as_user: SignedIn
) -> None:
    ecosystem = factories.ecosystem(commons, territory, slug="systeme")
    assert client.post("/ecosystemes/systeme/corriger/", {"message": ""}).status_code == 422
    client.post("/ecosystemes/systeme/corriger/", {"message": "La recyclerie n’y est pas."})
    found = Correction.objects.get(ecosystem=ecosystem)
    partner = factories.partner(commons, territory)
    as_user(partner).post(f"/corrections/{found.pk}/", {"decision": "accepted", "reply": "Ajoutée, merci."})
    found.refresh_from_db()
    assert found.state == Correction.State.ACCEPTED


@pytest.mark.pair
def test_each_examines_what_they_may_edit(commons: Commons, territory: Territory, organisation: Organisation) -> None:
    here, elsewhere = proposed(organisation), proposed(factories.organisation())
    ecosystem = factories.ecosystem(commons, territory)
    on_ecosystem = actions.propose(Correction(ecosystem=ecosystem, message="Il manque quelqu’un."), by=None)
    foreign = actions.propose(Correction(ecosystem=factories.ecosystem(factories.commons()), message="Là."), by=None)
    near = actions.propose(Correction(facts={"name": "Ici", "seat": organisation.seat_id}), by=None)
    far = actions.propose(Correction(facts={"name": "Là-bas"}), by=None)
    everything = {here, elsewhere, on_ecosystem, near, far}
    expected = {
        factories.member(Role.RESEARCHER, commons): everything,
        factories.partner(commons, territory): {here, on_ecosystem, near},
        factories.partner(commons, factories.territory()): set(),
        factories.member(Role.EXPERT, commons): set(),
        factories.user(): set(),
    }
    for person, seen in expected.items():
        assert set(corrections.examined_by(person)) == seen
        for found in (*everything, foreign):
            assert policies.can_examine(person, found) == (found in seen)


def test_a_correction_is_read_by_its_author_and_by_who_examines_and_by_no_one_else(
    organisation: Organisation, as_user: SignedIn, client: Client
) -> None:
    author = factories.user()
    found = proposed(organisation, by=author)
    assert as_user(author).get(f"/corrections/{found.pk}/").status_code == 200
    assert as_user(factories.user()).get(f"/corrections/{found.pk}/").status_code == 404
    assert client.get(f"/corrections/{found.pk}/").status_code == 302
    assert as_user(author).post(f"/corrections/{found.pk}/", {"decision": "accepted"}).status_code == 403


def test_more_corrections_ask_no_more_queries(organisation: Organisation, researcher: User, as_user: SignedIn) -> None:
    client = as_user(researcher)
    taken = []
    for count in (2, 12):
        for number in range(count):
            proposed(factories.organisation(), message=f"{count} {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/corrections/")
        taken.append(len(queries))
    assert taken[1] <= taken[0]


def test_a_partner_creates_a_missing_organisation_only_where_they_may_seat_it(
    commons: Commons, territory: Territory, as_user: SignedIn
) -> None:
    here = territory.communes.get()
    found = actions.propose(Correction(facts={"name": "La Halle", "kind": "company", "seat": here.pk}), by=None)
    client = as_user(factories.partner(commons, territory))
    refused = client.post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["name", "kind"]})
    assert refused.status_code == 422
    assert "gardez son siège" in refused.content.decode()
    assert not Organisation.objects.filter(name="La Halle").exists()
    found.refresh_from_db()
    assert found.state == Correction.State.PENDING
    client.post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": ["name", "seat"]})
    assert Organisation.objects.get(name="La Halle").seat == here


def test_a_correction_of_a_territory_is_said_in_words_that_name_it_beforehand(
    client: Client, territory: Territory, researcher: User, as_user: SignedIn
) -> None:
    address = f"/corrections/nouvelle/?territoire={territory.slug}"
    assert address in client.get(territory.get_absolute_url()).content.decode()
    assert address not in as_user(researcher).get(territory.get_absolute_url()).content.decode()
    client.logout()
    form = client.get(address).context["form"]
    assert territory.name in form.initial["message"]
    assert client.post(address, {"message": form.initial["message"]}).status_code == 422
    said = f"{form.initial['message']}une commune manque."
    assert client.post(address, {"message": said})["Location"] == territory.get_absolute_url()
    correction = Correction.objects.get()
    assert (correction.message, correction.facts) == (said, {})
    detail = f"/corrections/{correction.pk}/"
    assert "Une correction sur un territoire" in as_user(researcher).get(detail).content.decode()
    as_user(researcher).post(detail, {"decision": "accepted"})
    correction.refresh_from_db()
    assert correction.state == Correction.State.ACCEPTED
    assert client.get("/corrections/nouvelle/?territoire=nulle-part").status_code == 404


@pytest.mark.pair
def test_where_it_acts_what_it_brings_and_its_numbers_are_proposed_as_facts_and_written_with_history(
    client: Client, organisation: Organisation, researcher: User, as_user: SignedIn
) -> None:
    department = Zone.objects.create(id="departement-91", kind="departement", code="91", name="Essonne")
    site, served = factories.commune("91223", name="Étampes"), factories.commune("91021", name="Arpajon")
    organisation.area_communes.set([site])
    page = client.get("/acteurs/ressourcerie/corriger/").content.decode()
    assert "Étampes (91223)" in page
    sent = typed(
        seat=organisation.seat_id,
        siret="21910223300018",
        site="Étampes",
        area_communes="Étampes\r\nArpajon",
        area_zones="91",
        nationwide="on",
        brings="Des locaux.",
        seeks="Du bois.",
        themes="réemploi, terre crue",
    )
    assert client.post("/acteurs/ressourcerie/corriger/", sent | {"siret": "1"}).status_code == 422
    answer = client.post("/acteurs/ressourcerie/corriger/", sent)
    assert answer.status_code == 302, answer.content.decode()
    found = Correction.objects.get()
    assert found.facts == {
        "siren": "219102233",
        "siret": "21910223300018",
        "site": "91223",
        "area_communes": ["91021", "91223"],
        "area_zones": ["departement-91"],
        "nationwide": True,
        "brings": "Des locaux.",
        "seeks": "Du bois.",
        "themes": ["réemploi", "terre crue"],
    }
    editor = as_user(researcher)
    shown = editor.get(f"/corrections/{found.pk}/").content.decode()
    for words in ("Arpajon (91), Étampes (91)", "Essonne", "oui", "réemploi, terre crue", "Étampes (91)"):
        assert words in shown, words
    kept = [name for name in found.facts if name not in ("nationwide", "siren")]
    editor.post(f"/corrections/{found.pk}/", {"decision": "accepted", "kept": kept})
    organisation.refresh_from_db()
    assert (organisation.siret, organisation.siren) == ("21910223300018", "219102233")
    assert (organisation.site, organisation.nationwide) == (site, False)
    assert set(organisation.area_communes.all()) == {site, served}
    assert set(organisation.area_zones.all()) == {department}
    assert sorted(organisation.themes.names()) == ["réemploi", "terre crue"]
    line = organisation.history.latest()
    assert (line.history_user, line.area_communes.count()) == (researcher, 2)
    assert "déjà ainsi" not in editor.get(f"/corrections/{found.pk}/").content.decode()


def test_facts_shown_and_sent_back_as_they_are_propose_nothing(client: Client, organisation: Organisation) -> None:
    communes = [factories.commune("91223", name="Étampes"), factories.commune("91021", name="Arpajon")]
    organisation.area_communes.set(communes)
    organisation.themes.set(["Réemploi", "bois"])
    organisation.brings = "Un lieu.\nDes outils."
    organisation.nationwide = True
    organisation.save()
    sent = typed(
        seat=organisation.seat_id,
        area_communes="91223\r\nArpajon (91021)",
        themes="bois, réemploi",
        brings="Un lieu.\r\nDes outils.",
        nationwide="on",
    )
    answer = client.post("/acteurs/ressourcerie/corriger/", sent)
    assert answer.status_code == 422
    assert "Rien n’est proposé" in answer.content.decode()


def test_emptying_a_list_is_a_proposal_too(client: Client, organisation: Organisation, researcher: User) -> None:
    organisation.area_communes.set([factories.commune("91223")])
    client.post("/acteurs/ressourcerie/corriger/", typed(seat=organisation.seat_id))
    found = Correction.objects.get()
    assert found.facts == {"area_communes": []}
    actions.accept(found, kept=["area_communes"], reply="", by=researcher)
    assert not organisation.area_communes.exists()


def test_a_missing_organisation_is_created_with_where_it_acts(client: Client, researcher: User) -> None:
    commune = factories.commune("91223", name="Étampes")
    client.post(
        "/corrections/nouvelle/",
        {"name": "Nouvelle", "kind": "association", "area_communes": "Étampes", "themes": "bois"},
    )
    found = actions.accept(Correction.objects.get(), kept=["name", "area_communes", "themes"], reply="", by=researcher)
    assert found.organisation is not None
    assert list(found.organisation.area_communes.all()) == [commune]
    assert list(found.organisation.themes.names()) == ["bois"]
