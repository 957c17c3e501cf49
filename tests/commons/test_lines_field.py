import pytest
from django.core.exceptions import ValidationError

from commons.fields import LinesFormField


def test_one_item_a_line_without_blank_ones() -> None:
    assert LinesFormField().clean(" un \n\n deux\r\ntrois ") == ["un", "deux", "trois"]


@pytest.mark.parametrize("typed", ["a\x00b", "x\n" * 201, "x" * 401], ids=["nul", "too many", "too long"])
def test_what_no_list_can_hold_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError):
        LinesFormField().clean(typed)
    assert LinesFormField().has_changed([], typed)
