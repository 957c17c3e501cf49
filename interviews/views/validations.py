"""Having the shared account read over by a person met."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.forms import form_page
from commons.policies import signed_in
from commons.requests import posted
from interviews import actions
from interviews.forms import ValidationRequestForm
from interviews.models import Interviewee
from interviews.notes.accounts import account_of
from interviews.views.consents import person_met
from interviews.views.interviews import SECTION, confidential, crumbs


@require_http_methods(["GET", "POST"])
@confidential
def validation_ask(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    """« Faire valider par la personne »: the link leaves by mail, or is shown once to be handed over."""
    person = person_met(request, interview, pk)
    identity = person.known_identity
    form = ValidationRequestForm(posted(request), initial={"email": identity.email if identity else ""})
    if request.method == "POST" and form.is_valid():
        return _ask(request, person, form)
    context = {"form": form, "account": account_of(interview), **_frame(person)}
    return form_page(request, "interviews/validation_ask.html", context)


def _ask(request: HttpRequest, person: Interviewee, form: ValidationRequestForm) -> HttpResponse:
    user = signed_in(request.user)
    try:
        asked = actions.ask_validation(person, email=form.cleaned_data["email"], mailed=form.mailed, by=user)
    except actions.NotAskable:
        form.add_error(
            None, _("Il faut d’abord un compte rendu partagé écrit, et un accord de la personne qui n’est pas retiré.")
        )
        context = {"form": form, "account": account_of(person.interview_id), **_frame(person)}
        return form_page(request, "interviews/validation_ask.html", context)
    if form.mailed:
        messages.success(request, _("Le message part. Ses commentaires arriveront à côté du compte rendu."))
        return redirect("interview_validation", pk=person.interview_id)
    return render(request, "interviews/validation_link.html", {"link": asked.link, **_frame(person)})


def _frame(person: Interviewee) -> dict[str, Any]:
    interview = person.interview
    return {
        "person": person,
        "interview": interview,
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Validation"), "")),
    }
