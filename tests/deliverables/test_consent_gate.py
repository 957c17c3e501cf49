"""From a withdrawn consent forward: the draft is masked, publishing is refused, what is touched is listed."""

from datetime import date

import pytest
from django.urls import reverse

from deliverables import actions, impact, preflight
from deliverables.models import Deliverable, Edition
from interviews.models import Consent
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def withdraw(consent: Consent) -> None:
    consent.withdrawn_on = date(2026, 6, 1)
    consent.save()


def preview(world: building.World) -> str:
    return reverse("draft_preview", args=[world.deliverable.pk])


def test_a_withdrawal_masks_the_draft_at_once_blocks_publishing_and_names_the_chapter(as_user) -> None:
    world = building.world()
    building.publish(world)
    client = as_user(world.coordinator)
    assert building.WORDING in client.get(preview(world)).content.decode()
    withdraw(world.consent)
    for address in (
        preview(world),
        reverse("draft_detail", args=[world.deliverable.pk]),
        reverse("chapter_edit", args=[world.chapter.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert building.WORDING not in page.content.decode(), address
    given = {"version": "1.1", "changes": "Une correction.", "confirmed": "on"}
    page = client.post(reverse("publish", args=[world.deliverable.pk]), given)
    assert page.status_code == 422
    assert "Chapitre « Ce que l’on échange » : un verbatim ne peut pas être publié" in page.content.decode()
    assert Edition.objects.count() == 1


def test_a_withdrawal_lists_the_drafts_and_the_editions_it_touches(as_user) -> None:
    world, elsewhere = building.world(), building.world()
    edition = building.publish(world)
    building.publish(elsewhere)
    assert not impact.in_deliverables(Deliverable.objects.all())
    touched = impact.of_withdrawal(world.consent)
    assert (touched.chapters, touched.editions) == ([world.chapter], [edition])
    withdraw(world.consent)
    assert impact.in_deliverables(Deliverable.objects.all()) == touched
    board = as_user(world.coordinator).get(reverse("draft_detail", args=[world.deliverable.pk])).content.decode()
    assert "Des verbatims cités ne peuvent plus être publiés" in board
    assert reverse("edition_withdraw", args=[edition.pk]) in board


def test_a_chapter_corrected_and_an_edition_withdrawn_are_no_longer_touched() -> None:
    world = building.world()
    edition = building.publish(world)
    withdraw(world.consent)
    actions.save_chapter(world.chapter, title="Titre", body="<p>Sans citation.</p>", base=1, by=world.researcher)
    assert impact.of_withdrawal(world.consent).chapters == []
    assert [finding for finding in preflight.check(world.deliverable) if finding.is_blocking] == []
    actions.withdraw_edition(edition, reason="Consentement retiré.", by=world.coordinator)
    assert not impact.of_withdrawal(world.consent)


def test_words_of_nobody_in_particular_depend_on_everyone_who_was_met() -> None:
    world = building.world()
    unnamed = factories.excerpt(world.excerpt.revision, public_wording="On nous l’a dit.")
    other = factories.consent(factories.interviewee(world.excerpt.interview))
    body = f"<p>Un texte.</p><p>[[verbatim:{unnamed.pk}]]</p>"
    actions.save_chapter(world.chapter, title="Titre", body=body, base=1, by=world.researcher)
    assert impact.of_withdrawal(other).chapters == [world.chapter]
    assert preflight.quotations_are_allowed(world.deliverable) == []
    withdraw(other)
    assert len(preflight.quotations_are_allowed(world.deliverable)) == 1


def test_a_frozen_page_is_not_rewritten_but_the_coordination_is_told(as_user) -> None:
    """The design: an edition stays as it is until the coordination withdraws it."""
    world = building.world()
    edition = building.publish(world)
    withdraw(world.consent)
    assert as_user(None).get(edition.get_absolute_url()).status_code == 200
    page = as_user(world.researcher).get(reverse("draft_detail", args=[world.deliverable.pk])).content.decode()
    assert "prévenez la coordination" in page


def test_the_frozen_text_of_a_later_edition_shows_what_consent_allows_then() -> None:
    world = building.world()
    building.publish(world)
    world.excerpt.public_wording = "Une formulation adoucie."
    world.excerpt.save()
    later = building.publish(world, "1.1")
    assert "adoucie" in later.html
    assert building.WORDING not in later.html
    assert building.WORDING in Edition.objects.get(version="1.0").html
