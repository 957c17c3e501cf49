from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.forms import form_page
from commons.policies import require
from reviews import actions, policies
from reviews.forms import AnswerForm
from reviews.models import Remark, ReviewRound
from reviews.rendering import remarks as rendering
from reviews.views.requests import SignedInRequest, posted, wants_fragment
from reviews.views.rounds import crumbs_to, progress


def _managed_remark(request: SignedInRequest, pk: UUID) -> Remark:
    rounds = ReviewRound.objects.managed_by(request.user)
    remarks = Remark.objects.filter(chapter__round__in=rounds.values("pk")).select_related(
        "decision__by", "reader", "chapter__revision", "chapter__round__group", "chapter__round__deliverable"
    )
    return get_object_or_404(remarks, pk=pk)


@require_http_methods(["GET", "POST"])
def remark_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The suite given to one remark. Asked by htmx it is a fragment of the round's page; ``annuler`` closes it."""
    remark = _managed_remark(request, pk)
    review_round = remark.chapter.round
    require(policies.can_manage(request.user, review_round))
    decision = remark.answer
    context: dict[str, Any] = {"section": "reviews", "round": review_round, "remark": remark, "decision": decision}
    if wants_fragment(request) and "annuler" in request.GET:
        return render(request, "reviews/round_detail/_answer.html", context)
    form = AnswerForm(posted(request), instance=decision, auto_id=f"suite-{remark.pk}-%s")
    if request.method == "POST" and form.is_valid():
        made = actions.answer(remark, **form.cleaned_data, by=request.user)
        return _answered(request, context | {"decision": made})
    if wants_fragment(request):
        return form_page(request, "reviews/remark_answer/_form.html", context | {"form": form, "inline": True})
    crumbs = crumbs_to((str(review_round.deliverable), review_round.get_absolute_url()), (_("Répondre"), ""))
    return form_page(
        request,
        "reviews/remark_answer.html",
        context | {"form": form, "crumbs": crumbs, "shown": rendering.alone(remark)},
    )


def _answered(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    review_round, remark = context["round"], context["remark"]
    if wants_fragment(request):
        context |= {"progress": progress(review_round), "counts": rendering.counted(review_round)}
        return render(request, "reviews/round_detail/_answered.html", context)
    messages.success(request, _("La suite donnée est enregistrée."))
    return redirect(f"{review_round.get_absolute_url()}#remarque-{remark.pk}")
