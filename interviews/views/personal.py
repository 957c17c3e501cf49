"""The page of a person met, by their link: what they allow, how to change it, and the code that proves who they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons import refusals
from commons.forms import form_page
from commons.requests import posted
from interviews import actions
from interviews.forms import CodeForm, OwnConsentForm, WithdrawalForm
from interviews.models import Consent, Identity
from interviews.people import visits
from interviews.views.consents import changes_of
from interviews.views.interviews import confidential

View = Callable[..., HttpResponse]


class Visit:
    """Someone in front of a personal page: the consent their link opens, and whether a code proved who they are."""

    def __init__(self, request: HttpRequest, token: str) -> None:
        found = visits.consent_of(token)
        if found is None:
            raise Http404
        self.token = token
        self.consent: Consent
        self.consent, self.digest = found
        self.person = self.consent.interviewee
        visits.remember(request, self.digest)
        self.has_address = Identity.objects.filter(interviewee=self.person).exclude(email="").exists()
        self.is_proven = visits.is_proven(request, self.digest)

    @property
    def may_change(self) -> bool:
        """The mailed code is asked of those who can receive it."""
        return self.is_proven or not self.has_address

    @property
    def address(self) -> str:
        return reverse("consent_page", args=[self.token])


def personal(view: View) -> View:
    """A page opened by a personal link: without account, kept nowhere, indexed by nobody. Gives it the ``Visit``."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        response = confidential(view)(request, visit=Visit(request, token), **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(opened)


def ask_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was typed is given back: the proof may have run out while writing."""
    if refusals.worth_keeping(request):
        return refusals.proof_expired(request)
    request.session["after_code"] = request.path if request.method == "GET" else visit.address
    return redirect("consent_code", token=visit.token)


@require_http_methods(["GET", "POST"])
@personal
def consent_page(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """What they agreed to, and how to take it back. It shows nothing of the notes."""
    withdrawal = WithdrawalForm(posted(request))
    if request.method == "POST":
        if not visit.may_change:
            return ask_code(request, visit)
        if withdrawal.is_valid():
            actions.withdraw_consent(visit.consent, by=None)
            return redirect(visit.address)
    return _page(request, visit, withdrawal, _own_form(visit))


def _own_form(visit: Visit, sent: Any = None) -> OwnConsentForm:
    given = visit.consent.is_given
    initial = {"level": visit.consent.level, "recording": visit.consent.recording} if given else {}
    return OwnConsentForm(sent, initial=initial)


@require_POST
@personal
def consent_change(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    if not visit.may_change:
        return ask_code(request, visit)
    form = _own_form(visit, request.POST)
    if not form.is_valid():
        return _page(request, visit, WithdrawalForm(), form)
    if actions.change_consent(visit.consent, **form.cleaned_data):
        messages.success(request, _("C’est enregistré, et cela vaut dès maintenant."))
    else:
        messages.info(request, _("Rien n’a changé : c’est ce que vous permettiez déjà."))
    return redirect(visit.address)


def _page(request: HttpRequest, visit: Visit, withdrawal: WithdrawalForm, form: OwnConsentForm) -> HttpResponse:
    interview = visit.consent.interviewee.interview
    validations = visit.person.validations.select_related("revision").latest_first()
    context = {
        "visit": visit,
        "consent": visit.consent,
        "interview": interview,
        "terms": actions.standing_terms(interview.commons),
        "changes": changes_of(visit.consent),
        "coordination": actions.coordination(interview.commons),
        "validation": validations.first() if visit.consent.is_given else None,
        "withdrawal": withdrawal,
        "form": form,
        "section": "",
    }
    return form_page(request, "interviews/consent_page.html", context)


@require_http_methods(["GET", "POST"])
@personal
def consent_code(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """Type the code; ``consent_code_send`` is what has it mailed."""
    if visit.is_proven:
        return redirect(_after(request, visit))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_right(request, visit, form):
        visits.remember(request, visit.digest, proven=True)
        return redirect(_after(request, visit))
    context = {"visit": visit, "form": form, "asked": bool(request.session.get("code_asked")), "section": ""}
    return form_page(request, "interviews/consent_code.html", context)


def _is_right(request: HttpRequest, visit: Visit, form: CodeForm) -> bool:
    if not ratelimit.consume(request, action="personal_try"):
        form.add_error("code", _("Trop d’essais à la suite. Attendez quelques minutes, puis recommencez."))
        return False
    answer = actions.try_code(visit.person, form.cleaned_data["code"])
    if answer is actions.Answer.WRONG:
        form.add_error("code", _("Ce n’est pas le code reçu. Vérifiez-le : seul celui du dernier message convient."))
    elif answer is actions.Answer.OVER:
        form.add_error("code", _("Ce code ne vaut plus. Demandez-en un nouveau ci-dessous."))
    return answer is actions.Answer.RIGHT


@require_POST
@personal
def consent_code_send(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """Answers the same whether a message leaves or not, so that it tells nobody who can be written to."""
    within = ratelimit.consume(request, action="personal_code") and ratelimit.consume(
        request, action="personal_code_person", key=str(visit.person.pk)
    )
    if not within:
        return refusals.too_many_requests(request)
    try:
        actions.send_code(visit.person)
    except actions.TooSoon:
        messages.info(request, _("Un code vient de partir : attendez une minute avant d’en demander un autre."))
    except actions.NoAddress:
        pass
    request.session["code_asked"] = True
    return redirect("consent_code", token=visit.token)


def _after(request: HttpRequest, visit: Visit) -> str:
    """The page that asked for the code, if it is one of this link."""
    wanted = str(request.session.get("after_code", ""))
    return wanted if wanted.startswith(visit.address) else visit.address


def no_validation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Nothing to read by this link, or no longer."""
    context = {"visit": visit, "consent": visit.consent, "section": ""}
    return render(request, "interviews/validation_over.html", context, status=410)
