"""Map tiles through our own address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from territories import tiles

WEEK = 7 * 24 * 3600


@require_safe
@login_not_required
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """The tile; 204 when its provider gives none just now, and the map goes on without it."""
    try:
        found = tiles.tile(z, x, y)
    except tiles.NoTile as nothing:
        raise Http404 from nothing
    except tiles.Unavailable:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    return HttpResponse(
        found.content, content_type=found.content_type, headers={"Cache-Control": f"public, max-age={WEEK}"}
    )
