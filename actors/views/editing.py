"""Entering an organisation, changing its facts, saying that they still hold."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import actions, policies
from actors.forms import OrganisationForm, QuickForm, prefill
from actors.models import Organisation
from actors.upkeep import similar
from actors.views.shared import path
from commons.forms import form_page
from commons.policies import Person, require


def _kept(form: BaseForm, organisation: Organisation, *, by: Person) -> bool:
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
    answer = None
    if request.method == "POST" and ("look_up" in request.POST or "take_over" in request.POST):
        form, answer = _prefilled(request, organisation)
    else:
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
        "answer": answer,
    }
    return form_page(request, "actors/organisation_edit.html", context)


def _prefilled(request: HttpRequest, organisation: Organisation) -> tuple[OrganisationForm, prefill.Answer]:
    """The form as typed, nothing read nor saved, with what the directory of companies says or what was taken of it."""
    typed = prefill.typed_values(OrganisationForm(instance=organisation), request.POST)
    if "look_up" in request.POST:
        return OrganisationForm(instance=organisation, initial=typed), prefill.look_up(typed)
    taken = prefill.taken_over(request.POST)
    sentence = (
        _("Les lignes cochées sont reprises plus bas. Relisez, puis enregistrez la fiche.")
        if taken
        else _("Aucune ligne n’est cochée : rien n’a changé.")
    )
    return OrganisationForm(instance=organisation, initial=typed | taken), prefill.Answer(sentence, [])


@require_http_methods(["GET", "POST"])
def organisation_create(request: HttpRequest) -> HttpResponse:
    require(policies.can_create_organisation(request.user))
    form = QuickForm(request.POST if request.method == "POST" else None, initial={"name": request.GET.get("name", "")})
    look_alike: list[tuple[Organisation, str]] = []
    if request.method == "POST" and form.is_valid():
        look_alike = [] if form.cleaned_data["another"] else similar.near(form.cleaned_data["name"])
        made = None if look_alike or not _may_seat(request, form) else _created(form, by=request.user)
        if made is not None:
            messages.success(request, _("L’organisation est dans l’annuaire. Complétez ce que vous en savez."))
            return redirect("organisation_edit", made.slug)
    context: dict[str, Any] = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (_("Nouvelle organisation"), "")],
        "form": form,
        "look_alike": look_alike,
    }
    response = form_page(request, "actors/organisation_create.html", context)
    if look_alike:
        response.status_code = 422
    return response


def _may_seat(request: HttpRequest, form: QuickForm) -> bool:
    if policies.can_seat_organisation(request.user, form.cleaned_data["seat"]):
        return True
    form.add_error(
        "seat", _("Choisissez une commune d’un territoire dont vous avez la charge. Ailleurs, proposez la fiche.")
    )
    return False


def _created(form: QuickForm, *, by: Person) -> Organisation | None:
    facts = {name: form.cleaned_data[name] for name in ("name", "kind", "seat")}
    try:
        return actions.create(by=by, **facts)
    except (ValidationError, IntegrityError):
        form.add_error("name", _("Une autre organisation vient de prendre ce nom."))
        return None


@require_safe
def organisation_similar(request: HttpRequest) -> HttpResponse:
    """What is already there under this name or nearly, as a fragment shown while one types."""
    require(policies.can_create_organisation(request.user))
    name = request.GET.get("name", "").strip()[:200]
    found = similar.near(name) if len(name) > 2 else []
    return render(request, "actors/organisation_create/_look_alike.html", {"look_alike": found})


@require_POST
def organisation_check(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    require(policies.can_edit_organisation(request.user, organisation))
    try:
        actions.check(organisation, by=request.user)
        messages.success(request, _("Merci : la fiche est notée vérifiée aujourd’hui."))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect(organisation)
