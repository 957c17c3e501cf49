"""What changes in an interview once it is open: its facts, its state, its pair, its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons.forms import form_page
from commons.policies import Person, require, signed_in
from commons.requests import posted
from interviews import policies
from interviews.actions import interviews as actions
from interviews.actions import pair as pairs
from interviews.actions import states as moving
from interviews.forms.interviews import CancelForm, ConfirmForm, InterviewForm
from interviews.forms.pair import HandOverForm, PairForm
from interviews.life import states
from interviews.models import Interview, Interviewer
from interviews.views.interviews import SECTION, confidential, crumbs

TOO_LATE = gettext_lazy("L’entretien a changé entre-temps : relisez où il en est, puis recommencez.")


def editable(user: Person, pk: UUID) -> Interview:
    """The interview, if ``user`` sees it (404) and may change it (403)."""
    visible = Interview.objects.visible_to(user).select_related("commons", "ecosystem", "revision__grid")
    interview = get_object_or_404(visible, pk=pk)
    require(policies.can_edit_interview(user, interview))
    return interview


def _page(request: HttpRequest, interview: Interview, form: BaseForm, title: Any, **more: Any) -> dict[str, Any]:
    steps = crumbs((interview, interview.get_absolute_url()), (title, ""))
    return {"interview": interview, "form": form, "title": title, "section": SECTION, "crumbs": steps, **more}


@require_http_methods(["GET", "POST"])
@confidential
def interview_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = editable(request.user, pk)
    form = InterviewForm(posted(request), instance=interview)
    if request.method == "POST" and form.is_valid() and _edit(interview, form, by=signed_in(request.user)):
        messages.success(request, _("L’entretien est enregistré."))
        return redirect("interview_detail", pk)
    interview = editable(request.user, pk)  # the form writes on its object, refused or not
    return form_page(
        request, "interviews/interview_edit.html", _page(request, interview, form, _("Modifier l’entretien"))
    )


def _edit(interview: Interview, form: InterviewForm, *, by: User) -> bool:
    try:
        actions.edit_interview(interview, facts=form.facts, organisations=form.cleaned_data["organisations"], by=by)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_POST
def interview_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = editable(request.user, pk)
    try:
        moving.move_on(interview, to=request.POST.get("to", ""), by=signed_in(request.user))
    except moving.NotPossible:
        messages.warning(request, TOO_LATE)
    else:
        interview.refresh_from_db()
        state = Interview.State(interview.state)
        messages.success(request, f"{_('Entretien %(state)s.') % {'state': state.label}} {states.meaning(interview)}")
    return redirect(interview)


@require_http_methods(["GET", "POST"])
@confidential
def interview_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = editable(request.user, pk)
    form = PairForm(posted(request), interview=interview)
    if request.method == "POST" and form.is_valid() and _pair(interview, form, by=signed_in(request.user)):
        messages.success(request, _("Le binôme est enregistré."))
        return redirect(interview)
    members = [{"member": member, "can_pass": policies.can_hand_over(request.user, member)} for member in form.members]
    context = _page(request, interview, form, _("Le binôme"), members=members)
    return form_page(request, "interviews/interview_pair.html", context)


def _pair(interview: Interview, form: PairForm, *, by: User) -> bool:
    second = {name: form.cleaned_data[name] for name in ("second", "second_approach") if form.cleaned_data.get(name)}
    try:
        pairs.change_pair(interview, approaches=form.approaches, by=by, **second)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@require_http_methods(["GET", "POST"])
@confidential
def interview_hand_over(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    visible = Interview.objects.visible_to(request.user).values("pk")
    places = Interviewer.objects.filter(interview__in=visible).select_related("user", "interview__commons")
    place = get_object_or_404(places, pk=member, interview=pk)
    interview, former = place.interview, place.user
    if request.POST.get("second") == str(former.pk):  # sent twice: it is theirs already
        return redirect(interview)
    require(policies.can_hand_over(request.user, place))
    form = HandOverForm(posted(request), member=place)
    if request.method == "POST" and form.is_valid():
        to, approach = form.cleaned_data["second"], form.cleaned_data["approach"]
        try:
            pairs.hand_over(place, to=to, approach=approach, by=signed_in(request.user))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("La place est passée : %(name)s reçoit un courrier.") % {"name": to.name})
            return redirect(interview)
    context = _page(request, interview, form, _("Passer une place"), former=former)
    return form_page(request, "interviews/interview_hand_over.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def interview_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = editable(request.user, pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            moving.cancel(interview, reason=form.cleaned_data["reason"], by=signed_in(request.user))
        except moving.NotPossible:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("L’entretien est annulé."))
        return redirect(interview)
    return form_page(
        request, "interviews/interview_cancel.html", _page(request, interview, form, _("Annuler l’entretien"))
    )


@require_http_methods(["GET", "POST"])
@confidential
def interview_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = editable(request.user, pk)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        try:
            actions.remove_interview(interview, by=signed_in(request.user))
            messages.success(request, _("L’entretien est supprimé : il était vide."))
            return redirect("interview_list")
        except actions.NotEmpty:
            form.add_error(
                None,
                _("Des notes ou des personnes y sont : annulez l’entretien plutôt que de le supprimer."),
            )
    context = _page(request, interview, form, _("Supprimer l’entretien"), is_empty=actions.is_empty(interview))
    return form_page(request, "interviews/interview_remove.html", context)
