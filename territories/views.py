import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from commons.forms import form_page
from commons.policies import require, signed_in
from territories import actions, exports, maps, policies
from territories.forms import MandateForm, partners_for
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
    }
    return render(request, "territories/territory_list.html", context)


@require_safe
@login_not_required
@cache_control(public=True, max_age=HOUR)
@conditional_page
@gzip_page
def territory_outline(request: HttpRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory.objects.visible_to(request.user), slug=slug)
    return _geojson(exports.communes_of(territory))


@require_safe
@login_not_required
@cache_control(public=True, max_age=HOUR)
@conditional_page
@gzip_page
def territory_ground(request: HttpRequest) -> HttpResponse:
    return _geojson(exports.ground())


def _geojson(collection: dict[str, Any]) -> HttpResponse:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/geo+json; charset=utf-8")


@require_http_methods(["GET", "POST"])
def territory_mandates(request: HttpRequest, slug: str) -> HttpResponse:
    """Which partners look after a territory: without one, nobody local can correct its organisations."""
    territory = get_object_or_404(Territory.objects.visible_to(request.user), slug=slug)
    require(policies.can_mandate(request.user, territory))
    user = signed_in(request.user)
    partners = partners_for(territory, user)
    held = partners.filter(mandates__territory=territory)
    form = MandateForm(
        request.POST if request.method == "POST" else None, partners=partners, initial={"partners": held}
    )
    if request.method == "POST" and form.is_valid():
        actions.mandate(territory, among=partners, chosen=form.cleaned_data["partners"], by=user)
        messages.success(request, _("Les mandats sont enregistrés."))
        return redirect(territory)
    crumbs = [
        (_("Territoires"), reverse("territory_list")),
        (territory.name, territory.get_absolute_url()),
        (_("Mandats"), ""),
    ]
    context = {"section": "territories", "crumbs": crumbs, "territory": territory, "form": form, "partners": partners}
    return form_page(request, "territories/territory_mandates.html", context)
