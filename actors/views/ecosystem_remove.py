"""Deleting an ecosystem: what would go with it, the files first, and what keeps it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors import actions, policies
from actors.models import Ecosystem, ImportBatch, PinnedNode
from actors.upkeep import uses
from actors.views.ecosystem import crumbs, fetch
from commons.forms import form_page
from commons.policies import require
from commons.requests import posted
from territories.forms import LossForm


@require_http_methods(["GET", "POST"])
def ecosystem_remove(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_ecosystem(request.user, ecosystem))
    form = LossForm(posted(request))
    if request.method == "POST" and form.is_valid() and _removed(form, ecosystem, request):
        messages.success(request, _("« %(name)s » est supprimé.") % {"name": ecosystem.name})
        return redirect(ecosystem.territory)
    context = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem), (_("Supprimer"), "")],
        "ecosystem": ecosystem,
        "form": form,
        "kept_by": uses.above(ecosystem),
        **_lost(ecosystem),
    }
    return form_page(request, "actors/ecosystem_remove.html", context)


def _removed(form: LossForm, ecosystem: Ecosystem, request: HttpRequest) -> bool:
    try:
        actions.remove_ecosystem(ecosystem, by=request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
    except ProtectedError:
        form.add_error(None, _("Quelqu’un vient de s’y référer : relisez cette page avant de recommencer."))
    return form.is_valid()


def _lost(ecosystem: Ecosystem) -> dict[str, int]:
    """How many of each thing go with it."""
    return {
        "participation_count": ecosystem.participations.count(),
        "relation_count": ecosystem.relations.count(),
        "headcount_count": ecosystem.headcounts.count(),
        "pinned_count": PinnedNode.objects.filter(ecosystem=ecosystem).count(),
        "import_count": ImportBatch.objects.filter(ecosystem=ecosystem).count(),
        "correction_count": ecosystem.corrections.count(),
        "part_count": ecosystem.parts.count(),
    }
