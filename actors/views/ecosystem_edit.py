"""Creating and editing an ecosystem: what it is, its composition in figures."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors import actions, policies
from actors.forms.ecosystem import EcosystemForm, HeadcountsForm
from actors.views.ecosystem import crumbs, fetch
from actors.views.shared import path
from commons.forms import form_page
from commons.models import Commons
from commons.policies import Person, require
from territories.models import Territory


def _kept(form: EcosystemForm, *, by: Person) -> bool:
    try:
        actions.edit_ecosystem(form.instance, by=by, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return form.is_valid()


@require_http_methods(["GET", "POST"])
def ecosystem_new(request: HttpRequest) -> HttpResponse:
    among = list(Commons.objects.filter(pk__in=policies.commons_to_study_in(request.user)).order_by("title"))
    require(bool(among))
    at = Territory.objects.visible_to(request.user).filter(slug=request.GET.get("territoire", "")).first()
    sent = request.POST if request.method == "POST" else None
    form = EcosystemForm(sent, among=among, initial={"territory": at, "commons": among[0] if len(among) == 1 else None})
    if sent is not None and form.is_valid() and _kept(form, by=request.user):
        messages.success(request, _("L’écosystème est créé. Ajoutez ses acteurs, puis leurs relations."))
        return redirect(form.instance)
    context: dict[str, Any] = {
        "section": "territories",
        "crumbs": [*path(_("Territoires"), "territory_list"), (_("Nouvel écosystème d’acteurs"), "")],
        "form": form,
        "ecosystem": None,
        "territory": at,
    }
    return form_page(request, "actors/ecosystem_edit.html", context)


@require_http_methods(["GET", "POST"])
def ecosystem_edit(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_ecosystem(request.user, ecosystem))
    here = [*crumbs(ecosystem), (_("Modifier"), "")]
    name = ecosystem.name
    form = EcosystemForm(request.POST if request.method == "POST" else None, instance=ecosystem)
    if request.method == "POST" and form.is_valid() and _kept(form, by=request.user):
        messages.success(request, _("L’écosystème est enregistré."))
        return redirect(ecosystem)
    context = {"section": "territories", "crumbs": here, "form": form, "ecosystem": ecosystem, "name": name}
    return form_page(request, "actors/ecosystem_edit.html", context)


@require_http_methods(["GET", "POST"])
def ecosystem_headcounts(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_ecosystem(request.user, ecosystem))
    rows = ecosystem.headcounts.order_by("pk")
    form = HeadcountsForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        actions.record_headcounts(ecosystem, form.counts, by=request.user)
        messages.success(request, _("La composition est enregistrée."))
        return redirect(ecosystem)
    context = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem), (_("Composition en chiffres"), "")],
        "form": form,
        "ecosystem": ecosystem,
    }
    return form_page(request, "actors/ecosystem_headcounts.html", context)
