"""Names proposed while one types: public ones only, as JSON ``{"names": […]}``."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from actors import naming
from actors.forms import communes, zones
from actors.models import Organisation
from commons.names import folded
from territories import search

MOST = 8
SHORTEST = 2


def _typed(request: HttpRequest) -> str:
    typed = request.GET.get("q", "").strip()[:80]
    return typed if len(folded(typed)) >= SHORTEST else ""


def _answer(names: Iterable[str]) -> JsonResponse:
    return JsonResponse({"names": list(names)})


@require_safe
@login_not_required
def suggest_communes(request: HttpRequest) -> JsonResponse:
    found = search.communes_named(_typed(request))[:MOST]
    return _answer(communes.written(commune) for commune in found)


@require_safe
@login_not_required
def suggest_zones(request: HttpRequest) -> JsonResponse:
    found = search.zones_named(_typed(request))[:MOST]
    return _answer(zones.written(choice.zone) for choice in found)


@require_safe
@login_not_required
def suggest_organisations(request: HttpRequest) -> JsonResponse:
    typed = _typed(request)
    if not typed:
        return _answer([])
    rows = Organisation.objects.visible_to(request.user)
    names = list(rows.named(typed).order_by("folded_name", "pk").values_list("name", flat=True)[:MOST])
    return _answer(names or [organisation.name for organisation in naming.look_alike(rows, typed, MOST)])
