"""The directory of organisations: search, page of one, editing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actors import actions, policies
from actors.forms import OrganisationFilter, OrganisationForm
from actors.models import Organisation, Relation
from actors.views.shared import in_order, path
from commons.forms import form_page
from commons.policies import Person, require

A_PAGE = 25


@require_safe
@login_not_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user).select_related("seat").order_by("pk")
    found = OrganisationFilter(request.GET, queryset=visible)
    page = Paginator(sorted(found.qs, key=lambda row: row.sort_key), A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "section": "actors",
        "crumbs": path(_("Acteurs"), ""),
        "form": found.form,
        "page": page,
        "filtered": any(asked.values()),
        "asked": asked.urlencode(),
    }
    return form_page(request, "actors/organisation_list.html", context)


@require_safe
@login_not_required
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user).select_related("seat"), slug=slug)
    relations = Relation.objects.filter(Q(source=organisation) | Q(target=organisation))
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (str(organisation), "")],
        "organisation": organisation,
        "participations": organisation.participations.select_related("ecosystem__territory").order_by(
            "ecosystem__name"
        ),
        "engagements": organisation.engagements.select_related("commons").order_by("commons__title", "circle"),
        "relations": in_order(relations),
        "can_edit": policies.can_edit_organisation(request.user, organisation),
    }
    return render(request, "actors/organisation_detail.html", context)


def _kept(form: OrganisationForm, organisation: Organisation, *, by: Person) -> bool:
    """Saves what the form holds. What changed since it was checked, a name taken meanwhile, is refused as it would
    have been."""
    try:
        actions.edit(organisation, by=by, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    except IntegrityError:
        form.add_error("name", _("Une autre organisation vient de prendre ce nom."))
    return form.is_valid()


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    require(policies.can_edit_organisation(request.user, organisation))
    name = str(organisation)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=organisation)
    if request.method == "POST" and form.is_valid() and _kept(form, organisation, by=request.user):
        messages.success(request, _("La fiche est enregistrée."))
        return redirect(organisation)
    here = (name, reverse("organisation_detail", args=[slug]))
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), here, (_("Modifier"), "")],
        "name": name,
        "address": here[1],
        "form": form,
    }
    return form_page(request, "actors/organisation_edit.html", context)
