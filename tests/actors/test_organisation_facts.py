"""Everything the form of an organisation takes: areas of action, numbers, contact, themes, checks."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from actors.models import Organisation
from commons.models import JournalEntry, Role
from territories.models import FormerCommune, Zone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


@pytest.fixture
def organisation() -> Organisation:
    return factories.organisation("ALEC", slug="alec", kind="energy_agency")


@pytest.fixture
def researcher() -> Any:
    return factories.member(Role.RESEARCHER, factories.commons(), "Inès")


@pytest.fixture(autouse=True)
def places() -> None:
    region = Zone.objects.create(pk="region-11", kind="region", code="11", name="Île-de-France")
    Zone.objects.create(pk="departement-91", kind="departement", code="91", name="Essonne", parent=region)
    Zone.objects.create(pk="departement-11", kind="departement", code="11", name="Aude")
    epci = Zone.objects.create(pk="epci-249100595", kind="epci", code="249100595", name="CC Le Dourdannais en Hurepoix")
    for zone in Zone.objects.order_by("pk"):
        zone.folded_name = {"Île-de-France": "ile de france"}.get(zone.name, zone.name.lower())
        zone.save()
    dourdan = factories.commune("91200", name="Dourdan", epci=epci)
    factories.commune("91223", name="Étampes")
    FormerCommune.objects.create(code="91599", name="Rouillon", commune=dourdan)


def send(as_user: Any, person: Any, **typed: Any) -> Any:
    return as_user(person).post("/acteurs/alec/modifier/", {"name": "ALEC", "kind": "energy_agency", **typed})


def test_every_fact_is_kept_journalled_once_and_in_the_history_once(
    as_user: Any, researcher: Any, organisation: Organisation
) -> None:
    response = send(
        as_user,
        researcher,
        siret="217 500 016 00019",
        site="Étampes",
        area_communes="dourdan\nÉtampes (91223)\n91599",
        area_zones="essonne\n249100595\nIle de france (région)\n11",
        nationwide="on",
        brings="Un atelier",
        seeks="De la paille",
        themes="Isolation, Réemploi",
        contact_email="contact@alec.example",
        contact_phone="+33 (0)1.64.59.00.00",
        checked_on="2026-03-12",
    )
    assert response.status_code == 302, response.context["form"].errors
    kept = Organisation.objects.get()
    assert (kept.siren, kept.siret, kept.site_id) == ("217500016", "21750001600019", "91223")
    assert set(kept.area_communes.values_list("pk", flat=True)) == {"91200", "91223"}
    assert set(kept.area_zones.values_list("pk", flat=True)) == {
        "departement-91",
        "departement-11",
        "epci-249100595",
        "region-11",
    }
    assert (kept.nationwide, kept.brings, kept.seeks) == (True, "Un atelier", "De la paille")
    assert set(kept.themes.names()) == {"Isolation", "Réemploi"}
    assert (kept.contact_email, kept.contact_phone) == ("contact@alec.example", "01 64 59 00 00")
    assert (kept.checked_on, kept.checked_by) == (date(2026, 3, 12), researcher)
    assert JournalEntry.objects.get().by == researcher
    assert (kept.history.count(), kept.history.latest().history_user) == (2, researcher)  # made, then edited
    shown = as_user(researcher).get("/acteurs/alec/modifier/").context["form"]
    lines = {name: shown[name].as_widget() for name in ("area_communes", "area_zones")}
    assert "Dourdan (91200)\nÉtampes (91223)" in lines["area_communes"]
    assert "Essonne (département)" in lines["area_zones"]


def test_the_form_sent_as_it_was_shown_changes_nothing(
    as_user: Any, researcher: Any, organisation: Organisation
) -> None:
    organisation.area_zones.set(Zone.objects.filter(pk="departement-91"))
    organisation.area_communes.set(["91200"])
    organisation.themes.add("Isolation", "Bois, terre")
    before = organisation.history.count()
    shown = as_user(researcher).get("/acteurs/alec/modifier/").context["form"]
    typed = {
        field.name: field.field.prepare_value(field.initial) if field.name != "themes" else 'Isolation, "Bois, terre"'
        for field in shown
    }
    assert send(as_user, researcher, **{name: value or "" for name, value in typed.items()}).status_code == 302
    assert not JournalEntry.objects.exists()
    assert organisation.history.count() == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("siret", "21750001600018", "pas un SIRET"),
        ("siret", "２1750001600019", "pas un SIRET"),
        ("site", "Dourdn", "Précisez, par le code INSEE\xa0: Dourdan (91200)"),
        ("area_communes", "Dourdan\nDourdn", "«\xa0Dourdn\u00a0»\xa0: Précisez"),
        ("area_communes", "91200, 91999", "n’a le code 91999"),
        ("area_communes", "\n".join(map(str, range(501))), "Au plus 500 lignes"),
        ("area_communes", "\x00", "nul"),
        ("area_zones", "Essone", "Essonne (département)"),
        ("area_zones", "xyzt", "aucune intercommunalité"),
        ("area_zones", "Aude (région)", "précisez, Aude (département)"),
        ("contact_phone", "06 12 34 56 78", "06 ou 07"),
        ("contact_phone", "+33 7 12 34 56 78", "06 ou 07"),
        ("contact_phone", "+33 (0)6 12 34 56 78", "06 ou 07"),
        ("contact_phone", "0692 12 34 56", "06 ou 07"),
        ("contact_phone", "demander Paul", "pas un numéro"),
        ("contact_email", "contact", "valide"),
        ("themes", ", ".join(map(str, range(31))), "Au plus 30 étiquettes"),
    ],
)
def test_bad_facts_are_refused_in_words_and_kept_as_typed(
    as_user: Any, researcher: Any, organisation: Organisation, field: str, typed: str, said: str
) -> None:
    response = send(as_user, researcher, services="Ce que j’ai tapé", **{field: typed})
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert "Ce que j’ai tapé" in response.content.decode()
    assert not JournalEntry.objects.exists()


def test_a_siret_of_another_siren_is_refused(as_user: Any, researcher: Any, organisation: Organisation) -> None:
    response = send(as_user, researcher, siren="552100554", siret="21750001600019")
    assert "une autre entreprise" in " ".join(response.context["form"].errors["siret"])


def test_establishments_of_la_poste_follow_their_own_rule(
    as_user: Any, researcher: Any, organisation: Organisation
) -> None:
    assert send(as_user, researcher, siret="35600000049837").status_code == 302
    assert Organisation.objects.get().siren == "356000000"


def test_one_click_says_that_all_holds_today(as_user: Any, researcher: Any, organisation: Organisation) -> None:
    for _ in range(2):
        assert as_user(researcher).post("/acteurs/alec/verifier/")["Location"] == "/acteurs/alec/"
    organisation.refresh_from_db()
    assert (organisation.checked_on, organisation.checked_by) == (timezone.localdate(), researcher)
    assert JournalEntry.objects.get().verb == "organisation_checked"
    assert "par Inès" in as_user(researcher).get("/acteurs/alec/").content.decode()
    assert "Inès" not in as_user(None).get("/acteurs/alec/").content.decode()


def test_the_address_of_a_merged_page_leads_to_the_one_kept(as_user: Any, organisation: Organisation) -> None:
    middle = factories.organisation("Doublon", slug="doublon", merged_into=organisation)
    factories.organisation("Doublon du doublon", slug="double", merged_into=middle)
    for slug in ("doublon", "double"):
        response = as_user(None).get(f"/acteurs/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/acteurs/alec/")


def test_names_are_proposed_while_typing_and_only_public_ones(as_user: Any, organisation: Organisation) -> None:
    factories.organisation("Doublon ALEC", merged_into=organisation)
    client = as_user(None)

    def names(what: str, typed: str) -> Any:
        return client.get(f"/acteurs/suggestions/{what}/", {"q": typed}).json()["names"]

    assert names("communes", "etamp") == ["Étampes (91223)"]
    assert names("zones", "esson") == ["Essonne (département)"]
    assert names("organisations", "ale") == ["ALEC"]
    for what in ("communes", "zones", "organisations"):
        for typed in ("", "a", "\x01", "x" * 3000, "%_"):
            assert names(what, typed) == []
