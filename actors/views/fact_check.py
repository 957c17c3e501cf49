"""The link of the yearly question: a page that shows the public facts, and one click that says they hold."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from actors import actions
from actors.models import FactCheck
from actors.views.shared import path
from commons import tokens


def _question(token: str) -> FactCheck:
    digest = tokens.digest_of(tokens.Purpose.FACT_CHECK, token)
    rows = FactCheck.objects.select_related("organisation__seat", "organisation__site")
    return get_object_or_404(rows, token_digest=digest or "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def fact_check(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing: the scanners of mail servers open every link."""
    question = _question(token)
    if request.method == "POST":
        actions.answer(question)  # already answered, or too late: the page says which
        return redirect("fact_check", token)
    organisation = question.organisation
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (str(organisation), "")],
        "question": question,
        "organisation": organisation,
        "open": FactCheck.objects.open().filter(pk=question.pk).exists(),
        "kept": organisation.merged_into,
        "communes": organisation.area_communes.defer("outline").order_by("folded_name"),
        "zones": organisation.area_zones.order_by("kind", "folded_name"),
    }
    return render(request, "actors/fact_check.html", context)
