"""Never two sources of outlines in one territory: the one that covers the most communes draws it alone."""

import pytest

from territories import actions, outlines
from tests import factories

IGN, OTHER = "IGN", "Autre"


def square(west: float) -> dict[str, object]:
    ring = [[west, 48.0], [west + 0.1, 48.0], [west + 0.1, 48.1], [west, 48.1], [west, 48.0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.pair
@pytest.mark.django_db
def test_a_territory_is_drawn_with_the_outlines_of_the_source_that_covers_most() -> None:
    first = factories.commune(outline=square(2.0), outline_source=IGN)
    astray = factories.commune(outline=square(2.05), outline_source=OTHER)
    second = factories.commune(outline=square(2.1), outline_source=IGN)
    bare = factories.commune(outline=None, outline_source="")
    together = [first, astray, second, bare]
    assert outlines.of_one_source(together) == [first, second]
    territory = factories.territory(outline=None)
    actions.compose(territory, communes=together, by=None)
    alone = factories.territory(outline=None)
    actions.compose(alone, communes=[first, second], by=None)
    assert territory.outline == alone.outline
    assert outlines.attribution(together) == "Contours : IGN"


@pytest.mark.django_db
def test_between_two_sources_that_cover_as_much_the_first_by_name_draws() -> None:
    one, other = factories.commune(outline_source=IGN), factories.commune(outline_source=OTHER)
    assert outlines.of_one_source([one, other]) == outlines.of_one_source([other, one]) == [other]


@pytest.mark.django_db
def test_no_outline_says_no_source() -> None:
    assert outlines.attribution([factories.commune(outline=None, outline_source="IGN")]) == ""
    assert outlines.of_one_source([]) == []


@pytest.mark.django_db
def test_an_outline_older_than_the_merger_is_said_with_the_source() -> None:
    merged = factories.commune(name="Saint-Denis", outline_source=IGN, outline_predates_merger=True)
    plain = factories.commune(name="Pantin", outline_source=IGN)
    assert outlines.attribution([merged, plain]) == "Contours : IGN ; contour antérieur à la fusion : Saint-Denis"
