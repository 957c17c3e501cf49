"""What the people met say of the shared account and of the quotations, beside the text, for the pair."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analysis import quotations
from commons.forms import form_page
from commons.policies import require, signed_in
from interviews import actions, policies, rendering
from interviews.forms import CommentAnswerForm
from interviews.models import AccountComment, Interview
from interviews.notes.accounts import account_of, standings
from interviews.views.interviews import SECTION, confidential, crumbs


def _interview(request: HttpRequest, pk: UUID) -> Interview:
    """What the people met write is theirs, as raw as the notes."""
    readable = Interview.objects.raw_visible_to(request.user)
    return get_object_or_404(readable.select_related("commons", "ecosystem__territory"), pk=pk)


@require_safe
@confidential
def interview_validation(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _interview(request, pk), None)


@require_POST
@confidential
def comment_answer(request: HttpRequest, pk: UUID, comment: UUID) -> HttpResponse:
    interview = _interview(request, pk)
    require(policies.can_record_consent(request.user, interview))
    said = get_object_or_404(AccountComment, pk=comment, validation__interviewee__interview=interview)
    form = _form(said, request.POST)
    if form.is_valid():
        actions.answer_comment(said, answer=form.cleaned_data["answer"], by=signed_in(request.user))
        messages.success(request, _("Votre réponse est enregistrée : la personne la lira sur sa page."))
        return redirect(f"{reverse('interview_validation', args=[pk])}#c-{comment}")
    return _page(request, interview, form)


def _form(comment: AccountComment, sent: Any = None) -> CommentAnswerForm:
    # A copy: a refused answer must not show as if it were kept.
    copy = AccountComment(pk=comment.pk, answer=comment.answer)
    return CommentAnswerForm(sent, instance=copy, auto_id=f"reponse-{comment.pk}-%s")


def _page(request: HttpRequest, interview: Interview, refused: CommentAnswerForm | None) -> HttpResponse:
    comments = AccountComment.objects.filter(validation__interviewee__interview=interview)
    comments = comments.select_related("validation__interviewee", "validation__revision", "answered_by")
    said = list(comments.order_by("made_at", "pk"))
    account = account_of(interview.pk)
    answers = policies.can_record_consent(request.user, interview)
    forms = {comment.pk: _form(comment) for comment in said} if answers else {}
    if refused is not None:
        forms[refused.instance.pk] = refused
    context = {
        "interview": interview,
        "account": rendering.account(account, said),
        "revision": account,
        "asked": standings(interview).values(),
        "answers": quotations.answers_in(interview),
        "forms": forms,
        "refused": refused,
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Validation"), "")),
    }
    return form_page(request, "analysis/interview_validation.html", context)
