from django.http import HttpRequest, QueryDict

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind ``LoginRequiredMiddleware`` receives."""

    user: User


def wants_fragment(request: HttpRequest) -> bool:
    """Is a script of ours asking for a piece of the page, rather than a person for the page."""
    return request.headers.get("HX-Request") == "true"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a refused form, not an untouched one."""
    return request.POST if request.method == "POST" else None
