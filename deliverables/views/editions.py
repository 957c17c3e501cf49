"""What everyone reads: the list, an edition, its PDF."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliverables import actions, evidence, shelf
from deliverables.models import Edition, Rendition


@require_safe
@login_not_required
def deliverable_list(request: HttpRequest) -> HttpResponse:
    context = {"section": "deliverables", "editions": shelf.latest_editions()}
    return render(request, "deliverables/deliverable_list.html", context)


@require_safe
@login_not_required
def deliverable_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest edition still served; when all are withdrawn, the page that says why."""
    editions = Edition.objects.filter(deliverable__slug=slug).select_related("deliverable").newest_first()
    edition = editions.served().first() or editions.first()
    if edition is None:
        raise Http404
    return _page(request, edition)


@require_safe
@login_not_required
def edition_detail(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    return _page(request, _edition(slug, version))


@require_safe
@login_not_required
def edition_pdf_state(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The fragment that follows the making of the PDF; 204 while it would say the same thing."""
    edition = _edition(slug, version)
    if edition.is_withdrawn:
        return HttpResponse(status=410)
    file = shelf.pdf_of(edition)
    if request.GET.get("vu") == file.mark:
        return HttpResponse(status=204)
    return render(request, "deliverables/edition_detail/_pdf.html", {"edition": edition, "file": file})


@require_safe
@login_not_required
def edition_pdf(request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
    edition = _edition(slug, version)
    if edition.is_withdrawn:
        return _page(request, edition)
    rendition = get_object_or_404(Rendition, edition=edition, format=Rendition.Format.PDF)
    if rendition.state != Rendition.State.READY:
        return _not_ready(request, edition)
    try:
        return _file(request, edition, rendition)
    except FileNotFoundError:
        actions.remake_lost(rendition)
        return _not_ready(request, edition)


def _not_ready(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"section": "deliverables", "edition": edition, "file": shelf.pdf_of(edition)}
    response = render(request, "deliverables/edition_pdf.html", context, status=503)
    response["Retry-After"] = "20"
    return response


def _file(request: HttpRequest, edition: Edition, rendition: Rendition) -> HttpResponseBase:
    """The PDF under its seal. Caches ask again each time (304 while nothing changed): a withdrawal is seen at once."""
    name = f"{edition.deliverable.slug}-v{edition.version}.pdf"
    etag = f'"{rendition.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(rendition.file.open("rb"), filename=name, content_type="application/pdf")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def _edition(slug: str, version: str) -> Edition:
    editions = Edition.objects.select_related("deliverable")
    return get_object_or_404(editions, deliverable__slug=slug, version=version)


def _page(request: HttpRequest, edition: Edition) -> HttpResponse:
    versions = list(edition.deliverable.editions.newest_first().defer("html", "manifest"))
    context = {
        "section": "deliverables",
        "edition": edition,
        "versions": versions,
        "latest": next((version for version in versions if not version.is_withdrawn), None),
        "crumbs": [(_("Livrables"), reverse("deliverable_list")), (edition.title, "")],
    }
    if edition.is_withdrawn:
        return render(request, "deliverables/edition_withdrawn.html", context, status=410)
    context["file"] = shelf.pdf_of(edition)
    context["evidence"] = evidence.of_edition(edition, request.user)
    return render(request, "deliverables/edition_detail.html", context)
