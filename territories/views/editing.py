"""The pages that write a territory: its name and perimeter, its kind, its removal, who studies it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.forms import form_page
from commons.models import Commons
from commons.policies import require, signed_in
from commons.requests import posted
from territories import actions, policies
from territories.forms import KindForm, LossForm, NewTerritoryForm, TerrainForm, TerritoryForm
from territories.models import Terrain, Territory
from territories.views.shared import editable, path


@require_http_methods(["GET", "POST"])
def territory_create(request: HttpRequest) -> HttpResponse:
    require(policies.can_create_territory(request.user))
    form = NewTerritoryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        territory = actions.create(form.save(commit=False), by=signed_in(request.user))
        messages.success(request, _("Le territoire est créé. Choisissez maintenant ses communes."))
        return redirect("territory_compose", territory.slug)
    crumbs = [(_("Territoires"), reverse("territory_list")), (_("Composer un territoire"), "")]
    context = {"section": "territories", "crumbs": crumbs, "form": form}
    return form_page(request, "territories/territory_create.html", context)


@require_http_methods(["GET", "POST"])
def territory_edit(request: HttpRequest, slug: str) -> HttpResponse:
    territory, user = editable(request, slug)
    name = territory.name  # the form writes on the object, refused or not
    form = TerritoryForm(posted(request), instance=territory)
    if request.method == "POST" and form.is_valid():
        actions.edit(territory, by=user, **form.cleaned_data)
        messages.success(request, _("Le territoire est enregistré."))
        return redirect(territory)
    shown = Territory(slug=territory.slug, name=name)
    context = {"section": "territories", "crumbs": path(shown, (_("Modifier"), "")), "territory": shown, "form": form}
    return form_page(request, "territories/territory_edit.html", context)


@require_http_methods(["GET", "POST"])
def territory_kind(request: HttpRequest, slug: str) -> HttpResponse:
    """What the zoning proposes, and what a person retains."""
    territory, user = editable(request, slug)
    initial = {"kind": territory.kind, "kind_reason": territory.kind_reason}
    form = KindForm(posted(request), initial=initial, proposed=territory.proposed_kind)
    if request.method == "POST" and form.is_valid():
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["kind_reason"]
        actions.decide_kind(territory, kind=kind, reason=reason, by=user)
        messages.success(request, _("Le type est retenu."))
        return redirect(territory)
    context = {
        "section": "territories",
        "crumbs": path(territory, (_("Type"), "")),
        "territory": territory,
        "form": form,
    }
    return form_page(request, "territories/territory_kind.html", context)


@require_http_methods(["GET", "POST"])
def territory_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once; refused with a sentence when an ecosystem or a commons uses the territory."""
    territory, user = editable(request, slug)
    form = LossForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove(territory, by=user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("« %(name)s » est supprimé.") % {"name": territory.name})
            return redirect("territory_list")
    context = {
        "section": "territories",
        "crumbs": path(territory, (_("Supprimer"), "")),
        "territory": territory,
        "form": form,
        "indicator_count": territory.indicators.count(),
        "commune_count": territory.communes.count(),
    }
    return form_page(request, "territories/territory_remove.html", context)


@require_http_methods(["GET", "POST"])
def territory_terrains(request: HttpRequest, slug: str) -> HttpResponse:
    """For each commons where the person writes: does it study the territory, and how far is the contact."""
    territory, user = editable(request, slug)
    own = list(Commons.objects.filter(pk__in=policies.studying(user)).order_by("title", "pk"))
    concerned = next((commons for commons in own if commons.slug == request.POST.get("commons")), None)
    if request.method == "POST" and concerned is None:
        raise Http404
    known = {terrain.commons_id: terrain for terrain in Terrain.objects.filter(territory=territory)}
    rows = [(commons, _terrain_form(request, commons, known, concerned)) for commons in own]
    sent = next((form for commons, form in rows if commons == concerned), None)
    if concerned is not None and sent is not None and sent.is_valid():
        actions.study(territory, commons=concerned, by=user, **sent.cleaned_data)
        messages.success(request, _("L’état du terrain est enregistré."))
        return redirect("territory_terrains", territory.slug)
    context = {
        "section": "territories",
        "crumbs": path(territory, (_("Terrains d’étude"), "")),
        "territory": territory,
        "rows": rows,
        "sent": sent,
    }
    return form_page(request, "territories/territory_terrains.html", context)


def _terrain_form(
    request: HttpRequest, commons: Commons, known: dict[UUID, Terrain], concerned: Commons | None
) -> TerrainForm:
    terrain = known.get(commons.pk)
    initial = {"state": terrain.state, "note": terrain.note} if terrain else {}
    data = request.POST if commons == concerned else None
    return TerrainForm(data, initial=initial, prefix=commons.slug, auto_id="id_%s")
