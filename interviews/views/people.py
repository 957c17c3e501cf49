"""The people met: adding one, correcting what is said of them, taking one away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commons.forms import form_page
from commons.policies import require, signed_in
from commons.requests import posted
from interviews import policies
from interviews.actions import people as actions
from interviews.forms.interviews import ConfirmForm
from interviews.forms.people import IntervieweeForm
from interviews.models import Interview, Interviewee
from interviews.views.interviews import SECTION, confidential, crumbs


@require_http_methods(["GET", "POST"])
@confidential
def interviewee_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    require(policies.can_add_interviewee(request.user, interview))
    user = signed_in(request.user)
    form = IntervieweeForm(posted(request), instance=Interviewee(interview=interview))
    if request.method == "POST" and form.is_valid() and (person := _add(interview, form, by=user)):
        messages.success(request, _("Personne ajoutée. Notez maintenant ce qu’elle permet."))
        return redirect("consent_record", interview=interview.pk, pk=person.pk)
    return form_page(request, "interviews/interviewee_add.html", _page(interview, form, _("Personne rencontrée")))


@require_http_methods(["GET", "POST"])
@confidential
def interviewee_edit(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    person = _person(request, interview, pk)
    form = IntervieweeForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid() and _edit(person, form, by=signed_in(request.user)):
        messages.success(request, _("La personne rencontrée est enregistrée."))
        return redirect(person.interview)
    person = _person(request, interview, pk)  # the form writes on its object, refused or not
    context = _page(person.interview, form, _("Modifier une personne rencontrée"), person=person)
    return form_page(request, "interviews/interviewee_edit.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def interviewee_remove(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    person = _person(request, interview, pk)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        try:
            actions.remove_interviewee(person, by=signed_in(request.user))
            messages.success(request, _("La personne est retirée, avec son identité et son accord."))
            return redirect("interview_detail", interview)
        except actions.Quoted:
            form.add_error(None, _("Des verbatims viennent de cet entretien : on doit savoir qui il pourrait nommer."))
    context = _page(
        person.interview,
        form,
        _("Retirer une personne"),
        person=person,
        is_quoted=actions.is_quoted(person.interview),
    )
    return form_page(request, "interviews/interviewee_remove.html", context)


def _person(request: HttpRequest, interview: UUID, pk: UUID) -> Interviewee:
    """The person met, if the interview may be seen (404) and its people changed (403)."""
    visible = Interview.objects.visible_to(request.user).values("pk")
    people = Interviewee.objects.filter(interview__in=visible).select_related("interview__commons", "consent")
    person = get_object_or_404(people, pk=pk, interview=interview)
    require(policies.can_add_interviewee(request.user, person.interview))
    return person


def _page(interview: Interview, form: Any, title: str, **more: Any) -> dict[str, Any]:
    steps = crumbs((interview, interview.get_absolute_url()), (title, ""))
    return {"form": form, "interview": interview, "section": SECTION, "crumbs": steps, **more}


def _add(interview: Interview, form: IntervieweeForm, *, by: User) -> Interviewee | None:
    """The person; ``None`` when the same form, sent twice at once, already added them: the form says so."""
    try:
        return actions.add_interviewee(interview, identity=form.identity, by=by, **form.shown)
    except actions.PseudonymTaken:
        form.refuse_pseudonym()
        return None


def _edit(person: Interviewee, form: IntervieweeForm, *, by: User) -> bool:
    try:
        actions.edit_interviewee(person, identity=form.identity, by=by, **form.shown)
    except actions.PseudonymTaken:
        form.refuse_pseudonym()
        return False
    return True
