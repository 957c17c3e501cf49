from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def open_account(email: str, *, name: str, password: str | None = None) -> User:
    """An account whose address is vouched for by whoever installs the site or the demonstration.

    Without a password the person signs in by a code. Raises ``ValidationError`` for an address already taken.
    """
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
