import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from commons import policies, refusals, second_factor

logger = logging.getLogger(__name__)

#: Room for the other fields of a form beside its file, in bytes.
FORM_ROOM = 1024 * 1024


class RefusalMiddleware:
    """Answers refusals by their right status: 422 for a refused form, 503 for what the installation lacks; and none by
    an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return refusals.not_opened_so(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, refusals.Unavailable):
            return None
        logger.error("%s: %s", type(exception).__name__, exception)
        return refusals.unavailable(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """allauth's pages answer 200 to a refused form; ours and htmx expect 422."""
        forms = [value for value in (response.context_data or {}).values() if isinstance(value, BaseForm)]
        if request.method == "POST" and response.status_code == 200 and any(form.errors for form in forms):
            response.status_code = 422
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends to sign-in, except for a form sent from a page once the session is over: what was typed is given back.
    A script (which asks for no page by name) keeps its own copy, and expects the redirect."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        from_page = request.method == "POST" and "text/html" in request.headers.get("Accept", "")
        return refusals.signed_out(request) if refused and from_page and refusals.worth_keeping(request) else refused


class SecondFactorMiddleware:
    """A writer of a commons that requires a second factor gives one before any page behind sign-in.

    Public pages and those of the account stay open; the first show what anyone sees (``policies.roles_of``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        user.second_factor_proved = second_factor.proved_in(request, user)
        if not getattr(view, "login_required", True) or self._is_of_account(request):
            return None
        places = policies.places_of(user)
        if places.closed:
            return refusals.second_factor_missing(request, set_up=places.has_second_factor)
        second_factor.forget_page(request)
        return None

    @staticmethod
    def _is_of_account(request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and (match.url_name or "").startswith(("account_", "mfa_"))


class PrivacyMiddleware:
    """What a page shows to someone in particular is kept by no cache: neither a shared one nor the browser's own.

    A view that says how it may be kept is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and self._is_someone(request):
            response["Cache-Control"] = "private, no-store"
        if self._signed_out(request, response):
            response["Clear-Site-Data"] = '"storage"'
        return response

    @staticmethod
    def _signed_out(request: HttpRequest, response: HttpResponse) -> bool:
        """What the device kept of this account goes with it, even where our scripts did not run. A refused request is
        no sign-out: another site could send it."""
        left = request.method == "POST" and response.status_code == HTTPStatus.FOUND
        return left and request.path == reverse("account_logout")

    @staticmethod
    def _is_someone(request: HttpRequest) -> bool:
        """Signed in, or holding a session (a reader by link, an invited person)."""
        session = getattr(request, "session", None)
        return session is not None and not session.is_empty()


class SizeMiddleware:
    """Refuses a body larger than any upload may be, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > settings.UPLOAD_MAX_BYTES + FORM_ROOM:
            return refusals.too_large(request)
        return self.get_response(request)


class NullMiddleware:
    """Refuses a null character in what an address asks: nobody types one, and PostgreSQL holds none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked or "\x00" in asked:
            return refusals.bad_request(request)
        return self.get_response(request)
