import pytest
from django.core.exceptions import ValidationError

from commons.models import JournalEntry
from territories import actions
from tests import factories

EAST = {"type": "Polygon", "coordinates": [[[2.1, 48.0], [2.2, 48.0], [2.2, 48.1], [2.1, 48.1], [2.1, 48.0]]]}
#: A ring that crosses itself, as simplification sometimes leaves them.
CROSSED = {"type": "Polygon", "coordinates": [[[2.1, 48.0], [2.2, 48.1], [2.2, 48.0], [2.1, 48.1], [2.1, 48.0]]]}


@pytest.mark.pair
@pytest.mark.django_db
def test_the_outline_is_the_union_of_the_communes() -> None:
    person = factories.user()
    territory = factories.territory(outline=None)
    west, east = factories.commune(), factories.commune(outline=EAST)
    actions.compose(territory, communes=[west, east], by=person)
    territory.refresh_from_db()
    assert set(territory.communes.all()) == {west, east}
    assert territory.outline is not None
    assert territory.outline["type"] == "Polygon"
    xs = [x for x, _y in territory.outline["coordinates"][0]]
    assert (min(xs), max(xs)) == (2.0, 2.2)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target, entry.by) == ("territory_composed", territory, person)


@pytest.mark.pair
@pytest.mark.django_db
def test_composing_again_the_same_leaves_no_trace() -> None:
    territory, commune = factories.territory(outline=None), factories.commune()
    actions.compose(territory, communes=[commune], by=None)
    actions.compose(territory, communes=[commune, commune], by=None)
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_crossed_outline_does_not_stop_the_union() -> None:
    territory = factories.territory(outline=None)
    actions.compose(territory, communes=[factories.commune(), factories.commune(outline=CROSSED)], by=None)
    assert territory.outline is not None
    assert territory.outline["type"] in {"Polygon", "MultiPolygon"}


@pytest.mark.django_db
def test_communes_without_outline_still_make_a_territory() -> None:
    territory = factories.territory()
    actions.compose(territory, communes=[factories.commune(outline=None)], by=None)
    assert territory.outline is None


@pytest.mark.django_db
def test_a_territory_has_at_least_one_commune() -> None:
    with pytest.raises(ValidationError, match="au moins une commune"):
        actions.compose(factories.territory(), communes=[], by=None)
