"""Until when notes are kept: of one interview, and of all those of a commons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.dates import date_format
from commons.forms import form_page
from commons.models import Commons
from commons.policies import commons_written_by, require, signed_in
from commons.requests import posted
from interviews import policies
from interviews.actions import retention as actions
from interviews.forms.retention import RetentionForm, RetentionMonthsForm
from interviews.models import Interview
from interviews.models.interview import months_after
from interviews.views.interviews import SECTION, confidential, crumbs


def _interview(request: HttpRequest, pk: UUID) -> Interview:
    interview = get_object_or_404(Interview.objects.visible_to(request.user).select_related("commons"), pk=pk)
    require(policies.can_change_retention(request.user, interview))
    return interview


@require_http_methods(["GET", "POST"])
@confidential
def interview_retention(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = _interview(request, pk)
    form = RetentionForm(posted(request), instance=interview)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        actions.keep_until(
            interview,
            until=typed["retained_until"],
            reason=typed["retention_reason"],
            by=signed_in(request.user),
        )
        said = {"date": date_format(_interview(request, pk).kept_until)}
        messages.success(request, _("Les notes de cet entretien sont gardées jusqu’au %(date)s.") % said)
        return redirect("interview_detail", pk)
    interview = _interview(request, pk)  # the form writes on its object, refused or not
    context: dict[str, Any] = {
        "form": form,
        "interview": interview,
        "usual": months_after(interview.held_on, interview.commons.retention_months),
        "can_set": policies.can_set_retention(request.user, interview.commons),
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Conservation des notes"), "")),
    }
    return form_page(request, "interviews/interview_retention.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def retention_edit(request: HttpRequest, slug: str) -> HttpResponse:
    written = Commons.objects.filter(pk__in=commons_written_by(request.user))
    commons = get_object_or_404(written, slug=slug)
    require(policies.can_set_retention(request.user, commons))
    form = RetentionMonthsForm(posted(request), instance=commons)
    if request.method == "POST" and form.is_valid():
        actions.set_retention(commons, months=form.cleaned_data["retention_months"], by=signed_in(request.user))
        messages.success(request, _("La durée de conservation est enregistrée."))
        return redirect("terms_current", slug)
    context = {
        "form": form,
        "commons": commons,
        "section": SECTION,
        "crumbs": crumbs((_("Durée de conservation"), "")),
    }
    return form_page(request, "interviews/retention_edit.html", context)
