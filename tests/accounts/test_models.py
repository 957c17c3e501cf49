import pytest
from django.core.exceptions import ValidationError

from accounts.actions import open_account
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.pair
def test_one_address_is_one_account_whatever_its_case() -> None:
    open_account("Jeanne@exemple.fr", name="Jeanne")
    with pytest.raises(ValidationError):
        open_account("jeanne@Exemple.fr", name="Une autre")
    assert User.objects.get().email == "jeanne@exemple.fr"


def test_an_account_opened_by_whoever_installs_has_a_verified_address_and_no_guessable_password() -> None:
    user = open_account("jeanne@exemple.fr", name="Jeanne")
    assert user.emailaddress_set.get().verified
    assert not user.has_usable_password()
