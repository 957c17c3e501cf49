import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviews.models import Interviewee
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


def test_many_people_and_revisions_take_no_more_queries_than_few(cast: Scene, researcher: StrictClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert researcher.get(cast.interview.get_absolute_url()).status_code == 200
        return len(captured)

    few = queries()
    for number in range(5):
        factories.consent(factories.interviewee(cast.interview))
        factories.note(cast.interview, cast.people["researcher"], f"<p>Version {number}</p>")
    assert queries() == few


def test_a_person_without_consent_has_a_next_click(cast: Scene, researcher: StrictClient) -> None:
    person = factories.interviewee(cast.interview, pseudonym="Dominique")
    body = researcher.get(cast.interview.get_absolute_url()).content.decode()
    assert "consentement à recueillir" in body
    assert reverse("consent_record", args=[cast.interview.pk, person.pk]) in body


def test_a_pseudonym_may_not_repeat_the_name(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(
        reverse("interviewee_add", args=[cast.interview.pk]),
        {"pseudonym": "jeanne", "function": "élue", "name": "Jeanne Dupont"},
    )
    assert response.status_code == 422
    assert "reprend le vrai nom" in response.content.decode()


def test_a_pseudonym_serves_once_in_an_interview(cast: Scene, researcher: StrictClient) -> None:
    typed = {"pseudonym": cast.interviewee.pseudonym, "function": "élue", "name": "Jeanne Dupont"}
    response = researcher.post(reverse("interviewee_add", args=[cast.interview.pk]), typed)
    assert response.status_code == 422
    body = response.content.decode()
    assert "déjà pris" in body
    assert "Jeanne Dupont" in body  # what was typed is kept
    assert Interviewee.objects.count() == 1


@pytest.mark.parametrize("field", ["pseudonym", "function"])
def test_what_is_public_of_a_person_names_nobody_of_the_interview(
    cast: Scene, researcher: StrictClient, field: str
) -> None:
    """The scene's person is « Nom Confidentiel »."""
    typed = {"pseudonym": "Alix", "function": "élue", "name": "Jeanne Dupont", field: "avec Confidentiel"}
    response = researcher.post(reverse("interviewee_add", args=[cast.interview.pk]), typed)
    assert response.status_code == 422
    assert f"id_{field}_error" in response.content.decode()


def test_an_identity_too_long_is_refused(cast: Scene, researcher: StrictClient) -> None:
    typed = {"pseudonym": "Alix", "function": "élue", "name": "a" * 501}
    assert researcher.post(reverse("interviewee_add", args=[cast.interview.pk]), typed).status_code == 422


def test_the_same_person_sent_twice_at_once_is_a_sentence(
    cast: Scene, researcher: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interviews.forms.IntervieweeForm._post_clean", lambda form: None)  # both were valid
    typed = {"pseudonym": cast.interviewee.pseudonym, "function": "élue", "name": ""}
    response = researcher.post(reverse("interviewee_add", args=[cast.interview.pk]), typed)
    assert response.status_code == 422
    assert "déjà pris" in response.content.decode()
