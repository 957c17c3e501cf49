"""What everyone reads: the list, the edition, its PDF while it is made, once ready, once withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commons.models import Job, Role
from deliverables import actions
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def pdf(edition) -> str:
    return reverse("edition_pdf", args=[edition.deliverable.slug, edition.version])


def state(edition) -> str:
    return reverse("edition_pdf_state", args=[edition.deliverable.slug, edition.version])


def test_the_empty_shelf_leads_somewhere(client) -> None:
    factories.deliverable(factories.commons())
    page = client.get(reverse("deliverable_list")).content.decode()
    assert "Rien n’est encore publié" in page
    assert reverse("territory_list") in page


def test_the_shelf_shows_the_latest_edition_and_no_draft(client) -> None:
    world = building.world()
    building.publish(world)
    building.publish(world, "1.1")
    factories.deliverable(world.commons, title="Brouillon secret")
    page = client.get(reverse("deliverable_list")).content.decode()
    assert page.count("Coopérer pour rénover") == 1
    assert "version 1.1" in page
    assert "Brouillon secret" not in page


def test_the_address_of_a_deliverable_shows_its_latest_edition(client) -> None:
    world = building.world()
    building.publish(world)
    latest = building.publish(world, "1.1")
    page = client.get(world.deliverable.get_absolute_url()).content.decode()
    assert "Version 1.1" in page
    assert 'rel="canonical"' in page
    older = client.get(latest.deliverable.editions.get(version="1.0").get_absolute_url()).content.decode()
    assert "Une version plus récente existe" in older


def test_an_edition_carries_its_licence_seal_citation_and_numbers(client) -> None:
    world = building.world()
    edition = building.publish(world)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "https://creativecommons.org/licenses/by-sa/4.0/deed.fr" in page
    assert edition.checksum in page
    assert f"Alix Moreau ({edition.published_at.year}). Coopérer pour rénover, version 1.0." in page
    assert 'aria-label="Paragraphe 2"' in page
    assert 'href="#chapitre-1"' in page
    assert building.RAW_NOTE not in page
    assert "Berthe" not in page


@pytest.mark.parametrize("fictional", [True, False])
def test_an_edition_that_cites_an_invented_interview_says_so(client, fictional: bool) -> None:
    edition = building.publish(building.world(fictional=fictional))
    page = client.get(edition.get_absolute_url()).content.decode()
    assert ("Entretiens fictifs." in page) is fictional


def test_while_the_pdf_is_made_the_page_says_so_and_follows(client) -> None:
    edition = building.publish(building.world())
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Le PDF est en préparation" in page
    assert f'data-hx-get="{state(edition)}' in page
    assert "Actualiser la page" in page
    Job.objects.update(state=Job.State.RUNNING, progress=40, step="mise en page")
    fragment = client.get(state(edition)).content.decode()
    assert 'value="40"' in fragment
    assert "mise en page" in fragment


def test_the_fragment_says_nothing_twice(client) -> None:
    edition = building.publish(building.world())
    assert client.get(state(edition), {"vu": "queued-0-0"}).status_code == 204
    Job.objects.update(progress=10)
    assert client.get(state(edition), {"vu": "queued-0-0"}).status_code == 200


def test_without_a_worker_the_page_says_that_nothing_is_lost(client) -> None:
    edition = building.publish(building.world())
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    assert "rien n’est perdu" in client.get(edition.get_absolute_url()).content.decode()


def test_the_fragment_becomes_the_link_and_stops(client) -> None:
    edition = building.publish(building.world())
    building.pretend_ready(edition)
    fragment = client.get(state(edition), {"vu": "running-90-0"}).content.decode()
    assert pdf(edition) in fragment
    assert "12 pages" in fragment
    assert "data-hx-get" not in fragment


def test_a_pdf_that_failed_leaves_the_text_and_may_be_asked_again(as_user) -> None:
    world = building.world()
    edition = building.publish(world)
    Job.objects.update(state=Job.State.FAILED, outcome="Ce travail a échoué 5 fois de suite.")
    assert "n’a pas pu être préparé" in as_user(None).get(edition.get_absolute_url()).content.decode()
    client = as_user(world.coordinator)
    board = client.get(reverse("draft_detail", args=[world.deliverable.pk])).content.decode()
    assert "échoué 5 fois" in board
    client.post(reverse("rendition_request", args=[edition.pk]))
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_a_ready_pdf_is_not_made_again(as_user) -> None:
    world = building.world()
    edition = building.publish(world)
    building.pretend_ready(edition)
    Job.objects.all().delete()
    as_user(world.coordinator).post(reverse("rendition_request", args=[edition.pk]))
    assert not Job.objects.exists()


def test_the_pdf_is_served_whole_under_its_seal(client) -> None:
    edition = building.publish(building.world())
    waiting = client.get(pdf(edition))
    assert waiting.status_code == 503
    assert waiting["Retry-After"]
    building.pretend_ready(edition)
    answer = client.get(pdf(edition))
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{edition.deliverable.slug}-v1.0.pdf"' in answer["Content-Disposition"]
    assert answer["ETag"] == f'"{"a" * 64}"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    again = client.get(pdf(edition), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_the_file_of_a_pdf_is_not_served_by_the_static_server(client, settings) -> None:
    rendition = building.pretend_ready(building.publish(building.world()))
    assert client.get(f"/{rendition.file.name}").status_code == 404
    assert client.get(f"/static/{rendition.file.name}").status_code == 404


def test_a_withdrawn_edition_says_why_at_every_address(as_user) -> None:
    world = building.world()
    edition = building.publish(world)
    building.pretend_ready(edition)
    client = as_user(world.coordinator)
    withdraw = reverse("edition_withdraw", args=[edition.pk])
    assert client.post(withdraw, {"withdrawal_reason": " "}).status_code == 422
    client.post(withdraw, {"withdrawal_reason": "Une personne citée a retiré son accord."})
    for address in (edition.get_absolute_url(), pdf(edition), world.deliverable.get_absolute_url()):
        page = as_user(None).get(address)
        assert page.status_code == 410
        assert "Une personne citée a retiré son accord." in page.content.decode()
        assert building.WORDING not in page.content.decode()
    assert as_user(None).get(state(edition)).status_code == 410
    assert "Rien n’est encore publié" in as_user(None).get(reverse("deliverable_list")).content.decode()


def test_a_withdrawn_edition_leads_to_the_corrected_one(client) -> None:
    world = building.world()
    edition = building.publish(world)
    corrected = building.publish(world, "1.1")
    actions.withdraw_edition(edition, reason="Corrigée.", by=world.coordinator)
    assert "Lire la version 1.1" in client.get(edition.get_absolute_url()).content.decode()
    assert client.get(world.deliverable.get_absolute_url()).status_code == 200
    assert "retirée" in client.get(corrected.get_absolute_url()).content.decode()


def test_withdrawing_twice_keeps_the_first_reason() -> None:
    world = building.world()
    edition = building.publish(world)
    actions.withdraw_edition(edition, reason="La première.", by=world.coordinator)
    actions.withdraw_edition(edition, reason="La seconde.", by=world.coordinator)
    edition.refresh_from_db()
    assert edition.withdrawal_reason == "La première."


@pytest.mark.parametrize("version", ["1", "1.0.0", "x.y", "1.", "1000.1"])
def test_a_version_that_is_not_one_is_not_found(client, version: str) -> None:
    edition = building.publish(building.world())
    assert client.get(f"/livrables/{edition.deliverable.slug}/v{version}/").status_code == 404


def test_the_team_walks_back_from_an_edition_to_each_verbatim_and_nobody_else(
    client: Client, as_user: Callable[[Any], Client]
) -> None:
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons)
    interview = factories.interview(factories.ecosystem(commons), researcher)
    person = factories.interviewee(interview, identity="")
    factories.consent(person)
    excerpt = factories.excerpt(factories.note(interview, researcher), speaker=person)
    deliverable = factories.deliverable(commons)
    factories.chapter(deliverable, researcher, f"<p>Un texte.</p><p>[[verbatim:{excerpt.pk}]]</p>")
    coordinator = factories.member(Role.COORDINATOR, commons)
    edition = actions.publish(deliverable, version="1.0", changes="Première.", by=coordinator)
    assert excerpt.get_absolute_url() in as_user(researcher).get(edition.get_absolute_url()).content.decode()
    for outsider in (client, as_user(factories.user()), as_user(factories.member(Role.EXPERT, commons))):
        page = outsider.get(edition.get_absolute_url()).content.decode()
        assert "Preuves de cette édition" not in page
        assert excerpt.get_absolute_url() not in page
