"""The list of territories on their map, and the outlines that maps draw."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from territories import exports, maps, policies, tiles
from territories.models import Territory

HOUR = 3600


@require_safe
@login_not_required
def territory_list(request: HttpRequest) -> HttpResponse:
    territories = list(
        Territory.objects.visible_to(request.user)
        .annotate(commune_count=Count("communes"), population=Sum("communes__population"))
        .prefetch_related("terrains__commons")
        .order_by("kind", "name")
    )
    context = {
        "section": "territories",
        "crumbs": [(_("Accueil"), reverse("home")), (_("Territoires"), "")],
        "territories": territories,
        "drawing": maps.territories_drawing(territories),
        "can_create": policies.can_create_territory(request.user),
        "tiles": tiles.layer(),
    }
    return render(request, "territories/territory_list.html", context)


@require_safe
@login_not_required
@cache_control(public=True, max_age=HOUR)
@conditional_page
@gzip_page
def territory_outline(request: HttpRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory.objects.visible_to(request.user), slug=slug)
    return geojson(exports.communes_of(territory))


@require_safe
@login_not_required
@cache_control(public=True, max_age=HOUR)
@conditional_page
@gzip_page
def territory_ground(request: HttpRequest) -> HttpResponse:
    return geojson(exports.ground())


def geojson(collection: dict[str, Any]) -> HttpResponse:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/geo+json; charset=utf-8")
