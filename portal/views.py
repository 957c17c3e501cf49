from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors.models import Engagement
from commons import policies
from commons.models import Commons, Job, OutgoingMail
from cooperation import rendering as cooperation_rendering
from deliverables.models import Edition
from portal import waiting
from portal.demonstration import accounts as demonstration_accounts
from territories.models import Terrain, Territory


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: one sentence and three doors. Signed in: what awaits the person."""
    if request.user.is_authenticated:
        context = {
            "lines": waiting.for_user(request.user),
            "places": waiting.places_of(request.user),
            "section": "home",
        }
        return render(request, "portal/waiting.html", context)
    editions = Edition.objects.served().newest_first().select_related("deliverable__commons")
    context = {
        "editions": editions[:3],
        "territories": Territory.objects.visible_to(request.user).order_by("name")[:6],
        "every_commons": Commons.objects.order_by("title")[:6],
        "accounts": demonstration_accounts.shown() if settings.DEMONSTRATION else [],
        "section": "home",
    }
    return render(request, "portal/home.html", context)


@require_safe
@login_not_required
def commons_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The identity card of a commons: what it is, who makes it, where, with what means. Public."""
    commons = get_object_or_404(Commons, slug=slug)
    writes = policies.can_edit_card(request.user, commons)
    context = {
        "commons": commons,
        "circles": _circles(commons),
        "terrains": Terrain.objects.filter(
            commons=commons, territory__in=Territory.objects.visible_to(request.user).order_by().values("pk")
        )
        .select_related("territory")
        .order_by("territory__kind"),
        "questions": commons.research_questions.order_by("number"),
        "tags": commons.tags.order_by("name"),
        "phases": cooperation_rendering.phases(commons),
        "budget": cooperation_rendering.budget(commons),
        "can_edit": writes,
        "can_see_team": policies.can_see_team(request.user, commons),
        "missing": commons.missing_fields() if writes else [],
        "crumbs": [(_("Accueil"), reverse("home")), (commons.title, request.path)],
        "section": "commons",
    }
    return render(request, "portal/commons_card.html", context)


def _circles(commons: Commons) -> list[tuple[str, list[Engagement]]]:
    """Every circle, whom the commons would like to bring in included: the card is where it says so itself."""
    engagements = list(
        Engagement.objects.filter(commons=commons).select_related("organisation").order_by("organisation__name")
    )
    by_circle = {circle: [found for found in engagements if found.circle == circle] for circle in Engagement.Circle}
    # The committee is part of the method: it is announced before its members are known.
    return [
        (str(circle.label), members)
        for circle, members in by_circle.items()
        if members or circle == Engagement.Circle.COMMITTEE
    ]


@require_safe
@login_not_required
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal.html", {"section": "legal"})


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"section": "legal"})


@require_safe
@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """The demonstration's mails, readable by whoever tries it; no such page anywhere else."""
    if not settings.DEMONSTRATION:
        raise Http404
    mails = OutgoingMail.objects.order_by("-created_at")[:50]
    return render(request, "portal/mailbox.html", {"mails": mails, "section": "mailbox"})


@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, with how much work waits; else 503. For load balancers and ``make run``."""
    try:
        waiting_jobs = Job.objects.unfinished().count()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "jobs_waiting": waiting_jobs})
