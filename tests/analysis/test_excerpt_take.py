import html
import re
from typing import Any

import pytest
from django.urls import reverse

from analysis import actions
from analysis.models import Excerpt
from commons import richtext
from commons.models import JournalEntry
from commons.verbs import Verb
from interviews import actions as interviews
from interviews.actions import naming as interviews_naming
from interviews.models import NoteRevision
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

BODY = "<p>Ils 😀 partagent « les outils » : oui.</p><ul><li>un stock</li></ul><p>Et les outils encore.</p>"


@pytest.fixture
def revision(cast: Scene) -> NoteRevision:
    return factories.note(cast.interview, cast.people["researcher"], BODY)


def address(revision: NoteRevision) -> str:
    return reverse("excerpt_take", args=[revision.pk])


def typed(revision: NoteRevision, quote: str, **changes: Any) -> dict[str, Any]:
    text = richtext.plain_text(revision.body)
    start = text.find(quote)
    return {"start": start, "end": start + len(quote), "quote": quote, "public_wording": "Formulé.", **changes}


def test_a_passage_is_stored_exactly_as_it_stands(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    quote = "partagent «\u00a0les outils"
    response = researcher.post(address(revision), typed(revision, quote, speaker=cast.interviewee.pk, memo="Un mémo."))
    made = Excerpt.objects.get(revision=revision)
    assert response.headers["Location"] == made.get_absolute_url()
    assert (made.quote, made.speaker, made.memo) == (quote, cast.interviewee, "Un mémo.")
    assert richtext.plain_text(revision.body)[made.start : made.end] == quote
    assert JournalEntry.objects.filter(verb=Verb.EXCERPT_TAKEN, target_id=str(made.pk)).count() == 1


def test_the_second_of_two_same_passages_is_the_one_chosen(researcher: StrictClient, revision: NoteRevision) -> None:
    start = richtext.plain_text(revision.body).rindex("les outils")
    researcher.post(address(revision), typed(revision, "les outils", start=start, end=start + 10))
    assert Excerpt.objects.get(revision=revision).start == start


def test_plain_spaces_of_a_browser_are_those_of_the_note(researcher: StrictClient, revision: NoteRevision) -> None:
    researcher.post(address(revision), {"quote": "« les outils » : oui", "public_wording": "Formulé."})
    assert Excerpt.objects.get(revision=revision).quote == "«\u00a0les outils\u00a0»\u00a0: oui"


def test_a_passage_over_several_blocks_is_kept_whole(researcher: StrictClient, revision: NoteRevision) -> None:
    researcher.post(address(revision), typed(revision, "oui.\n\nun stock\n\nEt"))
    assert Excerpt.objects.get(revision=revision).quote == "oui.\n\nun stock\n\nEt"


def test_line_ends_as_browsers_send_them_are_those_of_the_note(
    researcher: StrictClient, revision: NoteRevision
) -> None:
    sent = typed(revision, "oui.\n\nun stock")
    researcher.post(address(revision), sent | {"quote": "oui.\r\n\r\nun stock", "public_wording": "a\r\nb"})
    made = Excerpt.objects.get(revision=revision)
    assert (made.quote, made.public_wording) == ("oui.\n\nun stock", "a\nb")


def test_without_script_a_whole_paragraph_is_chosen_by_its_button(
    researcher: StrictClient, revision: NoteRevision
) -> None:
    block = richtext.blocks(revision.body)[1]
    page = researcher.get(address(revision), {"bloc": block.id}).content.decode()
    assert "Extraire ce paragraphe" in page
    assert 'name="quote" value="un stock"' in page
    researcher.post(address(revision), typed(revision, "un stock"))
    assert Excerpt.objects.get(revision=revision).quote == "un stock"


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"quote": "jamais dit"},
        {"quote": "   "},
        {"start": 0, "end": 5, "quote": "jamais dit"},
        {"start": "x", "end": "y", "quote": ""},
        {"block": "b-inconnu0"},
        {"start": 999_999_999_999, "end": 1, "quote": "\x00"},
    ],
)
def test_a_passage_that_is_not_in_the_note_is_refused(
    researcher: StrictClient, revision: NoteRevision, place: dict[str, Any]
) -> None:
    response = researcher.post(address(revision), {"public_wording": "Gardé.", **place})
    assert response.status_code == 422
    assert "Gardé." in response.content.decode()
    assert not Excerpt.objects.filter(revision=revision).exists()


def test_a_wording_that_names_someone_is_refused_and_says_which_words(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    wording = "Mme confidentiel, au 06 00 00 00 00, partage."
    response = researcher.post(address(revision), typed(revision, "un stock", public_wording=wording))
    page = response.content.decode()
    assert response.status_code == 422
    assert "confidentiel, 06 00 00 00 00" in page
    assert wording in page


def test_a_name_to_replace_is_refused_with_what_to_write_and_an_organisation_only_pointed_out(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    kept = {"kind": "place", "name": "Vimory", "replacement": "une ville"}
    organisation = cast.interview.organisations.get()
    wording = f"À VIMORY, {organisation.name} partage."
    sent = typed(revision, "un stock", public_wording=wording)
    response = researcher.post(address(revision), sent)
    assert response.status_code == 302  # nobody said yet that this name is to be replaced
    made = Excerpt.objects.get(revision=revision)
    page = researcher.get(reverse("excerpt_edit", args=[made.pk])).content.decode()
    assert f"<del>{organisation.name}</del>" in page

    researcher.post(reverse("interview_names", args=[cast.interview.pk]), kept)
    made.refresh_from_db()
    assert made.obstacle == Excerpt.Obstacle.NAMING
    response = researcher.post(address(revision), sent)
    assert response.status_code == 422
    assert "nom à remplacer : Vimory. Écrivez « une ville »" in response.content.decode()
    interviews_naming.forget_name(cast.interview.pseudonyms.get(), by=cast.people["researcher"])
    made.refresh_from_db()
    assert not made.names_someone


def names_in(page: str) -> list[str]:
    return re.findall(r'name="name" value="([^"]+)"', page)


def wording_in(page: str) -> str:
    found = re.search(r'<textarea name="public_wording".*?>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.pair
def test_names_in_a_wording_are_replaced_put_back_and_saved_never_in_the_note(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    organisation = cast.interview.organisations.get()
    wording = f"Mme Confidentiel,\r\navec l’{organisation.name}, au 06 12 34 56 78, partage."
    sent = typed(revision, "un stock", public_wording=wording)
    shown = researcher.post(address(revision), sent | {"gesture": "look"})
    assert shown.status_code == 200, "nothing is refused before it is saved"
    page = shown.content.decode()
    assert ["Mme Confidentiel", f"l’{organisation.name}", "06 12 34 56 78"] == re.findall("<del>(.*?)</del>", page)
    page = researcher.post(address(revision), sent | {"gesture": "replace", "name": names_in(page)}).content.decode()
    replaced = wording_in(page)
    assert replaced == f"{cast.interviewee.pseudonym},\navec une association, au […], partage."
    former = sent | {"public_wording": replaced, "former": wording}
    back = researcher.post(address(revision), former | {"gesture": "undo"}).content.decode()
    assert wording_in(back) == wording.replace("\r\n", "\n")
    assert not Excerpt.objects.filter(revision=revision).exists()
    assert not cast.interview.pseudonyms.exists()

    researcher.post(address(revision), former)
    made = Excerpt.objects.get(revision=revision)
    assert (made.quote, made.public_wording, made.obstacle) == ("un stock", replaced, None)
    assert [each.name for each in cast.interview.pseudonyms.all()] == [organisation.name]
    assert NoteRevision.objects.get(pk=revision.pk).body == revision.body


def test_who_may_not_note_names_replaces_them_all_the_same(cast: Scene, revision: NoteRevision) -> None:
    interviews.open_to_team(cast.interview, by=cast.people["researcher"])
    organisation = cast.interview.organisations.get()
    sent = typed(revision, "un stock", public_wording="Une association.", former=organisation.name)
    assert cast.client("colleague").post(address(revision), sent).status_code == 302
    assert not cast.interview.pseudonyms.exists()


def test_a_word_of_every_day_is_pointed_out_in_a_wording_and_refused_with_its_capital_only(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    cast.interviewee.identity.name = "Claire Pierre"
    cast.interviewee.identity.save()
    sent = typed(revision, "un stock", public_wording="La pierre est claire.")
    page = researcher.post(address(revision), sent | {"gesture": "look"}).content.decode()
    assert re.findall("<del>(.*?)</del>", page) == ["pierre", "claire"]
    assert " checked" not in page
    assert researcher.post(address(revision), sent).status_code == 302
    assert researcher.post(address(revision), sent | {"public_wording": "Claire le dit."}).status_code == 422


def test_a_person_who_agreed_to_be_named_may_be(cast: Scene, researcher: StrictClient, revision: NoteRevision) -> None:
    cast.consent.level = "attributed"
    cast.consent.save()
    sent = typed(revision, "un stock", public_wording="Confidentiel le dit.")
    assert researcher.post(address(revision), sent).status_code == 422  # nobody is said to speak
    assert researcher.post(address(revision), sent | {"speaker": cast.interviewee.pk}).status_code == 302


def test_someone_met_elsewhere_cannot_be_the_speaker(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    elsewhere = factories.interviewee(factories.interview(cast.ecosystem, cast.people["researcher"]))
    response = researcher.post(address(revision), typed(revision, "un stock", speaker=elsewhere.pk))
    assert response.status_code == 422


def test_what_was_taken_before_is_marked(cast: Scene, researcher: StrictClient) -> None:
    page = researcher.get(address(cast.note_revision)).content.decode()
    assert "<mark>On partage les chantiers.</mark>" in page


def test_a_passage_sent_twice_is_taken_once(researcher: StrictClient, revision: NoteRevision) -> None:
    for _time in range(2):
        researcher.post(address(revision), typed(revision, "un stock"))
    assert Excerpt.objects.filter(revision=revision).count() == 1


def test_a_long_quote_that_is_almost_in_the_note_is_refused_at_once(
    cast: Scene, researcher: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Likeness costs the square of the length, and would be a guess."""
    monkeypatch.setattr("commons.anchoring._closest", lambda *args: pytest.fail("likeness"))
    long = factories.note(cast.interview, cast.people["researcher"], "<p>" + "abc " * 4000 + "</p>")
    block = richtext.blocks(long.body)[0].id
    for quote in ("abd " * 4000, "abc " * 6000):
        response = researcher.post(address(long), {"quote": quote, "block": block, "public_wording": "Formulé."})
        assert response.status_code == 422


def test_a_withdrawn_passage_neither_shows_nor_changes_who_speaks(cast: Scene, researcher: StrictClient) -> None:
    other = factories.interviewee(cast.interview)
    factories.consent(other)
    Excerpt.objects.filter(pk=cast.excerpt.pk).update(public_wording="Une formulation à cacher.")
    interviews.withdraw_consent(cast.consent, by=None)
    edit = reverse("excerpt_edit", args=[cast.excerpt.pk])
    page = researcher.get(edit)
    assert page.status_code == 200
    assert "à cacher" not in page.content.decode()
    sent = {"speaker": other.pk, "public_wording": "Une formulation à cacher.", "memo": ""}
    assert researcher.post(edit, sent).status_code == 422
    cast.excerpt.refresh_from_db()
    assert (cast.excerpt.speaker, cast.excerpt.obstacle) == (cast.interviewee, "withdrawn")
    with pytest.raises(actions.Withdrawn):
        actions.word_excerpt(cast.excerpt, public_wording="x", memo="", speaker=other, by=cast.people["researcher"])


def test_who_speaks_may_not_be_said_under_what_names_them(
    cast: Scene, researcher: StrictClient, revision: NoteRevision
) -> None:
    speaker = factories.interviewee(cast.interview, function="fille de Mme Confidentiel")
    response = researcher.post(address(revision), typed(revision, "un stock", speaker=speaker.pk))
    assert response.status_code == 422
    assert "id_speaker_error" in response.content.decode()
