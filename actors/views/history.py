"""Who changed what, for the members of a team; and putting a value back, for those who may edit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actors import actions, policies
from actors.forms.history import PutBackForm, RowPutBackForm
from actors.models import Ecosystem, Organisation
from actors.upkeep import history
from actors.views.shared import path
from commons.policies import require, signed_in

A_PAGE = 25


def _page(
    request: HttpRequest, entries: list[history.Entry], crumbs: list[tuple[str, str]], put_back: str
) -> HttpResponse:
    """``put_back``: the address at which this person may put values back; empty when there is none."""
    context = {
        "section": "actors",
        "crumbs": [*crumbs, (_("Qui a changé quoi"), "")],
        "name": crumbs[-1][0],
        "page": Paginator(entries, A_PAGE).get_page(request.GET.get("page")),
        "put_back": put_back,
    }
    return render(request, "actors/history.html", context)


@require_safe
def organisation_history(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    require(policies.can_see_history(request.user))
    can_edit = policies.can_edit_organisation(request.user, organisation)
    crumbs = [*path(_("Acteurs"), "organisation_list"), (str(organisation), organisation.get_absolute_url())]
    put_back = reverse("organisation_put_back", args=[slug]) if can_edit else ""
    return _page(request, history.of_organisation(organisation), crumbs, put_back)


@require_safe
def ecosystem_history(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = get_object_or_404(
        Ecosystem.objects.visible_to(request.user).select_related("territory", "commons"), slug=slug
    )
    require(policies.can_see_history(request.user))
    evidence = policies.can_see_evidence(request.user, ecosystem)
    territory = (ecosystem.territory.name, ecosystem.territory.get_absolute_url())
    crumbs = [*path(_("Territoires"), "territory_list"), territory, (ecosystem.name, ecosystem.get_absolute_url())]
    can_edit = policies.can_edit_relations(request.user, ecosystem)
    put_back = reverse("ecosystem_put_back", args=[slug]) if can_edit else ""
    return _page(request, history.of_ecosystem(ecosystem, evidence=evidence), crumbs, put_back)


@require_POST
def organisation_put_back(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    require(policies.can_edit_organisation(request.user, organisation))
    form = PutBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.put_value_back(
            organisation, line=form.cleaned_data["line"], name=form.cleaned_data["fact"], by=signed_in(request.user)
        )
        messages.success(request, _("La valeur d’avant est rétablie."))
    except LookupError:
        raise Http404 from None
    except ValidationError as refused:
        messages.error(request, _("Cette valeur ne peut pas être rétablie.") + " " + " ".join(refused.messages))
    return redirect("organisation_history", slug=slug)


@require_POST
def ecosystem_put_back(request: HttpRequest, slug: str) -> HttpResponse:
    """A fact of a participation or of a relation, put back."""
    ecosystem = get_object_or_404(Ecosystem.objects.visible_to(request.user), slug=slug)
    require(policies.can_edit_relations(request.user, ecosystem))
    form = RowPutBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    evidence = policies.can_edit_ecosystem(request.user, ecosystem)
    by = signed_in(request.user)
    try:
        with transaction.atomic():
            actions.put_row_value_back(
                ecosystem, asked["kind"], line=asked["line"], name=asked["fact"], evidence=evidence, by=by
            )
        messages.success(request, _("La valeur d’avant est rétablie."))
    except LookupError:
        raise Http404 from None
    except ValidationError as refused:
        messages.error(request, _("Cette valeur ne peut pas être rétablie.") + " " + " ".join(refused.messages))
    except IntegrityError:
        messages.error(request, _("Cette valeur ne peut pas être rétablie."))
    return redirect("ecosystem_history", slug=slug)
