from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import User
from commons.models import Role
from interviews.models import Consent, Identity, Interviewee
from tests import factories
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.member(Role.RESEARCHER, factories.commons())


@pytest.fixture
def person(writer: User) -> Interviewee:
    interview = factories.interview(factories.ecosystem(writer.memberships.get().commons), writer)
    return factories.interviewee(interview, pseudonym="Camille", identity="Jeanne Marqueur")


@pytest.fixture
def client(writer: User) -> StrictClient:
    made = StrictClient()
    made.force_login(writer)
    return made


def edit(client: StrictClient, person: Interviewee, **typed: Any) -> Any:
    address = reverse("interviewee_edit", args=[person.interview_id, person.pk])
    return client.post(address, {"pseudonym": "Camille", "function": "élue", "name": "Jeanne Marqueur", **typed})


def test_what_is_said_of_a_person_is_corrected_and_their_identity_too(
    client: StrictClient, person: Interviewee
) -> None:
    page = client.get(reverse("interviewee_edit", args=[person.interview_id, person.pk])).content.decode()
    assert "Jeanne Marqueur" in page
    assert edit(client, person, pseudonym="Alix", phone="06 00 00 00 00").status_code == 302
    person = Interviewee.objects.select_related("identity").get()
    assert (person.pseudonym, person.identity.phone) == ("Alix", "06 00 00 00 00")
    assert edit(client, person, name="").status_code == 302
    assert not Identity.objects.exists()


def test_a_new_pseudonym_names_nobody_and_is_taken_once(client: StrictClient, person: Interviewee) -> None:
    factories.interviewee(person.interview, pseudonym="Dominique", identity="Paul Autre")
    for pseudonym in ("Jeanne", "Autre", "Dominique"):
        response = edit(client, person, pseudonym=pseudonym)
        assert response.status_code == 422, pseudonym
        assert "Camille</h1>" in response.content.decode()  # the page still says who they are
    assert edit(client, person, function="avec Marqueur").status_code == 422


def test_a_wording_that_names_someone_after_a_correction_is_held_back(
    client: StrictClient, person: Interviewee, writer: User
) -> None:
    excerpt = factories.excerpt(factories.note(person.interview, writer, "<p>On aide Lucette.</p>"))
    edit(client, person, name="Lucette Marqueur")
    excerpt.refresh_from_db()
    assert excerpt.names_someone


def test_a_person_is_removed_with_all_that_names_them_unless_something_was_quoted(
    client: StrictClient, person: Interviewee, writer: User, django_capture_on_commit_callbacks: Any
) -> None:
    consent = factories.consent(person)
    consent.proof_file.save("signature.pdf", ContentFile(b"%PDF"))
    proof = Path(consent.proof_file.path)
    excerpt = factories.excerpt(factories.note(person.interview, writer))
    address = reverse("interviewee_remove", args=[person.interview_id, person.pk])
    assert client.post(address).status_code == 422
    excerpt.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert not Interviewee.objects.exists()
    assert not Identity.objects.exists()
    assert not Consent.objects.exists()
    assert not proof.exists()
