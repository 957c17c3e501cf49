"""The gate between what was said and what is published: no passage without its link, no name without consent."""

from typing import Any

import pytest
from django.urls import reverse

from deliverables import actions, impact, preflight
from deliverables.models import Chapter, Citation, Deliverable, Edition
from deliverables.rendering import html
from interviews import actions as interviews
from interviews.models import Consent
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def write(world: building.World, paragraph: str) -> None:
    body = f"<p>Un texte.</p><p>{paragraph}</p>"
    actions.save_chapter(world.chapter, title="Titre", body=body, base=1, by=world.researcher)


def record(world: building.World, level: str) -> None:
    person = world.consent.interviewee
    given: dict[str, Any] = {
        "terms": world.consent.terms,
        "given_on": world.consent.given_on,
        "proof_note": "À l’oral.",
    }
    interviews.record_consent(person, level=level, by=world.researcher, **given)


def name_with_leave(world: building.World) -> None:
    record(world, Consent.Level.ATTRIBUTED)
    world.excerpt.public_wording = "Berthe partage ses chantiers."
    world.excerpt.save()


def test_a_key_has_one_writing() -> None:
    world = building.world()
    for other in (world.excerpt.pk.hex, f"{world.excerpt.pk.hex[:4]}-{world.excerpt.pk.hex[4:]}"):
        part = html.Part("Titre", f"<p>[[verbatim:{other}]]</p>")
        rendered = html.render([part], html.Audience.EDITION, of=world.deliverable)
        assert building.WORDING not in rendered.html
        assert rendered.problems


def test_a_verbatim_whose_markup_is_partly_bold_is_found_by_a_withdrawal() -> None:
    world = building.world()
    write(world, f"[[verba<strong>tim</strong>:{world.excerpt.pk}]]")
    edition = building.publish(world)
    assert building.WORDING in edition.html
    touched = impact.of_withdrawal(world.consent)
    assert (touched.chapters, touched.editions) == ([world.chapter], [edition])


def test_an_edition_is_linked_to_all_it_shows_even_when_a_draft_was_not() -> None:
    world = building.world()
    Citation.objects.all().delete()
    edition = building.publish(world)
    assert impact.of_withdrawal(world.consent).editions == [edition]


def test_what_is_only_cited_in_a_sentence_is_no_citation() -> None:
    world = building.world()
    write(world, f"Voir [[verbatim:{world.excerpt.pk}]].")
    assert not Citation.objects.filter(revision=world.chapter.latest()).exists()


def test_a_name_allowed_once_is_refused_after_the_consent_is_lowered(as_user) -> None:
    world = building.world()
    name_with_leave(world)
    assert not any(finding.is_blocking for finding in preflight.check(world.deliverable))
    record(world, Consent.Level.PSEUDONYMISED)
    client = as_user(world.coordinator)
    page = client.get(reverse("draft_preview", args=[world.deliverable.pk])).content.decode()
    assert "désigne une personne" in page
    assert "Berthe" not in page
    given = {"version": "1.0", "changes": "", "confirmed": "on"}
    page = client.post(reverse("publish", args=[world.deliverable.pk]), given)
    assert page.status_code == 422
    assert "Chapitre «\u00a0Ce que l’on échange\u00a0»" in page.content.decode()
    assert "Berthe" not in page.content.decode()
    assert not Edition.objects.exists()


def test_a_person_added_after_the_wording_is_looked_for_in_it(as_user) -> None:
    world = building.world()
    world.excerpt.public_wording = "Avec Dupont, on partage."
    world.excerpt.save()
    interviews.add_interviewee(
        world.excerpt.interview, pseudonym="Alix", function="élue", identity={"name": "Luc Dupont"}, by=world.researcher
    )
    world.excerpt.refresh_from_db()
    assert world.excerpt.obstacle == "naming"
    for address in (reverse("excerpt_list"), world.excerpt.get_absolute_url()):
        page = as_user(world.coordinator).get(address).content.decode()
        assert "désigne une personne" in page
        assert "Dupont" not in page
    assert any(finding.is_blocking for finding in preflight.check(world.deliverable))


@pytest.mark.parametrize("fields", [{"function": "présidente de Confidentielle SA"}, {"pseudonym": "Berthe"}])
def test_who_is_said_to_speak_is_compared_too_whatever_wrote_it(fields: dict[str, str]) -> None:
    """Nothing recorded: publishing compares again."""
    world = building.world()
    for name, value in fields.items():
        setattr(world.consent.interviewee, name, value)
    world.consent.interviewee.save()
    messages = [finding.message for finding in preflight.check(world.deliverable) if finding.is_blocking]
    assert [message for message in messages if "désigne une personne rencontrée" in message]
    with pytest.raises(actions.NotPublishable):
        building.publish(world)


def test_with_a_wrong_key_the_board_opens_and_publishing_is_refused_in_words(as_user, settings) -> None:
    world = building.world()
    settings.IDENTITY_KEYS = ["une autre clé"]
    client = as_user(world.coordinator)
    assert client.get(reverse("draft_detail", args=[world.deliverable.pk])).status_code == 200
    page = client.get(reverse("publish", args=[world.deliverable.pk]))
    assert page.status_code == 200
    assert "illisibles avec la clé du site" in page.content.decode()


def test_a_file_lost_from_the_disk_is_made_again(as_user, run_jobs, django_capture_on_commit_callbacks, sent) -> None:
    world = building.world()
    edition = building.publish(world)
    job = building.job_of(edition)
    job.state = job.State.DONE
    job.save()
    rendition = building.pretend_ready(edition)
    rendition.file.storage.delete(rendition.file.name)
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        page = as_user(None).get(reverse("edition_pdf", args=[world.deliverable.slug, "1.0"]))
    assert (page.status_code, page["Retry-After"]) == (503, "20")
    rendition.refresh_from_db()
    assert rendition.state == "waiting"
    assert len(sent) == 1


def test_a_form_sent_twice_makes_one_thing(as_user) -> None:
    world = building.world()
    client = as_user(world.researcher)
    for _time in range(2):
        client.post(reverse("draft_create"), {"commons": world.commons.pk, "kind": "case", "title": "Deux clics"})
        client.post(reverse("chapter_add", args=[world.deliverable.pk]), {"title": "Deux clics"})
    assert Deliverable.objects.filter(title="Deux clics").count() == 1
    assert Chapter.objects.filter(title="Deux clics").count() == 1


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_an_empty_form_is_a_refused_form(as_user, content_type: str) -> None:
    world = building.world()
    edition = building.publish(world)
    client = as_user(world.coordinator)
    for address in (
        reverse("draft_create"),
        reverse("draft_edit", args=[world.deliverable.pk]),
        reverse("edition_withdraw", args=[edition.pk]),
        reverse("interview_create"),
        reverse("interviewee_add", args=[world.excerpt.interview.pk]),
        reverse("consent_record", args=[world.excerpt.interview.pk, world.consent.interviewee.pk]),
        reverse("excerpt_take", args=[world.excerpt.revision.pk]),
    ):
        assert client.post(address, data="", content_type=content_type).status_code == 422, address
