from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from commons.models import JournalEntry, Role
from tests import factories

pytestmark = pytest.mark.django_db

CARD = {
    "title": "Coopérer pour rénover",
    "summary": "Ce que trois territoires apprennent.",
    "description": "<p>On partage les chantiers.</p>",
    "maturity": "production",
    "challenges": "Rénover\n\nRéemployer",
    "aid_requested": "63700",
    "tags": "rénovation, réemploi",
}


@pytest.mark.pair
def test_a_researcher_writes_the_card(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons(slug="renover")
    researcher = factories.member(Role.RESEARCHER, commons)
    response = as_user(researcher).post(reverse("commons_edit", args=["renover"]), CARD)
    assert response.url == commons.get_absolute_url()
    commons.refresh_from_db()
    assert commons.challenges == ["Rénover", "Réemployer"]
    assert 'id="' in commons.description, "chaque bloc a son identifiant dès le premier enregistrement"
    assert set(commons.tags.names()) == {"rénovation", "réemploi"}
    assert commons.slug == "renover"
    assert [(line.verb, line.target) for line in JournalEntry.objects.all()] == [("card_edited", commons)]


def test_the_form_shows_what_is_written(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons(challenges=["Rénover", "Réemployer"], description="<p>On partage.</p>")
    page = as_user(factories.member(Role.COORDINATOR, commons)).get(reverse("commons_edit", args=[commons.slug]))
    assert "Rénover\nRéemployer</textarea>" in page.content.decode()
    assert "On partage." in page.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "obligatoire"),
        ({"aid_requested": "beaucoup"}, "nombre"),
        ({"aid_requested": "1" * 20}, "chiffres"),
        ({"maturity": "parfait"}, "Sélectionnez un choix valide"),
        ({"summary": "x" * 601}, "600"),
    ],
)
def test_a_bad_card_is_refused_and_what_was_typed_is_kept(
    as_user: Callable[[Any], Any], change: dict[str, str], sentence: str
) -> None:
    commons = factories.commons(title="Titre d’avant")
    client = as_user(factories.member(Role.COORDINATOR, commons))
    response = client.post(reverse("commons_edit", args=[commons.slug]), CARD | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "On partage les chantiers." in page
    commons.refresh_from_db()
    assert commons.title == "Titre d’avant"
    assert not JournalEntry.objects.exists()


def test_scripts_in_the_card_are_dropped(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    evil = CARD | {"description": '<p onclick="x()">Texte<script>alert(1)</script></p>'}
    as_user(factories.member(Role.COORDINATOR, commons)).post(reverse("commons_edit", args=[commons.slug]), evil)
    commons.refresh_from_db()
    assert "script" not in commons.description
    assert "onclick" not in commons.description


@pytest.mark.pair
@pytest.mark.parametrize("tags", ["x" * 101, "é" * 1_000_000, ",".join(f"e{number}" for number in range(31))])
def test_tags_that_no_column_holds_are_refused_with_a_sentence(as_user: Callable[[Any], Any], tags: str) -> None:
    commons = factories.commons()
    client = as_user(factories.member(Role.COORDINATOR, commons))
    card = {"title": "Titre", "maturity": "idea", "tags": tags}
    response = client.post(reverse("commons_edit", args=[commons.slug]), card)
    assert response.status_code == 422
    assert "Au plus 30 étiquettes, de 100 caractères chacune." in response.content.decode()


def test_a_title_stands_on_one_line(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    client = as_user(factories.member(Role.COORDINATOR, commons))
    client.post(
        reverse("commons_edit", args=[commons.slug]), {"title": "Un\rtitre\u2028long\u00a0: oui", "maturity": "idea"}
    )
    commons.refresh_from_db()
    assert commons.title == "Un titre long\u00a0: oui"
