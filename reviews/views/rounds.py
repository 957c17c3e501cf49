from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.forms import form_page
from commons.policies import require, writes_somewhere
from deliverables.models import Deliverable
from reviews import actions, policies, readings
from reviews.forms import GuestsForm, RemarkFilterForm, RoundForm
from reviews.models import Remark, ReviewRound
from reviews.models.remark import RemarkQuerySet
from reviews.rendering import remarks as rendering
from reviews.views.requests import SignedInRequest, posted


def crumbs_to(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Relectures"), reverse("round_list")), *steps]


@require_safe
@login_not_required
@never_cache
def round_list(request: HttpRequest) -> HttpResponse:
    managed = ReviewRound.objects.managed_by(request.user).select_related("group", "deliverable")
    remarks = Count("chapters__remarks", distinct=True)
    unanswered = Q(chapters__remarks__isnull=False, chapters__remarks__decision=None)
    managed = managed.annotate(
        remark_count=remarks,
        unanswered_count=Count("chapters__remarks", filter=unanswered, distinct=True),
        reader_count=Count("readers", filter=Q(readers__revoked_at=None), distinct=True),
    ).order_by("-closes_at", "pk")
    mine = readings.readers(request).select_related("round__deliverable").order_by("-round__closes_at", "pk")
    rounds = list(managed)
    context = {
        "section": "reviews",
        "open_rounds": [each for each in rounds if each.is_open],
        "closed_rounds": [each for each in rounds if not each.is_open],
        "readings": list({reader.round_id: reader for reader in mine}.values()),
        "can_open": writes_somewhere(request.user),
    }
    return render(request, "reviews/round_list.html", context)


def _named(deliverables: QuerySet[Deliverable], slug: str) -> Deliverable:
    """The one whose address came in the query: what no address can be does not reach the database."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise Http404 from None
    return get_object_or_404(deliverables, slug=slug)


@require_http_methods(["GET", "POST"])
def round_create(request: SignedInRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    drafted = Deliverable.objects.drafted_by(request.user).select_related("commons")
    chosen = request.GET.get("livrable") or request.POST.get("livrable")
    context: dict[str, Any] = {"section": "reviews", "crumbs": crumbs_to((_("Nouvelle relecture"), ""))}
    if request.method == "GET" and not chosen:
        choices = drafted.annotate(chapter_count=Count("chapters")).order_by("title", "pk")
        return render(request, "reviews/round_create.html", context | {"deliverables": choices, "form": None})
    deliverable = _named(drafted, chosen or "")
    require(policies.can_open_round(request.user, deliverable))
    form = RoundForm(posted(request), deliverable=deliverable)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        opened = actions.open_round(
            deliverable,
            group=form.mirror_group(),
            chapters=list(cleaned["chapters"]),
            questions=cleaned["questions"],
            closes_on=cleaned["closes_on"],
            by=request.user,
        )
        messages.success(request, _("La relecture est ouverte. Invitez maintenant les personnes du groupe miroir."))
        return redirect("round_detail", pk=opened.pk)
    return form_page(request, "reviews/round_create.html", context | {"deliverable": deliverable, "form": form})


def managed_round(request: HttpRequest, pk: object) -> ReviewRound:
    """The round ``pk`` of those this person manages, else 404."""
    rounds = ReviewRound.objects.managed_by(request.user).select_related("group__commons", "deliverable")
    return get_object_or_404(rounds, pk=pk)


def _filtered(remarks: RemarkQuerySet, form: RemarkFilterForm) -> RemarkQuerySet:
    wanted = form.cleaned_data
    if wanted.get("chapitre"):
        remarks = remarks.filter(chapter=wanted["chapitre"])
    if wanted.get("type"):
        remarks = remarks.filter(kind=wanted["type"])
    return remarks.unanswered() if wanted.get("sans_suite") else remarks


def progress(review_round: ReviewRound) -> str:
    """« 4 remarques sur 7 ont une suite »."""
    answered, every = rendering.counted(review_round)
    if not every:
        return _("Aucune remarque pour l’instant")
    if not answered:
        return _("Aucune des remarques (%(every)s) n’a encore de suite") % {"every": every}
    return ngettext(
        "%(answered)s remarque sur %(every)s a une suite",
        "%(answered)s remarques sur %(every)s ont une suite",
        answered,
    ) % {"answered": answered, "every": every}


@require_safe
def round_detail(request: HttpRequest, pk: object) -> HttpResponse:
    review_round = managed_round(request, pk)
    filters = RemarkFilterForm(request.GET, review_round=review_round)
    remarks = Remark.objects.filter(chapter__round=review_round).select_related("decision__by", "reader")
    shown = _filtered(remarks, filters) if filters.is_valid() else remarks.none()
    context = {
        "section": "reviews",
        "crumbs": crumbs_to((str(review_round.deliverable), "")),
        "round": review_round,
        "chapters": rendering.in_text_order(review_round, shown),
        "progress": progress(review_round),
        "counts": rendering.counted(review_round),
        "filters": filters,
        "filtered": any(request.GET.get(name) for name in filters.fields),
        "readers": review_round.readers.annotate(remark_count=Count("remarks")).order_by("revoked_at", "name", "pk"),
        "guests": GuestsForm(),
    }
    return form_page(request, "reviews/round_detail.html", context)


@require_safe
def round_minutes(request: HttpRequest, pk: object) -> HttpResponse:
    review_round = managed_round(request, pk)
    remarks = list(Remark.objects.filter(chapter__round=review_round).select_related("decision"))
    chapters = rendering.in_text_order(review_round, remarks)
    context = {
        "section": "reviews",
        "crumbs": crumbs_to((str(review_round.deliverable), review_round.get_absolute_url()), (_("Compte rendu"), "")),
        "round": review_round,
        "chapters": chapters,
        "numbers": rendering.numbered_readers(remarks),
        "progress": progress(review_round),
        "reader_count": review_round.readers.filter(revoked_at=None).count(),
    }
    return render(request, "reviews/round_minutes.html", context)
