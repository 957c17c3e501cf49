"""What every form of the house says the same way."""

import pytest
from django import forms

from actors.forms import OrganisationForm
from commons.fields import LinesFormField


def test_a_choice_left_to_make_says_so_rather_than_dashes() -> None:
    field = str(OrganisationForm()["kind"])
    assert '<option value="" selected>À choisir</option>' in field
    assert "---" not in field


@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x7f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("field", [forms.CharField, LinesFormField])
def test_what_no_screen_shows_never_enters_by_a_form(field: type[forms.CharField], sign: str) -> None:
    assert field(required=False).clean(f"Étam{sign}pes") in ("Étampes", ["Étampes"])
    assert not field(required=False).clean(f" {sign} ")


def test_the_breaks_of_a_word_processor_part_words_and_those_of_a_text_stay() -> None:
    assert forms.CharField().clean("Pays\x0bde\x0cLimours") == "Pays de Limours"
    assert forms.CharField().clean("Pays\r\n\tde Limours") == "Pays\r\n\tde Limours"


def test_a_password_is_taken_as_it_is() -> None:
    assert forms.CharField(widget=forms.PasswordInput).clean("a\x01b") == "a\x01b"
