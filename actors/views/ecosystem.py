"""The page of an ecosystem of actors."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import policies
from actors.models import Ecosystem
from actors.views.shared import in_order, path


@require_safe
@login_not_required
def ecosystem_detail(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = get_object_or_404(
        Ecosystem.objects.visible_to(request.user).select_related("territory", "commons"), slug=slug
    )
    taking_part = ecosystem.participations.select_related("organisation__seat")
    context = {
        "section": "territories",
        "crumbs": [
            *path(_("Territoires"), "territory_list"),
            (ecosystem.territory.name, ecosystem.territory.get_absolute_url()),
            (ecosystem.name, ""),
        ],
        "ecosystem": ecosystem,
        "participations": taking_part.filter(organisation__isnull=False).order_by("organisation__name"),
        "sought": taking_part.filter(organisation__isnull=True).order_by("sought"),
        "relations": in_order(ecosystem.relations.all()),
        "can_see_evidence": policies.can_see_evidence(request.user, ecosystem),
    }
    return render(request, "actors/ecosystem_detail.html", context)
