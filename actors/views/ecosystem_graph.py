"""The graph of an ecosystem by itself: as a drawing, as data, as files, and moved by those who may."""

import json
from math import isfinite
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_POST, require_safe

from actors import actions, policies
from actors.ecosystems import graph, pictures
from actors.forms.ecosystem import GraphFilter
from actors.models import Ecosystem, Organisation
from actors.views.ecosystem import fetch
from commons.policies import require, signed_in

#: A node goes no further, in the units of the drawing.
FURTHEST = 50_000.0


def _drawn(request: HttpRequest, ecosystem: Ecosystem) -> pictures.Picture:
    asked = GraphFilter(request.GET, relations=ecosystem.relations.order_by("pk"))
    return pictures.of(ecosystem, graph.of(ecosystem), *asked.asked)


@require_safe
@login_not_required
@conditional_page
@gzip_page
def ecosystem_graph_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """404 until there is something to draw."""
    picture = _drawn(request, fetch(request, slug))
    if picture.drawing is None:
        raise Http404
    return HttpResponse(picture.drawing, content_type="image/svg+xml; charset=utf-8")


@require_safe
@login_not_required
@conditional_page
@gzip_page
def ecosystem_graph_json(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = fetch(request, slug)
    whole = graph.of(ecosystem)
    places = actions.arrange(ecosystem, whole).places or {} if whole.nodes else {}
    body = json.dumps(_told(request, ecosystem, whole, places), ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _told(request: HttpRequest, ecosystem: Ecosystem, whole: graph.Graph, places: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": ecosystem.name,
        "url": request.build_absolute_uri(ecosystem.get_absolute_url()),
        "nodes": [
            {
                "id": node.id,
                "label": node.name,
                "kind": node.kind,
                "url": request.build_absolute_uri(f"/acteurs/{node.slug}/"),
                "position": list(places[node.id]) if node.id in places else None,
            }
            for node in whole.nodes
        ],
        "edges": [
            {
                "from": edge.source,
                "to": edge.target,
                "kind": edge.kind,
                "label": edge.label,
                "nature": edge.nature,
                "period": edge.period,
                "source": edge.document,
            }
            for edge in whole.edges
        ],
    }


@require_POST
def graph_place(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts a node somewhere, or back where the layout has it; answers the whole drawing anew."""
    ecosystem = fetch(request, slug)
    require(policies.can_edit_relations(request.user, ecosystem))
    whole = graph.of(ecosystem)
    node = request.POST.get("node", "")
    if node not in {one.id for one in whole.nodes}:
        return HttpResponseBadRequest(_("Cet acteur n’est pas dans le graphe."))
    organisation = get_object_or_404(Organisation, pk=node)
    by = signed_in(request.user)
    if "back" in request.POST:
        actions.unpin(ecosystem, organisation, by=by)
    else:
        place = _place(request)
        if place is None:
            return HttpResponseBadRequest(_("Cette place n’en est pas une."))
        actions.pin(ecosystem, organisation, place, by=by)
    return JsonResponse({"drawing": _drawn(request, ecosystem).drawing})


def _place(request: HttpRequest) -> tuple[float, float] | None:
    try:
        x, y = float(request.POST.get("x", "")), float(request.POST.get("y", ""))
    except ValueError:
        return None
    inside = isfinite(x) and isfinite(y) and abs(x) <= FURTHEST and abs(y) <= FURTHEST
    return (x, y) if inside else None


@require_POST
def graph_anew(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_relations(request.user, ecosystem))
    actions.arrange_anew(ecosystem, by=signed_in(request.user))
    messages.success(request, _("Le graphe est disposé à nouveau ; ce que vous aviez placé à la main n’a pas bougé."))
    return redirect(f"{ecosystem.get_absolute_url()}#graphe")
