from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.models import Commons
from cooperation import rendering


@require_safe
@login_not_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme of a commons: phases, what each promised and what exists, the budget. Public."""
    commons = get_object_or_404(Commons, slug=slug)
    context = {
        "commons": commons,
        "phases": rendering.phases(commons),
        "budget": rendering.budget(commons),
        "crumbs": [
            (_("Accueil"), reverse("home")),
            (commons.title, commons.get_absolute_url()),
            (_("Programme"), request.path),
        ],
        "section": "commons",
    }
    return render(request, "cooperation/programme.html", context)
