"""The page of a territory: its map, the actors at work there, and the data that the map draws."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from actors import policies, signs
from actors.atlas import figure, listing, mapdata, places
from actors.atlas.places import Actor, Place
from actors.forms import ActorsFilter
from actors.models import Organisation
from actors.views.shared import path
from commons.forms import form_page
from territories import maps, outlines, profile, tiles
from territories import policies as territory_policies
from territories.models import Commune, Territory
from territories.views.maps import geojson

#: Organisations of a whole region or of France named on the page; the directory has them all.
MOST_REACHING = 40


@dataclass
class Asked:
    """A territory with the actors that a query string asks for."""

    territory: Territory
    communes: list[Commune]
    actors: list[Actor]
    form: ActorsFilter

    @cached_property
    def found(self) -> list[Actor]:
        return listing.matching(self.actors, self.form.asked)

    @cached_property
    def places(self) -> list[Place]:
        return places.numbered(self.communes, self.found)


def _asked(request: HttpRequest, slug: str) -> Asked:
    visible = Territory.objects.visible_to(request.user).prefetch_related("terrains__commons")
    territory = get_object_or_404(visible, slug=slug)
    communes = sorted(territory.communes.order_by("code"), key=lambda commune: commune.sort_key)
    actors = places.actors_of(territory, communes, by=request.user)
    return Asked(territory, communes, actors, ActorsFilter(request.GET, facets=listing.facets(actors)))


@require_safe
@login_not_required
def territory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked(request, slug)
    territory, communes = asked.territory, asked.communes
    context = {
        "section": "territories",
        "crumbs": [*path(_("Territoires"), "territory_list"), (territory.name, "")],
        "territory": territory,
        "communes": communes,
        "population": sum(commune.population or 0 for commune in communes),
        "ecosystems": territory.ecosystems.select_related("commons").order_by("name"),
        "drawing": figure.drawing(territory, communes, asked.places, legend=False),
        **_legend(asked),
        "attribution": outlines.attribution(communes),
        "tiles": tiles.layer(),
        "undrawn": maps.without_outline(communes),
        "can_study": bool(policies.commons_to_study_in(request.user)),
        "can_edit": territory_policies.can_edit_territory(request.user, territory),
        "can_mandate": territory_policies.can_mandate(request.user, territory),
        "profile": profile.profile_of(territory, request.user),
        **_listed(request, asked),
        **_reaching(request, territory),
    }
    return form_page(request, "actors/territory_detail.html", context)


def _legend(asked: Asked) -> dict[str, Any]:
    """The signs of every kind of actor on the map, whatever the filters: scripts take them from there."""
    standing = [actor for actor in asked.actors if actor.stands]
    outside = next((actor.organisation.kind for actor in standing if actor.neighbour), "")
    kinds = figure.kinds({actor.organisation.kind for actor in standing})
    return {
        "signs": [(kind, label, signs.alone(kind)) for kind, label in kinds],
        "hollow_sign": signs.alone(outside, hollow=True) if outside else "",
    }


def _listed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    sort = request.GET.get("sort", "")
    sort = sort if sort in listing.SORTS else "commune"
    page, groups = listing.grouped(listing.arranged(asked.found, sort), sort, request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "sort"):
        kept.pop(name, None)
    filters = kept.urlencode()
    kept["sort"] = sort
    return {
        "form": asked.form,
        "actor_count": len(asked.actors),
        "found_count": len(asked.found),
        "on_map_count": sum(place.count for place in asked.places if place.point),
        "filtered": any(kept.get(name) for name in asked.form.fields),
        "filters": filters,
        "asked": kept.urlencode(),
        "sort": sort,
        "sorts": listing.SORTS,
        "page": page,
        "groups": groups,
    }


def _reaching(request: HttpRequest, territory: Territory) -> dict[str, Any]:
    visible = Organisation.objects.visible_to(request.user).filter(pk__in=places.reaching(territory).values("pk"))
    rows = list(visible.only("name", "slug", "kind", "folded_name").order_by("folded_name", "pk")[: MOST_REACHING + 1])
    return {"reaching": rows[:MOST_REACHING], "more_reaching": len(rows) > MOST_REACHING}


@require_safe
@login_not_required
@cache_control(public=True, no_cache=True)
@conditional_page
@gzip_page
def territory_actors(request: HttpRequest, slug: str) -> HttpResponse:
    """What the map draws, filtered as the page is. Caches ask again each time: a change is seen at once."""
    asked = _asked(request, slug)
    if not asked.form.is_valid():
        return _refused()
    return geojson(mapdata.collection(asked.territory, asked.found))


@require_safe
@login_not_required
@cache_control(public=True, no_cache=True)
@conditional_page
@gzip_page
def territory_map(request: HttpRequest, slug: str) -> HttpResponse:
    """The map as a figure that stands alone: legend, key of the numbers, sources."""
    asked = _asked(request, slug)
    if not asked.form.is_valid():
        return _refused()
    drawing = figure.drawing(asked.territory, asked.communes, asked.places, key=True)
    if drawing is None:
        return HttpResponse(_("Aucun contour de commune : il n’y a pas de carte à tracer."), status=404)
    response = HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}', content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="carte-{slug}.svg"'
    return response


def _refused() -> HttpResponse:
    words = _("Un des filtres de cette adresse n’existe pas pour ce territoire.")
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
