"""The information sheet of a commons: read, printed, written anew."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons import jobs, waiting
from commons.forms import form_page
from commons.models import Commons
from commons.policies import is_writer, require, signed_in
from commons.requests import posted
from interviews import actions, policies
from interviews.actions.terms import MAKE_PDF
from interviews.forms import TermsForm
from interviews.models import Terms
from interviews.people import visits
from interviews.views.interviews import SECTION, confidential


def _commons(request: HttpRequest, slug: str) -> Commons:
    """Of whoever hands the notice over, or came by a personal link; else the commons shows no notice."""
    commons = get_object_or_404(Commons, slug=slug)
    if not (is_writer(request.user, commons.pk) or visits.reads_terms_of(request, commons)):
        raise Http404
    return commons


@require_safe
@login_not_required
@confidential
def terms_current(request: HttpRequest, slug: str) -> HttpResponse:
    if (refusal := _stranger(request)) is not None:
        return refusal
    return redirect(actions.standing_terms(_commons(request, slug)))


def _stranger(request: HttpRequest) -> HttpResponse | None:
    """A private page: whoever has neither account nor link is sent to sign-in."""
    if request.user.is_authenticated or visits.has_links(request):
        return None
    return redirect_to_login(request.get_full_path())


@require_safe
@login_not_required
@confidential
def terms_detail(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    if (refusal := _stranger(request)) is not None:
        return refusal
    commons = _commons(request, slug)
    terms = get_object_or_404(commons.terms.select_related("commons"), version=version)
    context = {
        "terms": terms,
        "versions": list(commons.terms.newest_first()),
        "can_write": policies.can_write_terms(request.user, commons),
        **_frame(request, commons, (terms, "")),
    }
    return render(request, "interviews/terms_detail.html", context)


@require_safe
@login_not_required
@confidential
def terms_pdf(request: HttpRequest, slug: str, version: int) -> HttpResponseBase:
    """The file when it exists; else asking for it has it made, and the page says how far that is."""
    if (refusal := _stranger(request)) is not None:
        return refusal
    commons = _commons(request, slug)
    terms = get_object_or_404(commons.terms.select_related("commons"), version=version)
    is_there = bool(terms.pdf) and terms.pdf.storage.exists(str(terms.pdf.name))
    if "HX-Request" in request.headers:
        job = jobs.latest(MAKE_PDF, terms)
        return waiting.fragment(request, "interviews/_pdf_state.html", {}, job=job, is_there=is_there)
    if is_there:
        return FileResponse(
            terms.pdf.open("rb"), filename=f"notice-{slug}-v{version}.pdf", content_type="application/pdf"
        )
    context = {"terms": terms, **_frame(request, commons, (terms, terms.get_absolute_url()))}
    return waiting.page(request, "interviews/terms_pdf.html", context, job=actions.ask_terms_pdf(terms))


@require_http_methods(["GET", "POST"])
@confidential
def terms_edit(request: HttpRequest, slug: str) -> HttpResponse:
    commons = get_object_or_404(Commons, slug=slug)
    if not is_writer(request.user, commons.pk):
        raise Http404
    require(policies.can_write_terms(request.user, commons))
    standing = actions.standing_terms(commons)
    form = TermsForm(posted(request), instance=Terms(commons=commons, body=standing.body))
    if request.method == "POST" and form.is_valid():
        written = actions.write_terms(commons, body=form.cleaned_data["body"], by=signed_in(request.user))
        if written == standing:
            messages.info(request, _("Le texte est le même : la version en vigueur ne change pas."))
        else:
            messages.success(
                request,
                _("La version %(version)d est en vigueur. Les précédentes restent lisibles.")
                % {"version": written.version},
            )
        return redirect(written)
    steps = ((standing, standing.get_absolute_url()), (_("Nouvelle version"), ""))
    context = {"form": form, "terms": standing, **_frame(request, commons, *steps)}
    return form_page(request, "interviews/terms_edit.html", context)


def _frame(request: HttpRequest, commons: Commons, *steps: tuple[Any, str]) -> dict[str, Any]:
    return {
        "commons": commons,
        "section": SECTION if is_writer(request.user, commons.pk) else "",
        "crumbs": [(commons.title, commons.get_absolute_url()), *steps],
    }
