"""What the pages that change a territory share: fetching it, and the way back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from commons.policies import require, signed_in
from territories import policies
from territories.models import Territory


def editable(request: HttpRequest, slug: str) -> tuple[Territory, User]:
    """The territory and whoever changes it. Raises ``Http404`` unseen, ``PermissionDenied`` seen but not allowed."""
    territory = get_object_or_404(Territory.objects.visible_to(request.user), slug=slug)
    require(policies.can_edit_territory(request.user, territory))
    return territory, signed_in(request.user)


def path(territory: Territory, *pages: tuple[str, str]) -> list[tuple[str, str]]:
    """The crumbs from the list of territories to a page of this one."""
    return [
        (_("Territoires"), reverse("territory_list")),
        (territory.name, territory.get_absolute_url()),
        *pages,
    ]
