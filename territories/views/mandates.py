"""Which partners look after a territory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.forms import form_page
from commons.policies import require, signed_in
from territories import actions, policies
from territories.forms import MandateForm, partners_for
from territories.models import Territory


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
