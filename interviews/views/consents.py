from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.forms import form_page
from commons.policies import require, signed_in
from interviews import actions, policies
from interviews.forms import ConsentForm, WithdrawalForm
from interviews.models import Consent, ConsentChange, Interview, Interviewee
from interviews.views.interviews import SECTION, confidential, crumbs


def person_met(request: HttpRequest, interview: UUID, pk: UUID) -> Interviewee:
    """The person met, if the interview may be seen (404) and its consents kept (403) by who asks."""
    visible = Interview.objects.visible_to(request.user).values("pk")
    people = Interviewee.objects.filter(interview__in=visible)
    person = get_object_or_404(
        people.select_related("interview__ecosystem", "interview__commons", "consent__terms"),
        pk=pk,
        interview=interview,
    )
    require(policies.can_record_consent(request.user, person.interview))
    return person


def changes_of(consent: Consent | None) -> list[ConsentChange]:
    """What it was, the latest first."""
    if consent is None:
        return []
    return list(consent.changes.select_related("by", "terms").order_by("-at", "pk"))


@require_http_methods(["GET", "POST"])
@confidential
def consent_record(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    person = person_met(request, interview, pk)
    user = signed_in(request.user)
    recorded = Consent.objects.filter(interviewee=person).first()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    terms = actions.standing_terms(person.interview.commons)
    form = ConsentForm(*sent, terms=terms, instance=recorded or Consent(interviewee_id=person.pk))
    if request.method == "POST" and form.is_valid():
        proof = form.cleaned_data.pop("proof_file")
        upload = proof if isinstance(proof, UploadedFile) else None
        actions.record_consent(person, proof_file=upload, by=user, **form.cleaned_data)
        messages.success(request, _("Consentement enregistré."))
        return redirect("consent_record", interview=interview, pk=pk)
    return _consent_form(request, person, form)


def _consent_form(request: HttpRequest, person: Interviewee, form: ConsentForm) -> HttpResponse:
    steps = crumbs((person.interview, person.interview.get_absolute_url()), (_("Consentement"), ""))
    context = {
        "form": form,
        "person": person,
        "interview": person.interview,
        "consent": person.recorded_consent,
        "withdrawal": WithdrawalForm(),
        "terms": actions.standing_terms(person.interview.commons),
        "changes": changes_of(person.recorded_consent),
        "section": SECTION,
        "crumbs": steps,
    }
    return form_page(request, "interviews/consent_record.html", context)


@require_POST
@confidential
def consent_link(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    """The page that shows the link once: it is never stored, so this answers without a redirect."""
    person = person_met(request, interview, pk)
    user = signed_in(request.user)
    consent = get_object_or_404(Consent, interviewee=person)
    address = reverse("consent_page", args=[actions.make_consent_link(consent, by=user)])
    steps = crumbs((person.interview, person.interview.get_absolute_url()), (_("Lien de consentement"), ""))
    context = {
        "link": settings.SITE_URL + address,
        "person": person,
        "interview": person.interview,
        "section": SECTION,
        "crumbs": steps,
    }
    return render(request, "interviews/consent_link.html", context)


@require_POST
def consent_withdraw(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    """The person told the team, by voice or letter."""
    person = person_met(request, interview, pk)
    user = signed_in(request.user)
    consent = get_object_or_404(Consent, interviewee=person)
    if not WithdrawalForm(request.POST).is_valid():
        messages.error(request, _("Le retrait n’a pas été enregistré : cochez la case pour confirmer."))
        return redirect("consent_record", interview=interview, pk=pk)
    actions.withdraw_consent(consent, by=user)
    messages.success(
        request, _("Retrait enregistré : les verbatims concernés sont masqués, la coordination est prévenue.")
    )
    return redirect("consent_record", interview=interview, pk=pk)


@require_POST
def recording_destroy(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    """Someone of the team destroyed the recording, wherever it was kept."""
    person = person_met(request, interview, pk)
    user = signed_in(request.user)
    consent = get_object_or_404(Consent, interviewee=person)
    if consent.keeps_recording:
        actions.note_destruction(consent, by=user)
    messages.success(request, _("La destruction de l’enregistrement est notée. La personne la voit sur sa page."))
    return redirect("consent_record", interview=interview, pk=pk)


@require_safe
@confidential
def consent_proof(request: HttpRequest, interview: UUID, pk: UUID) -> FileResponse:
    """The signed form names the person: it is for those who may read the raw notes."""
    readable = Interview.objects.raw_visible_to(request.user).values("pk")
    consents = Consent.objects.filter(interviewee__interview__in=readable).exclude(proof_file="")
    consent = get_object_or_404(consents, interviewee=pk, interviewee__interview=interview)
    try:
        opened = consent.proof_file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(opened, as_attachment=True, content_type="application/octet-stream")
