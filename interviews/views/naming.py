"""The names to replace: those kept for an interview, those proposed, and where they stand in the shared account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from commons.forms import form_page
from commons.policies import require, signed_in
from commons.requests import posted
from interviews import policies
from interviews.actions import Conflict
from interviews.actions import naming as actions
from interviews.forms.naming import PseudonymForm
from interviews.models import Interview, Note, Pseudonym
from interviews.notes.accounts import account_of
from interviews.people import naming
from interviews.people.functions import alone
from interviews.views.interviews import SECTION, confidential, crumbs


def _interview(request: HttpRequest, pk: UUID) -> Interview:
    """Names are as confidential as identities: unseen by who may not read those."""
    readable = Interview.objects.raw_visible_to(request.user)
    interview = get_object_or_404(readable.select_related("commons", "ecosystem__territory"), pk=pk)
    require(policies.can_keep_names(request.user, interview))
    return interview


@require_http_methods(["GET", "POST"])
@confidential
def interview_names(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = _interview(request, pk)
    form = PseudonymForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.keep_name(interview, by=signed_in(request.user), **form.cleaned_data)
        messages.success(request, _("Ce nom est noté, chiffré comme les identités."))
        return redirect("interview_names", pk)
    account = account_of(interview.pk)
    names = naming.Names(interview, naming.blocks_of(account))
    context: dict[str, Any] = {
        "interview": interview,
        "form": form,
        "kept": Pseudonym.objects.filter(interview=interview).order_by("kind", "replacement", "pk"),
        "proposals": names.proposals(),
        "alone": alone(interview),
        "account": account,
        "occurrences": names.occurrences(),
        "knows_people": names.knows_people,
        "looked_for": _looked_for(names),
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Noms à remplacer"), "")),
    }
    return form_page(request, "interviews/interview_names.html", context)


def _looked_for(names: naming.Names) -> list[str]:
    """In words: to find none of these says nothing of the others."""
    people = [_("les personnes rencontrées")] if names.knows_people else []
    noted = [_("les noms notés plus bas")] if names.kept else []
    known = _("les organisations de l’annuaire et les communes de France")
    return [*people, known, *noted, _("les téléphones et les adresses e-mail")]


@require_POST
@confidential
def name_forget(request: HttpRequest, pk: UUID, name: UUID) -> HttpResponse:
    interview = _interview(request, pk)
    actions.forget_name(get_object_or_404(Pseudonym, pk=name, interview=interview), by=signed_in(request.user))
    messages.success(request, _("Ce nom n’est plus à remplacer."))
    return redirect("interview_names", pk)


@require_POST
@confidential
def names_replace(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = _interview(request, pk)
    account = get_object_or_404(Note.objects.select_related("interview"), interview=interview, author=None)
    base = request.POST.get("base", "")
    if not base.isdecimal() or not account.revisions.filter(number=int(base)).exists():
        raise BadRequest
    try:
        chosen = request.POST.getlist("name")
        count = actions.replace_names(account, chosen=chosen, base=int(base), by=signed_in(request.user))
    except Conflict:
        messages.warning(request, _("Le compte rendu a changé entre-temps\u00a0: relisez les noms, puis recommencez."))
        return redirect("interview_names", pk)
    said = ngettext("%(count)d nom est remplacé.", "%(count)d noms sont remplacés.", count)
    messages.success(request, said % {"count": count})
    return redirect("interview_names", pk)
