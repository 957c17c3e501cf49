"""A relation that no kind says keeps the words of its source, on every page and in every file."""

from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from actors import actions
from actors.models import Relation
from commons.models import Role
from tests import factories
from tests.actors.test_graph_import import book, bring, confirm, fates, page

pytestmark = pytest.mark.django_db
WORDS = "prête ses locaux à"


@pytest.fixture
def scene() -> Any:
    made = factories.ecosystem(factories.commons())
    for name in ("Archi Possible", "Pays de Limours"):
        factories.organisation(name)
    return made


@pytest.fixture
def client(as_user: Any, scene: Any) -> Any:
    return as_user(factories.member(Role.RESEARCHER, scene.commons))


def imported(client: Any, scene: Any, *words: str) -> Any:
    batch = bring(
        client, scene, book([], [["Archi Possible", "Pays de Limours", said, "", "Chronique"] for said in words])
    )
    confirm(client, batch)
    return batch


def plain(words: str) -> str:
    return words.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.pair
def test_an_unknown_relation_keeps_its_words_and_the_preview_says_so(client: Any, scene: Any) -> None:
    batch = bring(client, scene, book([], [["Archi Possible", "Pays de Limours", WORDS, "", "Chronique"]]))
    assert f"« {WORDS} » n’est pas dans notre liste : ces mots sont gardés" in page(client, batch)
    assert f"Archi Possible → {WORDS} → Pays de Limours" in page(client, batch)
    confirm(client, batch)
    relation = Relation.objects.get()
    assert (relation.kind, relation.wording) == ("other", WORDS)


def test_a_cell_without_a_word_is_called_a_relation_not_said(client: Any, scene: Any) -> None:
    batch = bring(client, scene, book([], [["Archi Possible", "Pays de Limours", "", "", "Chronique"]]))
    assert "Relation non dite : deviendra « est en lien avec »" in page(client, batch)
    assert "«  »" not in page(client, batch)


def test_the_words_are_in_the_sentences_the_graph_the_pages_of_actors_the_history_and_the_files(
    client: Any, scene: Any
) -> None:
    imported(client, scene, WORDS)
    home = f"/ecosystemes/{scene.slug}/"
    for address in (home, f"{home}graphe.svg", f"{home}graphe.graphml", f"{home}historique/"):
        assert WORDS in unescape(client.get(address).content.decode()), address
    assert client.get(f"{home}graphe.json").json()["edges"][0]["label"] == WORDS
    assert WORDS in b"".join(client.get(f"{home}relations.csv").streaming_content).decode()
    actor = Relation.objects.get().source
    assert WORDS in client.get(actor.get_absolute_url()).content.decode()


@pytest.mark.pair
def test_the_words_come_back_from_a_file_of_ours(client: Any, scene: Any) -> None:
    imported(client, scene, WORDS)
    body = client.get(f"/ecosystemes/{scene.slug}/kumu.xlsx").content
    assert fates(bring(client, scene, body)) == ["same"]
    other = factories.ecosystem(scene.commons)
    confirm(client, bring(client, other, body))
    assert other.relations.values_list("kind", "wording").get() == ("other", WORDS)


def test_two_relations_in_other_words_are_two(client: Any, scene: Any) -> None:
    imported(client, scene, WORDS, "jardine avec")
    assert set(scene.relations.values_list("wording", flat=True)) == {WORDS, "jardine avec"}
    shown = plain(client.get(f"/ecosystemes/{scene.slug}/").content.decode())
    assert f"<dt>{WORDS}" in shown
    assert "<dt>jardine avec" in shown


def test_words_too_long_are_refused_by_line(client: Any, scene: Any) -> None:
    batch = bring(client, scene, book([], [["Archi Possible", "Pays de Limours", "a" * 201, "", "Chronique"]]))
    assert fates(batch) == ["refused"]


def test_an_import_seen_before_words_were_kept_is_still_shown(client: Any, scene: Any) -> None:
    batch = imported(client, scene, "forme")
    for line in batch.lines:
        line.get("facts", {}).pop("wording", None)
    batch.save()
    assert "Archi Possible → forme → Pays de Limours" in page(client, batch)


def typed(**facts: str) -> dict[str, str]:
    known = {"source": "Archi Possible", "target": "Pays de Limours", "kind": "other", "nature": "non_monetary"}
    return {**known, "source_document": "Chronique", **facts}


def test_words_are_typed_when_the_list_says_nothing_and_only_then(client: Any, scene: Any) -> None:
    address = f"/ecosystemes/{scene.slug}/relations/ajouter/"
    assert client.post(address, typed(wording=WORDS)).status_code == 302
    assert Relation.objects.get().said == WORDS
    again = client.post(address, typed(wording=WORDS))
    assert again.status_code == 422
    wrong = client.post(address, typed(kind="funds", wording="paie"))
    assert wrong.status_code == 422
    assert "ne vont qu’avec « est en lien avec »" in plain(wrong.content.decode())
    listed = client.post(address, typed(wording="Finance"))
    assert listed.status_code == 422
    assert "« finance » est dans la liste : choisissez-le." in plain(listed.content.decode())
    assert Relation.objects.count() == 1


@pytest.mark.pair
def test_words_beside_a_kind_are_never_in_the_database(client: Any, scene: Any) -> None:
    imported(client, scene, WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.update(kind="funds")


def test_a_relation_in_words_is_taken_out_and_put_back(client: Any, scene: Any) -> None:
    imported(client, scene, WORDS)
    relation = Relation.objects.get()
    key = relation.pk
    actions.remove(relation, by=None)
    home = f"/ecosystemes/{scene.slug}/"
    assert f"Archi Possible → {WORDS} → Pays de Limours" in client.get(home).content.decode()
    imported(client, scene, "jardine avec")
    client.post(f"{home}relations/{key}/remettre/")
    assert set(scene.relations.values_list("wording", flat=True)) == {WORDS, "jardine avec"}
