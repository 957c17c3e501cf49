"""Organisations that may be one: proposed, compared side by side, merged, separated, said to be two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import policies
from actors.actions import merging
from actors.exchange import snapshots
from actors.forms.duplicates import ONE, OTHER, MergeForm, PairForm
from actors.models import Merge, NotDuplicate, Organisation
from actors.upkeep import comparison, duplicates, similar
from actors.views.shared import path
from commons.forms import form_page
from commons.policies import require, signed_in

A_PAGE = 25
#: Merges and dismissed pairs shown at once.
LATEST = 20


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    require(policies.can_merge(request.user))
    form = PairForm(request.GET if "one" in request.GET else None)
    if form.is_valid():
        return redirect("duplicate_compare", form.cleaned_data["one"].pk, form.cleaned_data["other"].pk)
    page = Paginator(duplicates.proposed(), A_PAGE).get_page(request.GET.get("page"))
    merges = Merge.objects.select_related("kept", "duplicate", "by").order_by("-at", "pk")
    dismissed = NotDuplicate.objects.filter(one__merged_into=None, other__merged_into=None)
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (_("Doublons"), "")],
        "form": form,
        "page": page,
        "pairs": duplicates.shown(list(page.object_list)),
        "merges": merges[:LATEST],
        "dismissed": dismissed.select_related("one", "other", "by").order_by("-at", "pk")[:LATEST],
    }
    return form_page(request, "actors/duplicate_list.html", context)


@require_http_methods(["GET", "POST"])
def duplicate_compare(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    require(policies.can_merge(request.user))
    first, second = _both(request, one, other)
    found = snapshots.of(Organisation.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    counts = comparison.references(first, second)
    kept = ONE if sum(row[1] for row in counts) >= sum(row[2] for row in counts) else OTHER
    typed = request.POST if request.method == "POST" else None
    form = MergeForm(typed, one=found[first.pk], other=found[second.pk], kept=kept)
    if form.is_valid() and (made := _merged(request, form, first, second)):
        messages.success(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("Les deux fiches n’en font plus qu’une."),
                reverse("merge_undo", args=[made.pk]),
                _("Les séparer"),
            ),
        )
        return redirect(made.kept)
    _score, why = similar.compare(*(similar.card(row) for row in (first, second)))
    context = {
        "section": "actors",
        "crumbs": [
            *path(_("Acteurs"), "organisation_list"),
            (_("Doublons"), reverse("duplicate_list")),
            (_("Comparer"), ""),
        ],
        "one": first,
        "other": second,
        "form": form,
        "reason": similar.reason(why),
        "rows": comparison.rows(form, found[first.pk], found[second.pk]),
        "gathered": comparison.gathered(found[first.pk], found[second.pk]),
        "references": counts,
    }
    return form_page(request, "actors/duplicate_compare.html", context)


@require_POST
def duplicate_dismiss(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    require(policies.can_merge(request.user))
    merging.dismiss(*_both(request, one, other), by=signed_in(request.user))
    messages.success(request, _("C’est noté : ces deux fiches ne seront plus proposées."))
    return redirect("duplicate_list")


@require_POST
def duplicate_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back « ce ne sont pas les mêmes »."""
    require(policies.can_merge(request.user))
    pair = NotDuplicate.objects.filter(pk=pk).first()
    if pair is not None:
        merging.propose_again(pair)
    messages.success(request, _("Cette paire est à nouveau proposée."))
    return redirect("duplicate_list")


@require_http_methods(["GET", "POST"])
def merge_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(policies.can_merge(request.user))
    made = get_object_or_404(Merge.objects.select_related("kept", "duplicate", "by"), pk=pk)
    if request.method == "POST":
        try:
            merging.separate(made, by=signed_in(request.user))
            messages.success(request, _("Les deux fiches sont à nouveau séparées."))
        except ValidationError as refused:
            messages.warning(request, " ".join(refused.messages))
        return redirect("merge_undo", pk)
    context = {
        "section": "actors",
        "crumbs": [
            *path(_("Acteurs"), "organisation_list"),
            (_("Doublons"), reverse("duplicate_list")),
            (_("Fusion"), ""),
        ],
        "merge": made,
        "name": made.moved.get("name", made.duplicate.name),
        "said": made.moved.get("said", []),
    }
    return render(request, "actors/merge_undo.html", context)


def _both(request: HttpRequest, one: UUID, other: UUID) -> tuple[Organisation, Organisation]:
    found = Organisation.objects.visible_to(request.user).select_related("seat").in_bulk([one, other])
    if len(found) != 2:
        raise Http404
    return found[one], found[other]


def _merged(request: HttpRequest, form: MergeForm, first: Organisation, second: Organisation) -> Any:
    kept, duplicate = (first, second) if form.cleaned_data["kept"] == ONE else (second, first)
    try:
        return merging.merge(kept, duplicate, taken=form.taken(), by=signed_in(request.user))
    except ValidationError as refused:
        form.add_error(None, refused)
        return None
