"""Several territories side by side, for anyone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.names import folded
from territories import comparison
from territories.models import Territory


@require_safe
@login_not_required
def territory_compare(request: HttpRequest) -> HttpResponse:
    asked = request.GET.getlist("t")
    sides = comparison.sides(asked, request.user)
    shown = [side.territory.slug for side in sides]
    every = sorted(Territory.objects.visible_to(request.user), key=lambda territory: folded(territory.name))
    context: dict[str, Any] = {
        "section": "territories",
        "crumbs": [(_("Territoires"), reverse("territory_list")), (_("Comparer"), "")],
        "sides": sides,
        "lines": comparison.lines(sides),
        "every": every,
        "shown": shown,
        "most": comparison.MOST,
        "unknown": len(set(asked) - set(shown)) - max(0, len(set(asked)) - comparison.MOST),
        "too_many": len(set(asked)) > comparison.MOST,
        "query": urlencode([("t", slug) for slug in shown]),
    }
    return render(request, "territories/territory_compare.html", context)


@require_safe
@login_not_required
def territory_compare_csv(request: HttpRequest) -> HttpResponseBase:
    sides = comparison.sides(request.GET.getlist("t"), request.user)
    return StreamingHttpResponse(
        comparison.csv_lines(sides),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_("territoires-compares")}.csv"'},
    )
