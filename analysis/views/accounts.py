"""The shared account and the quotations proposed, read by a person met: their link, then a mailed code."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis import actions as quoting
from analysis import quotations
from analysis.forms import QuotationAnswerForm
from commons.forms import form_page
from commons.requests import posted
from interviews import actions, rendering
from interviews.forms import AccountCommentForm
from interviews.models import AccountComment, Validation
from interviews.notes.accounts import account_of, says_the_same
from interviews.views.personal import Visit, ask_code, no_validation, personal

Read = Callable[..., HttpResponse]


def proven(view: Read) -> Read:
    """Opened to whoever gave the code, while a validation is asked of them: gives it the ``Validation``."""

    @personal
    def opened(request: HttpRequest, *, visit: Visit, **kwargs: Any) -> HttpResponse:
        asked = visit.person.validations.select_related("revision", "interviewee__interview__commons").latest_first()
        validation = asked.first()
        erased = visit.person.interview.erased_at is not None
        if not visit.consent.is_given or validation is None or erased:
            return no_validation(request, visit)
        if not visit.is_proven:
            return ask_code(request, visit)
        return view(request, visit=visit, validation=validation, **kwargs)

    return opened


@require_http_methods(["GET", "POST"])
@proven
def account_read(request: HttpRequest, *, visit: Visit, validation: Validation) -> HttpResponse:
    """Read, and comment block by block."""
    form = AccountCommentForm(posted(request), auto_id="envoi-%s")
    if request.method == "POST" and form.is_valid() and (made := _comment(validation, form)):
        messages.success(request, _("C’est noté. L’équipe le lit à côté du texte et vous répondra ici."))
        return redirect(f"{reverse('account_read', args=[visit.token])}#c-{made.pk}")
    if request.method == "GET" and validation.opened_at is None:
        Validation.objects.filter(pk=validation.pk, opened_at=None).update(opened_at=timezone.now())
    return _page(request, visit, validation, form if form.is_bound else None)


def _comment(validation: Validation, form: AccountCommentForm) -> AccountComment | None:
    try:
        return actions.comment_account(validation, **form.cleaned_data)
    except actions.Validated:
        form.add_error(None, _("Vous avez validé ce texte. Revenez d’abord sur votre validation, puis renvoyez ceci."))
    except ValueError:
        form.add_error(
            None, _("Ce passage n’est pas dans le texte. Vérifiez qu’il y est encore, ou commentez-le en bas.")
        )
    return None


def _page(
    request: HttpRequest, visit: Visit, validation: Validation, refused: AccountCommentForm | None
) -> HttpResponse:
    said = AccountComment.objects.filter(validation__interviewee=visit.person).select_related("answered_by")
    current = account_of(visit.person.interview_id)
    account = rendering.account(validation.revision, said.order_by("made_at", "pk"))
    context = {
        "visit": visit,
        "validation": validation,
        "interview": visit.person.interview,
        "account": account,
        "forms": _forms(validation, account),
        "refused": refused,
        "changed_since": current is not None and not says_the_same(current, validation.revision),
        "proposals": quotations.proposed_to(visit.person),
        "section": "",
    }
    return form_page(request, "analysis/account_read.html", context)


def _forms(validation: Validation, account: rendering.Account) -> dict[str, AccountCommentForm]:
    """An empty form for each block and answer, and one, under no name, for the whole; none once it is validated."""
    if validation.validated_at is not None:
        return {}
    return {
        block: AccountCommentForm(initial={"block": block}, auto_id=f"sur-{block}-%s")
        for block in (each.block for each in account.blocks)
    }


@require_POST
@proven
def account_validate(request: HttpRequest, *, visit: Visit, validation: Validation) -> HttpResponse:
    if request.POST.get("seen") != str(validation.pk):
        messages.warning(request, _("Un autre texte vous a été envoyé entre-temps : relisez-le, puis validez-le."))
        return redirect("account_read", token=visit.token)
    actions.validate_account(validation)
    messages.success(request, _("Vous avez validé le compte rendu. Merci : l’équipe est prévenue."))
    return redirect("account_read", token=visit.token)


@require_POST
@proven
def account_reopen(request: HttpRequest, *, visit: Visit, validation: Validation) -> HttpResponse:
    actions.go_back_on_validation(validation)
    messages.success(request, _("Votre validation est levée : vous pouvez à nouveau commenter."))
    return redirect("account_read", token=visit.token)


@require_POST
@proven
def comment_take_back(request: HttpRequest, *, visit: Visit, validation: Validation, pk: UUID) -> HttpResponse:
    own = AccountComment.objects.filter(validation__interviewee=visit.person)
    comment = get_object_or_404(own, pk=pk)
    if comment.answered_at is None:
        actions.take_back_comment(comment)
        messages.success(request, _("Votre commentaire est retiré."))
    else:
        messages.warning(request, _("L’équipe y a répondu : il reste, avec sa réponse."))
    return redirect("account_read", token=visit.token)


@require_POST
@proven
def quotation_answer(request: HttpRequest, *, visit: Visit, validation: Validation, pk: UUID) -> HttpResponse:
    offered = {proposal.excerpt.pk: proposal for proposal in quotations.proposed_to(visit.person)}
    proposal = offered.get(pk)
    form = QuotationAnswerForm(request.POST)
    if proposal is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Votre réponse n’a pas été comprise : choisissez « J’accepte » ou « Je refuse »."))
    elif form.cleaned_data["mark"] != proposal.mark:
        messages.warning(request, _("La formulation vient de changer : relisez-la, puis répondez."))
    else:
        quoting.answer_quotation(proposal.excerpt, person=visit.person, accepted=form.accepted)
        messages.success(
            request,
            _("C’est noté : ce passage peut être cité ainsi.")
            if form.accepted
            else _("C’est noté : ce passage ne sera pas cité. S’il l’était dans un brouillon, il y est déjà masqué."),
        )
    return redirect(f"{reverse('account_read', args=[visit.token])}#v-{pk}")
