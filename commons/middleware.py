import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from commons import refusals

logger = logging.getLogger(__name__)

#: Room for the other fields of a form beside its file, in bytes.
FORM_ROOM = 1024 * 1024


class RefusalMiddleware:
    """Answers refusals by their right status: 422 for a refused form, 503 for what the installation lacks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, refusals.Unavailable):
            return None
        logger.error("%s: %s", type(exception).__name__, exception)
        return refusals.unavailable(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """allauth's pages answer 200 to a refused form; ours and htmx expect 422."""
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and getattr(form, "errors", None):
            response.status_code = 422
        return response


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
        return response

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
