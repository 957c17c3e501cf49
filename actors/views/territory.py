"""The page of a territory: its map, and the actors at work there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import places
from actors.views.shared import path
from territories import maps, outlines
from territories import policies as territory_policies
from territories.models import Territory


@require_safe
@login_not_required
def territory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Territory.objects.visible_to(request.user).prefetch_related("terrains__commons")
    territory = get_object_or_404(visible, slug=slug)
    communes = sorted(territory.communes.order_by("code"), key=lambda commune: commune.sort_key)
    actors = places.placed(communes, places.acting_in(territory))
    context = {
        "section": "territories",
        "crumbs": [*path(_("Territoires"), "territory_list"), (territory.name, "")],
        "territory": territory,
        "communes": communes,
        "population": sum(commune.population or 0 for commune in communes),
        "ecosystems": territory.ecosystems.select_related("commons").order_by("name"),
        "actors": actors,
        "drawing": maps.territory_drawing(territory, communes, spots=actors.spots(), words=actors.in_words()),
        "attribution": outlines.attribution(communes),
        "can_mandate": territory_policies.can_mandate(request.user, territory),
    }
    return render(request, "actors/territory_detail.html", context)
