import pytest

from interviews.models import Note, NoteRevision
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

JSON = {"Accept": "application/json"}


def bodies(note: Note) -> list[str]:
    return list(note.revisions.order_by("number").values_list("body", flat=True))


def test_a_saved_note_comes_back_for_more(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(cast.note.get_absolute_url(), {"body": "<p>Suite.</p>", "base": 1}, follow=True)
    body = response.content.decode()
    assert "Vos notes sont enregistrées." in body
    assert 'name="base" value="2"' in body


def test_the_editor_is_told_the_revision_and_the_time(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(cast.note.get_absolute_url(), {"body": "<p>Suite.</p>", "base": 1}, headers=JSON)
    answer = response.json()
    assert answer["revision"] == 2
    assert len(answer["saved_at"]) == 5


def test_without_script_a_conflict_shows_both_texts_and_saving_again_keeps_both(
    cast: Scene, researcher: StrictClient
) -> None:
    factories.note(cast.interview, cast.people["researcher"], "<p>Texte de l’autre onglet.</p>")
    response = researcher.post(cast.note.get_absolute_url(), {"body": "<p>Mon texte.</p>", "base": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Texte de l’autre onglet." in page
    assert "Mon texte." in page
    assert 'name="base" value="2"' in page
    again = researcher.post(cast.note.get_absolute_url(), {"body": "<p>Mon texte.</p>", "base": 2})
    assert again.status_code == 302
    kept = "".join(bodies(cast.note))
    assert "Texte de l’autre onglet." in kept
    assert "Mon texte." in kept


def test_a_conflict_in_the_editor_carries_the_other_text(cast: Scene, researcher: StrictClient) -> None:
    factories.note(cast.interview, cast.people["researcher"], "<p>Texte de l’autre onglet.</p>")
    response = researcher.post(cast.note.get_absolute_url(), {"body": "<p>Mon texte.</p>", "base": 1}, headers=JSON)
    assert response.status_code == 409
    answer = response.json()
    assert "Texte de l’autre onglet." in answer["html"]
    assert (answer["revision"], answer["by"]) == (2, "Chercheuse")
    assert NoteRevision.objects.filter(note=cast.note).count() == 2


@pytest.mark.parametrize("headers", [{}, JSON])
@pytest.mark.parametrize(
    "typed",
    [{"body": "<p>a</p>"}, {"body": "<p>a</p>", "base": "x"}, {"body": "<p>a</p>", "base": -1}],
)
def test_a_malformed_form_is_refused_and_its_text_kept(
    cast: Scene, researcher: StrictClient, typed: dict[str, object], headers: dict[str, str]
) -> None:
    response = researcher.post(cast.note.get_absolute_url(), typed, headers=headers)
    assert response.status_code == 422
    if not headers:
        assert "&lt;p&gt;a" in response.content.decode()


def test_a_text_too_long_is_refused_with_a_sentence(
    cast: Scene, researcher: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commons.richtext.MAX_CHARACTERS", 20)
    response = researcher.post(
        cast.note.get_absolute_url(), {"body": "<p>" + "a" * 30 + "</p>", "base": 1}, headers=JSON
    )
    assert response.status_code == 422
    assert "million de caractères" in response.json()["errors"][0]


def test_a_note_of_another_interview_is_not_at_this_address(cast: Scene, researcher: StrictClient) -> None:
    other = factories.interview(cast.ecosystem, cast.people["researcher"])
    address = cast.note.get_absolute_url().replace(str(cast.interview.pk), str(other.pk))
    assert researcher.get(address).status_code == 404


def test_an_expired_session_is_told_by_its_status(cast: Scene) -> None:
    response = StrictClient().post(cast.note.get_absolute_url(), {"body": "<p>a</p>", "base": 1}, headers=JSON)
    assert response.status_code == 302
    assert "/compte/login/" in response.headers["Location"]


def test_the_grid_stands_beside_the_note(cast: Scene, researcher: StrictClient) -> None:
    assert "Avec qui travaillez-vous ?" in researcher.get(cast.note.get_absolute_url()).content.decode()
