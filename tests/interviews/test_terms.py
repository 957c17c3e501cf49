"""The information sheet: a version for each wording, read by the team and by the people met, printable."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from commons.models import Job
from interviews import actions
from interviews.models import Terms
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


@pytest.fixture
def coordinator(cast: Scene) -> StrictClient:
    made = StrictClient()
    made.force_login(cast.people["coordinator"])
    return made


def test_the_wording_we_propose_says_what_the_law_asks(cast: Scene, coordinator: StrictClient) -> None:
    page = coordinator.get(cast.consent.terms.get_absolute_url()).content.decode()
    for said in ("À quoi sert", "Ce qui est noté", "Qui le lit", "Ce que vous permettez", "CNIL", "Combien de temps"):
        assert said in page
    assert cast.people["coordinator"].email in page
    assert "C’est la notice que nous proposons" in page


@pytest.mark.pair
def test_a_new_wording_is_a_new_version_and_old_ones_stay_readable(cast: Scene, coordinator: StrictClient) -> None:
    old = cast.consent.terms
    sent = coordinator.post(reverse("terms_edit", args=[cast.commons.slug]), {"body": "<p>Une autre notice.</p>"})
    new = Terms.objects.get(version=2)
    assert sent.url == new.get_absolute_url()
    assert "Une autre notice." in coordinator.get(sent.url).content.decode()
    assert "une version plus récente" in coordinator.get(old.get_absolute_url()).content.decode()
    cast.consent.refresh_from_db()
    assert cast.consent.terms == old
    person = StrictClient()
    page = person.get(reverse("consent_page", args=[cast.consent_token])).content.decode()
    assert "Une nouvelle notice est parue depuis" in page
    assert "Une autre notice." in person.get(new.get_absolute_url()).content.decode()


def test_the_same_wording_makes_no_version(cast: Scene, coordinator: StrictClient) -> None:
    body = cast.consent.terms.body
    assert coordinator.post(reverse("terms_edit", args=[cast.commons.slug]), {"body": body}).status_code == 302
    assert Terms.objects.filter(commons=cast.commons).count() == 1


def test_an_empty_notice_is_refused(cast: Scene, coordinator: StrictClient) -> None:
    refused = coordinator.post(reverse("terms_edit", args=[cast.commons.slug]), {"body": "<p> </p>"})
    assert refused.status_code == 422
    assert Terms.objects.count() == 1


def test_the_link_of_one_commons_opens_no_notice_of_another(cast: Scene) -> None:
    person = StrictClient()
    person.get(reverse("consent_page", args=[cast.consent_token]))
    elsewhere = actions.standing_terms(factories.commons())
    assert person.get(elsewhere.get_absolute_url()).status_code == 404


def test_the_pdf_is_made_once_by_the_worker(
    cast: Scene, researcher: StrictClient, run_jobs: Callable[[], int], django_capture_on_commit_callbacks: Any
) -> None:
    address = reverse("terms_pdf", args=[cast.commons.slug, cast.consent.terms.version])
    with django_capture_on_commit_callbacks(execute=True):
        assert researcher.get(address).status_code == 503
    assert run_jobs() == 1
    assert Job.objects.get(kind=actions.MAKE_PDF).state == Job.State.DONE
    made = researcher.get(address)
    content = b"".join(made.streaming_content)
    assert made.status_code == 200
    assert content.startswith(b"%PDF")


def test_a_consent_is_recorded_under_a_notice_of_its_commons(cast: Scene, researcher: StrictClient) -> None:
    elsewhere = actions.standing_terms(factories.commons())
    sent = {"level": "pseudonymised", "given_on": "2026-03-12", "terms": elsewhere.pk, "proof_note": "À l’oral."}
    address = reverse("consent_record", args=[cast.interview.pk, cast.interviewee.pk])
    assert researcher.post(address, sent).status_code == 422
    assert "version 1" in researcher.get(address).content.decode()


@pytest.mark.parametrize(("place", "day"), [("dictaphone", ""), ("", "2030-01-01")])
def test_a_recording_kept_has_a_place_and_a_date(cast: Scene, researcher: StrictClient, place: str, day: str) -> None:
    sent = {"level": "pseudonymised", "given_on": "2026-03-12", "terms": cast.consent.terms_id, "proof_note": "Oral."}
    sent |= {"recording": "on", "recording_place": place, "recording_delete_on": day}
    refused = researcher.post(reverse("consent_record", args=[cast.interview.pk, cast.interviewee.pk]), sent)
    assert refused.status_code == 422
    assert "dites les deux" in refused.content.decode()
