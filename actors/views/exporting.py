"""The directory as files, with the filters of its page."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actors import exports, policies
from actors.forms import OrganisationFilter
from actors.models import Organisation
from actors.models.organisation import OrganisationQuerySet
from commons.policies import require

TYPES = {
    exports.CSV: "text/csv; charset=utf-8",
    exports.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@login_not_required
def organisations_csv(request: HttpRequest) -> HttpResponseBase:
    return _file(exports.in_csv(_asked(request)), exports.CSV)


@require_safe
@login_not_required
def organisations_xlsx(request: HttpRequest) -> HttpResponseBase:
    return _file(exports.in_xlsx(_asked(request)), exports.XLSX)


@require_safe
@login_not_required
def organisations_geojson(request: HttpRequest) -> HttpResponse:
    body = exports.in_geojson(_asked(request))
    response = JsonResponse(body, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{_name("geojson")}"'
    return response


@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty file with all the columns."""
    require(policies.can_import(request.user))
    if kind not in TYPES:
        raise Http404
    return _file(exports.template(kind), kind, "organisations-modele")


def _asked(request: HttpRequest) -> OrganisationQuerySet:
    """What the page of the directory shows for the same question, to this person."""
    return OrganisationFilter(request.GET, person=request.user).narrow(Organisation.objects.visible_to(request.user))


def _file(body: str | bytes | Iterable[str], kind: str, stem: str = "") -> HttpResponseBase:
    made: HttpResponseBase
    if isinstance(body, str | bytes):
        made = HttpResponse(body, content_type=TYPES[kind])
    else:
        made = StreamingHttpResponse(body, content_type=TYPES[kind])
    made["Content-Disposition"] = f'attachment; filename="{_name(kind, stem)}"'
    return made


def _name(kind: str, stem: str = "") -> str:
    return f"{stem or f'organisations-{timezone.localdate():%Y-%m-%d}'}.{kind}"
