"""Publishing: the checks, the frozen text and its seal, the versions, who may."""

import pytest
from django.urls import reverse

from commons.models import Job, JournalEntry
from commons.verbs import Verb
from deliverables import actions, preflight
from deliverables.actions.publishing import checksum
from deliverables.models import Edition, Rendition
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def address(world: building.World) -> str:
    return reverse("publish", args=[world.deliverable.pk])


GIVEN = {"version": "1.0", "changes": "", "confirmed": "on"}


def test_publishing_freezes_the_text_and_starts_the_pdf(as_user) -> None:
    world = building.world()
    answer = as_user(world.coordinator).post(address(world), GIVEN)
    edition = Edition.objects.get()
    assert answer["Location"] == edition.get_absolute_url()
    assert building.WORDING in edition.html
    assert edition.manifest["excerpts"] == [str(world.excerpt.pk)]
    assert edition.manifest["territories"] == [world.territory.slug]
    assert edition.manifest["authors"] == ["Alix Moreau"]
    assert edition.manifest["licence"] == "CC-BY-SA-4.0"
    assert [line["number"] for line in edition.manifest["chapters"]] == [1]
    assert [chapter.revision for chapter in edition.chapters.all()] == [world.chapter.latest()]
    assert edition.renditions.get().state == Rendition.State.WAITING
    assert Job.objects.get().kind == "deliverables.tasks.render"
    assert JournalEntry.objects.filter(verb=Verb.EDITION_PUBLISHED, by=world.coordinator).exists()


def test_the_seal_is_recomputed_from_what_is_stored() -> None:
    edition = building.publish(building.world())
    edition.refresh_from_db()
    assert checksum(edition) == edition.checksum
    edition.html += " "
    assert checksum(edition) != edition.checksum


def test_a_later_draft_changes_nothing_to_the_edition(as_user) -> None:
    world = building.world()
    edition = building.publish(world)
    frozen = edition.html
    actions.save_chapter(world.chapter, title="Autre", body="<p>Tout autre texte.</p>", base=1, by=world.researcher)
    page = as_user(None).get(edition.get_absolute_url()).content.decode()
    edition.refresh_from_db()
    assert edition.html == frozen
    assert "Tout autre texte" not in page


def test_a_researcher_sees_the_checks_and_cannot_publish(as_user) -> None:
    world = building.world()
    page = as_user(world.researcher).get(address(world))
    assert "Vérifications avant publication" in page.content.decode()
    assert 'name="version"' not in page.content.decode()
    assert as_user(world.researcher).post(address(world), GIVEN).status_code == 403
    assert not Edition.objects.exists()


def test_the_next_version_is_proposed_and_an_older_one_refused(as_user) -> None:
    world = building.world()
    building.publish(world, "1.9")
    client = as_user(world.coordinator)
    assert 'value="1.10"' in client.get(address(world)).content.decode()
    for version in ("1.9", "1.2", "1", "deux", "1.0.1", "1.10\n<b>"):
        page = client.post(address(world), GIVEN | {"version": version, "changes": "Une correction."})
        assert page.status_code == 422, version
        assert "id_version_error" in page.content.decode()
    assert Edition.objects.count() == 1


def test_a_second_edition_says_what_changed(as_user) -> None:
    world = building.world()
    building.publish(world)
    page = as_user(world.coordinator).post(address(world), GIVEN | {"version": "1.1"})
    assert page.status_code == 422
    assert "id_changes_error" in page.content.decode()


def test_publishing_without_confirming_is_refused(as_user) -> None:
    world = building.world()
    page = as_user(world.coordinator).post(address(world), {"version": "1.0"})
    assert page.status_code == 422
    assert not Edition.objects.exists()


def test_one_version_is_published_once() -> None:
    world = building.world()
    building.publish(world)
    with pytest.raises(actions.NotPublishable):
        building.publish(world)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "est vide"),
        ("<p>Un texte.</p><p>[[carte:nulle-part]]</p>", "ne désigne rien de connu"),
        ("<p>Un texte, voir [[carte:x]].</p>", "une insertion se met seule"),
    ],
)
def test_what_is_not_ready_is_not_published(as_user, body: str, said: str) -> None:
    world = building.world()
    actions.save_chapter(world.chapter, title="Le chapitre", body=body, base=1, by=world.researcher)
    page = as_user(world.coordinator).post(address(world), GIVEN)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "« Le chapitre »" in page.content.decode()
    assert not Edition.objects.exists()


def test_a_deliverable_without_a_chapter_is_not_published() -> None:
    deliverable = factories.deliverable(factories.commons())
    assert [finding.level for finding in preflight.check(deliverable)] == ["blocking"]


def test_an_excerpt_without_a_wording_is_named_with_its_chapter() -> None:
    world = building.world()
    world.excerpt.public_wording = ""
    world.excerpt.save()
    findings = preflight.quotations_are_allowed(world.deliverable)
    assert len(findings) == 1
    assert "« Ce que l’on échange »" in findings[0].message
    assert findings[0].url == reverse("chapter_edit", args=[world.chapter.pk])


def test_the_checks_run_again_when_publishing(monkeypatch, as_user) -> None:
    """What the page showed may be old: a consent withdrawn since blocks all the same."""
    world = building.world()
    client = as_user(world.coordinator)
    assert "Rien n’empêche de publier" in client.get(address(world)).content.decode()
    world.consent.withdrawn_on = world.consent.given_on
    world.consent.save()
    page = client.post(address(world), GIVEN)
    assert page.status_code == 422
    assert not Edition.objects.exists()
    assert not Job.objects.exists()
