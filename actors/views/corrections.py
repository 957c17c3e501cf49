"""Proposing a correction, with or without an account; examining those that wait."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from actors import actions, policies
from actors.forms.correction import DecisionForm, FactsForm, WordsForm
from actors.models import Correction, Ecosystem, Organisation
from actors.upkeep import corrections
from actors.views.shared import path
from commons.dates import date_format
from commons.forms import form_page
from commons.policies import require, signed_in
from commons.requests import posted
from territories.models import Territory

A_PAGE = 25
#: Columns that a list or a page of corrections shows.
_SHOWN = ("organisation", "ecosystem", "author", "decided_by")


def _sent(request: HttpRequest, form: WordsForm, correction: Correction) -> bool:
    """Keeps what is proposed; too much of it in a row is refused, and what was typed stays."""
    if request.method != "POST" or not form.is_valid():
        return False
    if not ratelimit.consume(request, action="correction_member" if request.user.is_authenticated else "correction"):
        form.add_error(None, _("Vous en proposez beaucoup d’affilée. Attendez une minute, puis renvoyez celle-ci."))
        return False
    correction.facts, correction.message = form.facts(), form.cleaned_data["message"]
    correction.author_name = form.cleaned_data.get("author_name", "")
    correction.author_email = form.cleaned_data.get("author_email", "")
    actions.propose(correction, by=request.user)
    messages.success(
        request, _("Merci. Une personne qui tient cette page à jour va l’examiner\u202f; rien ne change d’ici là.")
    )
    return True


def _page(request: HttpRequest, form: WordsForm, crumbs: list[tuple[str, str]], name: str = "") -> HttpResponse:
    context = {
        "section": "actors",
        "crumbs": [*crumbs, (_("Proposer une correction") if name else _("Signaler une organisation"), "")],
        "form": form,
        "name": name,
        "back": crumbs[-1][1],
        "on_facts": isinstance(form, FactsForm),
    }
    return form_page(request, "actors/correction_propose.html", context)


@require_http_methods(["GET", "POST"])
@login_not_required
def organisation_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Anyone proposes; whoever may edit the page is led to do it."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if policies.can_edit_organisation(request.user, organisation):
        return redirect("organisation_edit", slug=slug)
    name, address = str(organisation), organisation.get_absolute_url()
    target = Correction(organisation_id=organisation.pk)
    form = FactsForm(posted(request), instance=organisation, person=request.user)
    if _sent(request, form, target):
        return redirect(address)
    return _page(request, form, [*path(_("Acteurs"), "organisation_list"), (name, address)], name)


@require_http_methods(["GET", "POST"])
@login_not_required
def ecosystem_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Anyone proposes, in words: who is missing, what is wrong."""
    ecosystem = get_object_or_404(
        Ecosystem.objects.visible_to(request.user).select_related("territory", "commons"), slug=slug
    )
    form = WordsForm(posted(request), person=request.user)
    if _sent(request, form, Correction(ecosystem=ecosystem)):
        return redirect(ecosystem)
    territory = (ecosystem.territory.name, ecosystem.territory.get_absolute_url())
    crumbs = [*path(_("Territoires"), "territory_list"), territory, (ecosystem.name, ecosystem.get_absolute_url())]
    return _page(request, form, crumbs, ecosystem.name)


@require_http_methods(["GET", "POST"])
@login_not_required
def correction_propose(request: HttpRequest) -> HttpResponse:
    """Anyone says which organisation the directory lacks or, in words, what is wrong with a territory."""
    if slug := request.GET.get("territoire", ""):
        return _territory_correct(request, get_object_or_404(Territory.objects.visible_to(request.user), slug=slug))
    form = FactsForm(posted(request), instance=Organisation(), person=request.user)
    if _sent(request, form, Correction()):
        return redirect("organisation_list")
    return _page(request, form, path(_("Acteurs"), "organisation_list"))


def _territory_correct(request: HttpRequest, territory: Territory) -> HttpResponse:
    named = {"message": _("Territoire «\xa0%(name)s\xa0»\xa0: ") % {"name": territory.name}}
    form = WordsForm(posted(request), person=request.user, initial=named)
    if _sent(request, form, Correction()):
        return redirect(territory)
    here = (territory.name, territory.get_absolute_url())
    return _page(request, form, [*path(_("Territoires"), "territory_list"), here], territory.name)


@require_safe
def correction_list(request: HttpRequest) -> HttpResponse:
    """What waits to be examined, the oldest first; then one's own proposals and what became of them."""
    user = signed_in(request.user)
    pending = corrections.examined_by(user).filter(state=Correction.State.PENDING).select_related(*_SHOWN)
    own = Correction.objects.filter(author=user).select_related(*_SHOWN).order_by("-created_at")
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (_("Corrections proposées"), "")],
        "page": Paginator(pending.order_by("created_at", "pk"), A_PAGE).get_page(request.GET.get("page")),
        "own": own[:A_PAGE],
    }
    return render(request, "actors/correction_list.html", context)


@require_http_methods(["GET", "POST"])
def correction_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Before and after, fact by fact. Whoever examines decides; whoever proposed reads what became of it."""
    user = signed_in(request.user)
    correction = get_object_or_404(corrections.visible_to(user).select_related(*_SHOWN), pk=pk)
    can_examine = policies.can_examine(user, correction)
    form = DecisionForm(posted(request), correction=correction, initial={"kept": list(correction.facts)})
    if request.method == "POST":
        require(can_examine)
        if form.is_valid() and _decided(request, form, correction, by=user):
            return redirect("correction_detail", pk=pk)
    context = {
        "section": "actors",
        "crumbs": [
            *path(_("Acteurs"), "organisation_list"),
            (_("Corrections proposées"), reverse("correction_list")),
            (_("Correction du %(date)s") % {"date": date_format(localtime(correction.created_at))}, ""),
        ],
        "correction": correction,
        "changes": corrections.changes(correction),
        "changed_since": corrections.changed_since(correction),
        "pending": correction.state == Correction.State.PENDING,
        "proposer": corrections.proposer(correction),
        "can_examine": can_examine,
        "form": form,
    }
    return form_page(request, "actors/correction_detail.html", context)


def _decided(request: HttpRequest, form: DecisionForm, correction: Correction, *, by: User) -> bool:
    reply = form.cleaned_data["reply"]
    try:
        if form.accepted:
            actions.accept(correction, kept=form.cleaned_data["kept"], reply=reply, by=by)
            messages.success(request, _("La correction est acceptée."))
        else:
            actions.refuse(correction, reply=reply, by=by)
            messages.success(request, _("La correction est refusée."))
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    except actions.AlreadyDecided as met:
        messages.warning(request, _already(met.correction))
    return form.is_valid()


def _already(correction: Correction) -> str:
    said = {"who": correction.decided_by, "state": correction.get_state_display()}
    return _("%(who)s vient de l’examiner\xa0: elle est %(state)s. Votre décision n’a pas été enregistrée.") % said
