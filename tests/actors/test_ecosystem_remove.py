"""Deleting an ecosystem: what goes is said first, nothing that others rely on goes."""

from typing import Any

import pytest

from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import JournalEntry, Role
from interviews.models import Interview
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Any:
    made = factories.ecosystem(factories.commons(), name="Filière bois", slug="bois")
    one, two = factories.organisation("Archi Possible"), factories.organisation("Pays de Limours")
    Participation.objects.create(ecosystem=made, organisation=one, state="met", source="Chronique")
    Relation.objects.create(
        ecosystem=made, source=one, target=two, kind="funds", nature="monetary", source_document="Chronique"
    )
    factories.ecosystem(made.commons, name="Scierie", part_of=made)
    return made


@pytest.fixture
def person(scene: Any) -> Any:
    return factories.member(Role.RESEARCHER, scene.commons)


ADDRESS = "/ecosystemes/bois/supprimer/"


def words(response: Any) -> str:
    return str(response.content.decode().replace("\xa0", " ").replace("\u202f", " "))


@pytest.mark.pair
def test_what_goes_is_said_with_the_workbook_then_it_goes_and_organisations_stay(
    as_user: Any, scene: Any, person: Any
) -> None:
    client = as_user(person)
    assert ADDRESS in words(client.get("/ecosystemes/bois/modifier/"))
    asked = words(client.get(ADDRESS))
    for said in ("1 participation<", "1 relation<", "0 ligne de composition", "/ecosystemes/bois/kumu.xlsx"):
        assert said in asked, said
    assert "1 écosystème qui en fait partie reste" in asked
    assert Ecosystem.objects.count() == 2
    assert client.post(ADDRESS).url == scene.territory.get_absolute_url()
    assert client.get("/ecosystemes/bois/").status_code == 404
    assert Ecosystem.objects.get().part_of is None
    assert Organisation.objects.count() == 2
    assert not Participation.objects.exists()
    assert not Relation.objects.exists()
    assert JournalEntry.objects.get(verb="ecosystem_removed").by == person
    for model in (Participation, Relation):  # its history is signed, and stays
        assert model.history.get(history_type="-").history_user == person


def refused(client: Any, said: str) -> None:
    assert said in words(client.get(ADDRESS))
    answer = client.post(ADDRESS)
    assert answer.status_code == 422
    assert said in words(answer)
    assert Ecosystem.objects.filter(slug="bois").exists()
    assert Relation.objects.exists()
    assert not JournalEntry.objects.filter(verb="ecosystem_removed").exists()


@pytest.mark.pair
def test_an_interview_keeps_it(as_user: Any, scene: Any, person: Any) -> None:
    factories.interview(scene, person)
    refused(as_user(person), "1 entretien</li>")
    Interview.objects.update(ecosystem=factories.ecosystem(scene.commons))
    assert as_user(person).post(ADDRESS).status_code == 302


@pytest.mark.pair
def test_a_chapter_that_inserts_it_keeps_it_however_its_letters_are_marked(
    as_user: Any, scene: Any, person: Any
) -> None:
    text = factories.deliverable(scene.commons, title="Restitution")
    factories.chapter(text, person, body="<p>[[ecosysteme:<strong>bois</strong>]]</p>", title="Le bois")
    refused(as_user(person), "Le chapitre « Le bois » de « Restitution », qui l’insère")


def test_a_text_that_only_looks_like_it_does_not(as_user: Any, scene: Any, person: Any) -> None:
    text = factories.deliverable(scene.commons)
    factories.chapter(text, person, body="<p>[[ecosysteme:bois-2]]</p><p>Voir [[ecosysteme:bois]] plus loin.</p>")
    assert as_user(person).post(ADDRESS).status_code == 302


def test_the_title_of_another_commons_chapter_is_not_told(as_user: Any, scene: Any, person: Any) -> None:
    text = factories.deliverable(factories.commons(), title="Secret")
    factories.chapter(text, person, body="<p>[[ecosysteme:bois]]</p>", title="Secret")
    client = as_user(person)
    refused(client, "Un chapitre d’un autre commun, qui l’insère")
    assert "Secret" not in words(client.get(ADDRESS))


def test_a_relecture_that_shows_it_keeps_it_once_the_chapter_has_changed(as_user: Any, scene: Any, person: Any) -> None:
    text = factories.deliverable(scene.commons)
    chapter = factories.chapter(text, person, body="<p>[[ecosysteme:bois]]</p>")
    factories.review_round(text)
    chapter.revisions.update(body="<p>Autre chose.</p>")
    refused(as_user(person), "1 relecture, qui l’insère")
