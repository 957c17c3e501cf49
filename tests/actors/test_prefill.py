"""Prefilling from the public directory of companies: proposed, ticked, never written by itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from actors.models import Organisation
from actors.upkeep import companies
from commons.models import JournalEntry, Role
from tests import factories
from tests.actors import company_stub
from tests.actors.company_stub import COMPANY, CompanyStub

pytestmark = pytest.mark.django_db


@pytest.fixture
def stub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[CompanyStub]:
    monkeypatch.setattr(companies, "PATIENCE", 0.3)
    with company_stub.running() as server:
        settings.COMPANY_DIRECTORY_URL = server.address
        yield server


@pytest.fixture
def researcher(as_user: Any) -> Any:
    factories.organisation("Archi Possible", slug="archi-possible")
    return as_user(factories.member(Role.RESEARCHER, factories.commons()))


def send(client: Any, **typed: Any) -> Any:
    data = {"name": "Archi Possible", "kind": "cooperative", "services": "Ce que j’ai tapé", **typed}
    return client.post("/acteurs/archi-possible/modifier/", data)


def nothing_was_written() -> bool:
    kept = Organisation.objects.get()
    return (kept.siren, kept.services) == ("", "") and not JournalEntry.objects.exists()


def test_what_is_empty_is_ticked_and_what_is_typed_is_not(researcher: Any, stub: CompanyStub) -> None:
    factories.commune("91021", name="Arpajon")
    response = send(researcher, siren="217 500 016", legal_form="SCIC", look_up="1")
    assert response.status_code == 200
    proposals = {one.name: one for one in response.context["answer"].proposals}
    assert {name: one.found for name, one in proposals.items()} == {
        "name": "ARCHI POSSIBLE",
        "short_name": "AP",
        "legal_form": "SAS",
        "siret": "21750001600019",
        "seat": "Arpajon (91021)",
    }
    assert [name for name, one in proposals.items() if one.ticked] == ["short_name", "siret", "seat"]
    assert "Ce que j’ai tapé" in response.content.decode()
    assert stub.asked == ["217500016"]
    assert nothing_was_written()


def test_only_ticked_lines_are_taken_over_and_only_saving_writes(researcher: Any, stub: CompanyStub) -> None:
    found = {"found-short_name": "AP", "found-name": "ARCHI POSSIBLE"}
    response = send(researcher, take_over="1", take=["short_name"], **found)
    form = response.context["form"]
    assert (form["short_name"].value(), form["name"].value()) == ("AP", "Archi Possible")
    assert form["services"].value() == "Ce que j’ai tapé"
    assert nothing_was_written()
    assert "Aucune ligne n’est cochée" in send(researcher, take_over="1", **found).content.decode()


@pytest.mark.parametrize("fault", ["429", "500", "slow", "truncated", "other"])
def test_a_directory_that_fails_is_one_sentence_and_typing_goes_on(
    researcher: Any, stub: CompanyStub, fault: str
) -> None:
    stub.fault = fault
    response = send(researcher, siren="217500016", look_up="1")
    assert response.status_code == 200
    words = response.content.decode()
    assert "ne répond pas pour le moment" in words
    assert "Ce que j’ai tapé" in words
    assert nothing_was_written()


@pytest.mark.parametrize(("fault", "rows"), [("", []), ("400", []), ("", [{**COMPANY, "siren": "552100554"}])])
def test_an_unknown_number_is_said(researcher: Any, stub: CompanyStub, fault: str, rows: Any) -> None:
    stub.fault, stub.rows = fault, rows
    assert "ne connaît pas ce numéro" in send(researcher, siren="217500016", look_up="1").content.decode()


def test_a_number_that_cannot_be_is_not_even_asked(researcher: Any, stub: CompanyStub) -> None:
    for typed in ("", "123456789", "21750001", "\x00"):
        assert "Tapez d’abord" in send(researcher, siren=typed, look_up="1").content.decode()
    assert stub.asked == []


@pytest.mark.parametrize(
    "change", [{"etat_administratif": "C"}, {"siege": {**COMPANY["siege"], "etat_administratif": "F"}}]
)
def test_a_closed_company_is_said_so(researcher: Any, stub: CompanyStub, change: dict[str, Any]) -> None:
    stub.rows = [{**COMPANY, **change}]
    assert "fermé ou radié" in send(researcher, siren="217500016", look_up="1").content.decode()


@pytest.mark.parametrize("change", [{"nature_juridique": "1000"}, {"statut_diffusion": "P"}])
def test_the_name_of_a_person_is_not_proposed(researcher: Any, stub: CompanyStub, change: dict[str, Any]) -> None:
    stub.rows = [{**COMPANY, **change}]
    answer = send(researcher, siren="217500016", look_up="1").context["answer"]
    assert {"name", "short_name"}.isdisjoint(one.name for one in answer.proposals)


def test_a_siret_that_is_not_the_seat_gives_its_own_commune(researcher: Any, stub: CompanyStub) -> None:
    factories.commune("91223", name="Étampes")
    stub.rows = [{**COMPANY, "matching_etablissements": [{"siret": "21750001600027", "commune": "91223"}]}]
    found = companies.find("21750001600027")
    assert found is not None
    assert (found.siret, found.commune) == ("21750001600027", "91223")


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "a\x00b\u202e", "x" * 100_000, 12, None, ["a"], {}])
def test_hostile_answers_neither_break_nor_inject(researcher: Any, stub: CompanyStub, hostile: Any) -> None:
    stub.rows = [
        None,
        "row",
        {**COMPANY, "nom_raison_sociale": hostile, "sigle": hostile, "nature_juridique": hostile},
    ]
    response = send(researcher, siren="217500016", look_up="1")
    assert response.status_code == 200
    words = response.content.decode()
    assert "<script>alert" not in words
    assert "\x00" not in words
    stub.rows = [{**COMPANY, "siege": hostile, "matching_etablissements": hostile}]
    assert send(researcher, siren="217500016", look_up="1").status_code == 200
