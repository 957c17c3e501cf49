"""With which revision of its grid an interview is read: what changing it does is said before it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.forms import form_page
from commons.policies import require, signed_in
from interviews import policies
from interviews.actions import grid_use as actions
from interviews.forms.grids import RevisionChoiceForm
from interviews.models import GridRevision, Interview
from interviews.views.interviews import SECTION, confidential, crumbs


@require_http_methods(["GET", "POST"])
@confidential
def interview_grid(request: HttpRequest, pk: UUID) -> HttpResponse:
    interviews = Interview.objects.visible_to(request.user).select_related("commons", "revision__grid", "ecosystem")
    interview = get_object_or_404(interviews.exclude(revision=None), pk=pk)
    require(policies.can_change_grid(request.user, interview))
    others = GridRevision.objects.filter(grid__revisions__interviews=interview).exclude(interviews=interview)
    others = others.order_by("-number")
    asked = _uuid(request, "revision")
    wanted = next((one for one in others if one.pk == asked), None) or others.first()
    told = actions.effect(interview, wanted) if wanted else actions.Effect()
    form = RevisionChoiceForm(
        request.POST if request.method == "POST" else None,
        others=others,
        answered=told.touches_answers,
        initial={"revision": wanted},
    )
    if request.method == "POST" and form.is_valid():
        by = signed_in(request.user)
        actions.use_revision(interview, form.cleaned_data["revision"], by=by, confirmed=told.touches_answers)
        messages.success(request, _("L’entretien se lit maintenant avec cette révision de la grille."))
        return redirect(interview)
    context = {
        "interview": interview,
        "form": form,
        "wanted": wanted,
        "told": told,
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Grille"), "")),
    }
    return form_page(request, "interviews/interview_grid.html", context)


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    sent = request.POST if request.method == "POST" else request.GET
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        return None
