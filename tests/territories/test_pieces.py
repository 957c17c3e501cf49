import io
from typing import Any

import pytest

from commons import pieces
from commons.pieces import Audience
from tests import factories
from tests.conftest import check_page

pytestmark = pytest.mark.django_db


def piece(territory: Any) -> pieces.Piece:
    found = pieces.resolve("carte", territory.slug, Audience.EDITION)
    assert found is not None
    return found


@pytest.mark.pair
def test_the_map_comes_with_its_twin_in_words() -> None:
    commons = factories.commons()
    territory = factories.territory(
        factories.commune(name="Les Molières", population=2000),
        factories.commune(name="Étampes", outline=None, population=None),
        name="Vallée",
        kind="peri_urban",
        certainty="partial",
        justification="Convention de 2016.",
    )
    factories.terrain(commons, territory)
    found = piece(territory)
    assert found.problem == ""
    words = found.html.replace("\xa0", " ")
    assert words.count("<svg") == words.count("<title>") == 1
    for said in (
        "péri-urbain",
        "périmètre partiel",
        "Étampes (sans contour), ",
        "Les Molières.",
        "Convention de 2016.",
        "hypothèse",
        "Contours : essai",
    ):
        assert said in words, said


def test_a_territory_that_is_not_there_gives_nothing() -> None:
    assert pieces.resolve("carte", "nulle-part", Audience.DRAFT) is None


def test_a_territory_without_outline_may_not_be_published_as_it_is() -> None:
    found = piece(factories.territory(factories.commune(outline=None), outline=None))
    assert "aucun contour" in found.problem
    assert "<svg" not in found.html


def test_two_maps_may_stand_in_one_page() -> None:
    check_page(piece(factories.territory()).html + piece(factories.territory()).html)


def test_it_makes_a_tagged_pdf_whose_figures_have_their_text() -> None:
    import pikepdf
    from weasyprint import HTML

    maps = piece(factories.territory(name="Vallée")).html + piece(factories.territory(name="Plateau")).html
    page = f'<html lang="fr"><head><title>Essai</title></head><body><h1>Essai</h1>{maps}</body></html>'
    made = pikepdf.open(io.BytesIO(HTML(string=page).write_pdf(pdf_variant="pdf/ua-1") or b""))
    texts = [str(thing["/Alt"]) for thing in made.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
    assert sorted(text for text in texts if text) == [
        "Carte du territoire «\u00a0Plateau\u00a0»",
        "Carte du territoire «\u00a0Vallée\u00a0»",
    ]
