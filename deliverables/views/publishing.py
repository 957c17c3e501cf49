from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.forms import form_page
from commons.policies import require, signed_in
from deliverables import actions, policies, preflight
from deliverables.forms import PublishForm, WithdrawalForm
from deliverables.models import Deliverable, Edition, Rendition
from deliverables.views.drafting import draft_crumbs, drafted


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    deliverable = drafted(request, pk)
    may_publish = policies.can_publish(request.user, deliverable)
    require(may_publish or request.method != "POST")
    form = PublishForm(request.POST if request.method == "POST" else None, deliverable=deliverable)
    if form.is_valid() and (edition := _publish(request, deliverable, form)):
        messages.success(request, _("L’édition est publiée. Son PDF se prépare ; vous pouvez quitter cette page."))
        return redirect(edition)
    findings = preflight.check(deliverable)
    context = {
        "section": "drafts",
        "deliverable": deliverable,
        "form": form,
        "findings": findings,
        "blocked": any(finding.is_blocking for finding in findings),
        "may_publish": may_publish,
        "crumbs": draft_crumbs(deliverable, (_("Publier"), "")),
    }
    return form_page(request, "deliverables/publish.html", context)


def _publish(request: HttpRequest, deliverable: Deliverable, form: PublishForm) -> Edition | None:
    """The new edition; ``None`` when it was refused, the reasons being in the form."""
    given = form.cleaned_data
    try:
        return actions.publish(
            deliverable, version=given["version"], changes=given["changes"], by=signed_in(request.user)
        )
    except actions.NotPublishable as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return None


@require_http_methods(["GET", "POST"])
def edition_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    edition = _edition(request, pk)
    require(policies.can_publish(request.user, edition.deliverable))
    form = WithdrawalForm(request.POST if request.method == "POST" else None, instance=edition)
    if form.is_valid():
        actions.withdraw_edition(edition, reason=form.cleaned_data["withdrawal_reason"], by=signed_in(request.user))
        messages.success(request, _("L’édition est retirée : son adresse donne désormais la raison du retrait."))
        return redirect("draft_detail", pk=edition.deliverable_id)
    crumbs = draft_crumbs(edition.deliverable, (_("Retirer une édition"), ""))
    context = {"section": "drafts", "edition": edition, "form": form, "crumbs": crumbs}
    return form_page(request, "deliverables/edition_withdraw.html", context)


@require_POST
def rendition_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    edition = _edition(request, pk)
    require(policies.can_publish(request.user, edition.deliverable))
    rendition = get_object_or_404(Rendition.objects.select_related("edition"), edition=edition, format="pdf")
    if actions.request_rendition(rendition, by=signed_in(request.user)):
        messages.success(request, _("Le PDF va être préparé de nouveau."))
    return redirect("draft_detail", pk=edition.deliverable_id)


def _edition(request: HttpRequest, pk: UUID) -> Edition:
    mine = Deliverable.objects.drafted_by(request.user)
    editions = Edition.objects.filter(deliverable__in=mine.values("pk")).select_related("deliverable")
    return get_object_or_404(editions, pk=pk)
