"""Days as French says them, in Python and in templates."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template

from commons.dates import date_format


@pytest.mark.parametrize(
    ("value", "wording", "said"),
    [
        (date(2024, 9, 1), "j F Y", "1er septembre 2024"),
        (date(2024, 9, 1), "l j F Y", "dimanche 1er septembre 2024"),
        (datetime(2024, 8, 31, 23, 30, tzinfo=UTC), "j F, G \\h i", "1er septembre, 1 h 30"),
        (date(2024, 9, 11), "j F Y", "11 septembre 2024"),
        (date(2024, 9, 1), "d/m/Y", "01/09/2024"),
        (time(9, 30), "H:i", "09:30"),
        (None, "j F Y", ""),
    ],
)
def test_the_first_of_a_month_is_said_as_an_ordinal(value: date | None, wording: str, said: str) -> None:
    assert Template("{{ day|date:wording }}").render(Context({"day": value, "wording": wording})) == said


def test_a_date_is_said_alike_by_the_commands_and_the_pages() -> None:
    assert date_format(date(2024, 9, 1)) == "1er septembre 2024"
