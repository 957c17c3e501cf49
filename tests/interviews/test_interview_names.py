"""Names kept with what is written instead, proposed, pointed out in the shared account and replaced, each by choice."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from commons import richtext
from interviews.models import Identity, Pseudonym
from interviews.people import identities, naming
from tests import factories, scene
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
BODY = (
    "<p>Hélène <strong>Du</strong>pré et ALEC-Test : 06 11 22 33 44, à Châlette. h. d. dit non.</p><p>Dupré encore.</p>"
)


@pytest.fixture
def built() -> Scene:
    made = scene.build()
    Identity.objects.filter(pk=made.interviewee.pk).delete()
    Identity.objects.create(interviewee=made.interviewee, name="Hélène Dupré")
    made.organisation.name = "Alec-Test"
    made.organisation.save()
    made.interview.organisations.set([made.organisation])
    Pseudonym.objects.create(interview=made.interview, kind="place", name="Chalette", replacement="une ville")
    made.things["account"] = factories.note(made.interview, made.people["researcher"], BODY, shared=True)
    return made


def seen(built: Scene) -> list[str]:
    return [each.text for each in naming.occurrences(built.interview, built.account)]


def replace(built: Scene, keys: list[str], base: int) -> Any:
    address = reverse("names_replace", args=[built.interview.pk])
    return built.client("researcher").post(address, {"base": base, "name": keys})


def test_names_are_pointed_out_whatever_their_accents_capitals_and_initials(built: Scene) -> None:
    assert seen(built) == ["Hélène Dupré", "ALEC-Test", "06 11 22 33 44", "Châlette", "h. d.", "Dupré"]


def test_those_chosen_are_replaced_in_a_new_revision_and_blocks_stay(built: Scene) -> None:
    found = naming.occurrences(built.interview, built.account)
    before = [block.id for block in richtext.blocks(built.account.body)]
    keys = [each.key for each in found if each.text != "ALEC-Test"]
    assert replace(built, keys, built.account.number).status_code == 302
    latest = built.shared_note.latest()
    assert latest.number == built.account.number + 1
    assert [block.id for block in richtext.blocks(latest.body)] == before
    text = richtext.plain_text(latest.body)
    assert text.startswith(f"{built.interviewee.pseudonym} et ALEC-Test")
    assert not [word for word in ("Hélène", "Dupré", "06 11", "Châlette", "h. d.") if word in text]


def test_a_text_changed_meanwhile_is_not_written_over(built: Scene) -> None:
    keys = [each.key for each in naming.occurrences(built.interview, built.account)]
    factories.note(built.interview, built.people["researcher"], "<p>Tout autre.</p>", shared=True)
    replace(built, keys, built.account.number)
    assert "Tout autre." in built.shared_note.latest().body
    assert replace(built, keys, 999).status_code == 400


def test_a_name_kept_is_encrypted_and_stands_once(built: Scene) -> None:
    client, address = built.client("researcher"), reverse("interview_names", args=[built.interview.pk])
    for replacement in ("une voisine", "une élue"):
        said = {"kind": "person", "name": "Zoé Martin", "replacement": replacement}
        assert client.post(address, said).status_code == 302
    assert client.post(address, {"kind": "person", "name": "", "replacement": "x"}).status_code == 422
    kept = [each for each in Pseudonym.objects.all() if each.name == "Zoé Martin"]
    assert [each.replacement for each in kept] == ["une élue"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM interviews_pseudonym")
        assert "Zoé" not in str(cursor.fetchall())
    page = client.get(address).content.decode()
    assert "Alec-Test" in page
    assert "suffit à reconnaître quelqu’un" in page


def test_places_are_whole_words() -> None:
    assert identities.places("Élu élue ELU", "élu") == [(0, 3), (9, 12)]
    assert identities.initials("Mme Hélène Dupré") == ["H. D.", "H.D."]
