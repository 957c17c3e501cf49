"""What every form of the house says the same way."""

from actors.forms import OrganisationForm


def test_a_choice_left_to_make_says_so_rather_than_dashes() -> None:
    field = str(OrganisationForm()["kind"])
    assert '<option value="" selected>À choisir</option>' in field
    assert "---" not in field
