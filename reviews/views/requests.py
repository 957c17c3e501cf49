from django.http import HttpRequest

from accounts.models import User
from commons.requests import posted

__all__ = ["SignedInRequest", "posted", "wants_fragment"]


class SignedInRequest(HttpRequest):
    """What a view behind ``LoginRequiredMiddleware`` receives."""

    user: User


def wants_fragment(request: HttpRequest) -> bool:
    """Is a script of ours asking for a piece of the page, rather than a person for the page."""
    return request.headers.get("HX-Request") == "true"
