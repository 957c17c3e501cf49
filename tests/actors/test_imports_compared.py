"""What a file says is weighed against the directory: other signs are no change, a source is added to the one known."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actors.models import Organisation
from commons.models import Role
from tests import factories
from tests.actors.test_imports import HEADERS, fates, given, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(as_user: Any) -> Client:
    return as_user(factories.member(Role.RESEARCHER, factories.commons(), "Chercheuse"))  # type: ignore[no-any-return]


def test_apostrophes_quotes_spaces_and_composed_accents_are_no_change(team: Client) -> None:
    factories.organisation(
        "Labo de l’ESS", source="L’avis « ESS\u00a0», p.\xa03", aliases=["L’Étude"], legal_form="Coopérative d’idées"
    )
    body = (
        "nom;source;autres noms;forme juridique\n"
        'Labo de l\'ESS;"L\'avis ""ESS"", p. 3";L\'E\u0301tude;Coope\u0301rative  d\'idées\n'
    )
    batch = given(team, body)
    assert batch.lines[0]["diff"] == {}
    assert fates(batch) == {2: "same"}


@pytest.mark.pair
def test_another_source_is_added_after_the_one_known_and_never_twice(team: Client) -> None:
    known = factories.organisation("Connue", source="L’ancienne", website="https://avant.fr")
    for turn in range(2):
        batch = given(team, HEADERS + 'Connue;CNU;;;;;;https://apres.fr;"Nouvelle ; L\'ancienne"\n')
        page = team.get(reverse("import_detail", args=[batch.pk])).content.decode()
        post(team, "import_confirm", batch)
        if turn == 0:
            assert "1 champ vide sera complété." in page, page[page.index("card-plaster") :][:900]
            assert "1 valeur sera remplacée." in page
    known.refresh_from_db()
    assert known.source == "L’ancienne ; Nouvelle"
    assert fates(batch) == {2: "same"}


def test_a_source_too_long_beside_the_old_one_is_left_and_said(team: Client) -> None:
    known = factories.organisation("Connue", source="a" * 200)
    batch = given(team, HEADERS + f"Connue;CNU;;;;;;;{'b' * 150}\n")
    assert "elle serait trop longue" in team.get(reverse("import_detail", args=[batch.pk])).content.decode()
    post(team, "import_confirm", batch)
    known.refresh_from_db()
    assert (known.short_name, known.source) == ("CNU", "a" * 200)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK(""http://x"")', "+cmd|'/c calc'!A0", "-cmd()", "@SUM(A1)"])
def test_a_formula_is_no_name_and_its_line_says_so(team: Client, formula: str) -> None:
    batch = given(team, f'nom;sigle\n"{formula}";\nBonne;"{formula}"\n')
    assert fates(batch) == {2: "refused", 3: "refused"}
    assert "est une formule, pas un nom" in team.get(reverse("import_detail", args=[batch.pk])).content.decode()


def test_a_name_that_only_looks_like_a_formula_comes_in_behind_an_apostrophe(team: Client) -> None:
    factories.organisation("@Coworking")
    batch = given(team, "nom\n'@Coworking\n'+Vert\n+ de lien\n-5 %\n")
    assert fates(batch) == {2: "same", 3: "create", 4: "create", 5: "create"}
    assert [line["facts"]["name"] for line in batch.lines] == ["@Coworking", "+Vert", "+ de lien", "-5 %"]
