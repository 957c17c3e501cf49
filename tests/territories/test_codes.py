"""Codes as people type them: today's, yesterday's, without their zero, twice."""

import pytest
from django.test.utils import CaptureQueriesContext

from territories import codes
from territories.models import FormerCommune
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def test_a_code_is_understood_without_its_zero_in_small_letters_and_twice() -> None:
    ain, corse = factories.commune("01001"), factories.commune("2A004")
    meant = codes.resolve(["1001", " 2a004 ", "01001", "1001", ""])
    assert meant.found == {"1001": ain, "2a004": corse, "01001": ain}
    assert meant.communes == [ain, corse]
    assert (meant.unknown, meant.former) == ([], {})


def test_the_code_of_a_merged_commune_means_the_commune_of_today() -> None:
    merged = factories.commune("93066", name="Saint-Denis")
    past = FormerCommune.objects.create(code="93059", name="Pierrefitte-sur-Seine", commune=merged)
    meant = codes.resolve(["93059", "93066"])
    assert meant.communes == [merged]
    assert meant.former == {"93059": past}


def test_a_commune_that_was_merged_since_its_import_is_no_longer_meant_by_its_code() -> None:
    kept, merged = factories.commune("93059"), factories.commune("93066")
    FormerCommune.objects.create(code=kept.code, commune=merged)
    assert codes.resolve(["93059"]).communes == [merged]


@pytest.mark.parametrize("typed", ["99999", "INSEE", "910210", "=91021", "9102", "٩١٠٢١", "91 021"])
def test_what_is_no_code_is_given_back_as_typed(typed: str) -> None:
    factories.commune("91021")
    assert codes.resolve([typed, typed]).unknown == [typed]


def test_a_pasted_list_is_parted_whatever_stands_between_codes() -> None:
    assert codes.listed("91021;91338, 91411\n\t\"2A004\"\r\n'1001'\xa094033 ") == [
        "91021",
        "91338",
        "91411",
        "2A004",
        "1001",
        "94033",
    ]


def test_many_codes_ask_no_more_than_few(django_assert_num_queries: CaptureQueriesContext) -> None:
    for number in range(10, 60):
        factories.commune(f"910{number}")
    with django_assert_num_queries(2):
        assert len(codes.resolve([f"910{number}" for number in range(10, 60)]).communes) == 50
