"""The sheet of a territory for a workshop: to print from the browser, or as a PDF."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import actions
from actors.atlas import sheets
from actors.views.shared import path
from commons import jobs, waiting
from commons.models import Job
from territories.models import Territory


def _territory(request: HttpRequest, slug: str) -> Territory:
    return get_object_or_404(Territory.objects.visible_to(request.user).prefetch_related("terrains"), slug=slug)


def _context(territory: Territory) -> dict[str, Any]:
    here = (territory.name, territory.get_absolute_url())
    return {
        "section": "territories",
        "crumbs": [*path(_("Territoires"), "territory_list"), here, (_("Fiche d’atelier"), "")],
        "territory": territory,
    }


@require_safe
@login_not_required
def territory_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    territory = _territory(request, slug)
    context = _context(territory) | {"sheet": sheets.of(territory), "address": sheets.address(territory)}
    return render(request, "actors/territory_sheet.html", context)


@require_safe
@login_not_required
def territory_sheet_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file when it exists; else asking for it has it made, and the page says how far that is."""
    territory = _territory(request, slug)
    file = sheets.file_of(territory, sheets.document(sheets.of(territory)))
    etag = f'"{file.stem}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag) if file.exists() else None
    if answer is None and file.exists():
        name = f"atelier-{slug}.pdf"
        answer = FileResponse(file.open("rb"), filename=name, content_type="application/pdf")
    if answer is None:
        job = actions.ask_sheet(territory)
        return waiting.page(request, "actors/territory_sheet_pdf.html", _context(territory), job=job)
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, no-cache"
    return answer


@require_safe
@login_not_required
def territory_sheet_state(request: HttpRequest, slug: str) -> HttpResponse:
    """The fragment that follows the making of the file; 204 while it would say the same thing."""
    territory = _territory(request, slug)
    job = jobs.latest(sheets.MAKE, territory)
    is_there = bool(job and job.state == Job.State.DONE)
    template = "actors/territory_sheet_pdf/_state.html"
    return waiting.fragment(request, template, {"territory": territory}, job=job, is_there=is_there)
