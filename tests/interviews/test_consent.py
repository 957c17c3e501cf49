"""Recording a consent, its proof, its link, and its withdrawal by the person."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from commons.models import JournalEntry, OutgoingMail
from commons.verbs import Verb
from interviews.models import Consent, Terms
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "level": "pseudonymised",
        "given_on": "2026-03-12",
        "terms": Terms.objects.get().pk,
        "proof_note": "À l’oral.",
        **changes,
    }


@pytest.fixture
def address(cast: Scene) -> str:
    cast.things["newcomer"] = factories.interviewee(cast.interview, pseudonym="Dominique")
    return reverse("consent_record", args=[cast.interview.pk, cast.newcomer.pk])


def test_a_consent_is_recorded_with_its_proof(cast: Scene, researcher: StrictClient, address: str) -> None:
    proof = SimpleUploadedFile("Jeanne Dupont signé.PDF", b"%PDF-1.4 secret")
    assert researcher.post(address, typed(proof_note="", proof_file=proof)).status_code == 302
    consent = Consent.objects.get(interviewee=cast.newcomer)
    assert re.fullmatch(r"consents/\d{4}/[0-9a-f-]{36}\.pdf", consent.proof_file.name)
    response = researcher.get(reverse("consent_proof", args=[cast.interview.pk, cast.newcomer.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 secret"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert researcher.get(f"/static/{consent.proof_file.name}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"proof_note": ""}, "Dites comment le consentement a été recueilli"),
        ({"level": "tout"}, "tout"),
        ({"given_on": "2999-01-01"}, "dans le futur"),
        ({"given_on": "hier"}, "date valide"),
        ({"proof_file": SimpleUploadedFile("page.html", b"<script>")}, "html"),
        ({"proof_file": SimpleUploadedFile("vide.pdf", b"")}, "vide"),
    ],
)
def test_a_doubtful_consent_is_refused_beside_its_field(
    cast: Scene, researcher: StrictClient, address: str, changes: dict[str, Any], sentence: str
) -> None:
    response = researcher.post(address, typed(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert response.context["form"].errors.keys() == changes.keys()
    assert not Consent.objects.filter(interviewee=cast.newcomer).exists()


@pytest.mark.parametrize(("day", "sentence"), [("2026-03-11", "avant l’accord"), ("2026-03-13", "déjà passée")])
def test_a_recording_is_not_to_be_destroyed_on_a_day_before_its_agreement_or_gone_by(
    cast: Scene, researcher: StrictClient, address: str, day: str, sentence: str
) -> None:
    kept = {"recording": "on", "recording_place": "Disque chiffré"}
    response = researcher.post(address, typed(**kept, recording_delete_on=day))
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["recording_delete_on"])
    today = timezone.localdate().isoformat()
    assert researcher.post(address, typed(**kept, recording_delete_on=today)).status_code == 302
    Consent.objects.filter(interviewee=cast.newcomer).update(recording_delete_on=day, given_on="2026-03-01")
    again = typed(**kept, recording_delete_on=day, given_on="2026-03-01", proof_note="Noté par les deux.")
    assert researcher.post(address, again).status_code == 302, "said in its time"


def test_a_proof_too_heavy_is_refused(cast: Scene, researcher: StrictClient, address: str, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = researcher.post(address, typed(proof_file=SimpleUploadedFile("a.pdf", b"x" * 1500)))
    assert response.status_code == 422
    assert "la limite est de" in response.content.decode()


def test_a_body_beyond_any_upload_is_refused_before_it_is_read(researcher: StrictClient, address: str) -> None:
    response = researcher.generic("POST", address, b"x" * 10, CONTENT_LENGTH=str(40 * 1024 * 1024))
    assert response.status_code == 413


def test_after_a_withdrawal_only_a_later_agreement_is_recorded(cast: Scene, researcher: StrictClient) -> None:
    cast.consent.withdrawn_on = timezone.localdate() - timedelta(days=1)
    cast.consent.save()
    address = reverse("consent_record", args=[cast.interview.pk, cast.interviewee.pk])
    refused = researcher.post(address, typed())
    assert refused.status_code == 422
    assert "il faut un nouvel accord" in refused.content.decode()
    assert researcher.post(address, typed(given_on=str(timezone.localdate()))).status_code == 302
    assert Consent.objects.get(pk=cast.consent.pk).is_given


def test_a_new_link_replaces_the_former_one(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(reverse("consent_link", args=[cast.interview.pk, cast.interviewee.pk]))
    found = re.search(r"https?://[^/]+(/consentement/[^/]+/)", response.content.decode())
    assert found
    nobody = StrictClient()
    assert nobody.get(found[1]).status_code == 200
    assert nobody.get(reverse("consent_page", args=[cast.consent_token])).status_code == 404
    token = found[1].split("/")[2]
    assert not Consent.objects.filter(token_digest=token).exists()


@pytest.mark.pair
def test_the_person_withdraws_once_and_for_all_by_their_link(cast: Scene) -> None:
    nobody = StrictClient()
    address = reverse("consent_page", args=[cast.consent_token])
    assert "Citation sous pseudonyme" in nobody.get(address).content.decode()
    unconfirmed = nobody.post(address)
    assert unconfirmed.status_code == 422
    assert "Cochez la case" in unconfirmed.content.decode()
    for _ in range(2):
        assert nobody.post(address, {"confirmed": "on"}).status_code == 302
    page = nobody.get(address).content.decode()
    assert "Votre accord est retiré" in page
    assert JournalEntry.objects.get(verb=Verb.CONSENT_WITHDRAWN).by is None
    assert OutgoingMail.objects.filter(to=[cast.people["coordinator"].email]).count() == 1


def test_the_person_s_page_shows_nothing_of_the_notes(cast: Scene) -> None:
    page = StrictClient().get(reverse("consent_page", args=[cast.consent_token])).content.decode()
    hidden = ("On partage les chantiers", cast.interviewee.pseudonym, "Nom Confidentiel", str(cast.interview.pk))
    assert not [word for word in hidden if word in page]


@pytest.mark.parametrize("token", ["x", "a:b", "é", "x" * 400])
def test_a_forged_link_is_a_page_that_does_not_exist(db: None, token: str) -> None:
    assert StrictClient().get(reverse("consent_page", args=[token])).status_code == 404


def test_the_team_notes_a_withdrawal_told_to_it(cast: Scene, researcher: StrictClient) -> None:
    address = reverse("consent_withdraw", args=[cast.interview.pk, cast.interviewee.pk])
    researcher.post(address)
    assert Consent.objects.get(pk=cast.consent.pk).is_given
    researcher.post(address, {"confirmed": "on"})
    assert not Consent.objects.get(pk=cast.consent.pk).is_given
    assert JournalEntry.objects.get(verb=Verb.CONSENT_WITHDRAWN).by == cast.people["researcher"]


def test_a_proof_that_is_replaced_leaves_the_disk(
    cast: Scene, researcher: StrictClient, django_capture_on_commit_callbacks: Any
) -> None:
    address = reverse("consent_record", args=[cast.interview.pk, cast.interviewee.pk])
    names = []
    for content in (b"un", b"deux"):
        with django_capture_on_commit_callbacks(execute=True):
            researcher.post(address, typed(proof_file=SimpleUploadedFile("accord.pdf", content)))
        names.append(Consent.objects.get(interviewee=cast.interviewee).proof_file)
    storage = names[0].storage
    assert [storage.exists(proof.name) for proof in names] == [False, True]
