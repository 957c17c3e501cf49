"""While the worker makes a file: the page that says how far it is, and the fragment that asks for itself until then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.models import Job


def page(request: HttpRequest, template: str, context: dict[str, Any], *, job: Job | None) -> HttpResponse:
    """503: the file is not there yet, and whoever reads no page may ask again in ten seconds."""
    response = render(request, template, context | _said(job, is_there=False), status=503)
    response["Retry-After"] = "10"
    return response


def fragment(
    request: HttpRequest, template: str, context: dict[str, Any], *, job: Job | None, is_there: bool
) -> HttpResponse:
    """What ``components/file_state.html`` asks for, with what it last saw; 204 while it would say the same thing."""
    said = _said(job, is_there=is_there)
    if not is_there and request.GET.get("vu") == said["mark"]:
        return HttpResponse(status=204)
    return render(request, template, context | said)


def _said(job: Job | None, *, is_there: bool) -> dict[str, Any]:
    return {"job": job, "mark": job.mark if job else "", "is_there": is_there}
