"""A name for an account that says nothing of it: what a device writes beside what it keeps, and sends with it."""

from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import salted_hmac

from accounts.models import User


def account_mark(user: User | AnonymousUser | None) -> str:
    """The same on every device; empty for nobody."""
    return salted_hmac("accounts.marks", str(user.pk)).hexdigest()[:24] if isinstance(user, User) else ""
