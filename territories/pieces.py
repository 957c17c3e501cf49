"""What a chapter may insert: ``[[carte:<adresse du territoire>]]``."""

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commons.pieces import Audience, Piece, absent
from territories import maps, outlines
from territories.models import Territory


def territory_map(key: str, audience: Audience) -> Piece | None:
    """The map of a territory and its twin in words: the same for every audience, once the territory is public."""
    territory = Territory.objects.prefetch_related("terrains").filter(slug=key).first()
    if territory is None:
        return None
    problem = unpublished(territory)
    if problem and audience != Audience.DRAFT:
        return Piece(html=absent(), problem=problem)
    communes = sorted(territory.communes.order_by("code"), key=lambda commune: commune.sort_key)
    drawing = maps.territory_drawing(territory, communes)
    html = render_to_string(
        "territories/map_piece.html",
        {
            "territory": territory,
            "communes": communes,
            "population": sum(commune.population or 0 for commune in communes),
            "drawing": drawing,
            "attribution": outlines.attribution(communes),
        },
    )
    if not drawing and not problem:
        problem = _("La carte de « %(name)s » n’a aucun contour de commune.") % {"name": territory.name}
    return Piece(html=html, problem=problem)


def unpublished(territory: Territory) -> str:
    """Why what shows this territory may not be published; empty when anyone may see its page."""
    if Territory.objects.visible_to(AnonymousUser()).filter(pk=territory.pk).exists():
        return ""
    return _("« %(name)s » n’a encore aucune commune et n’est pas public : composez ce territoire d’abord.") % {
        "name": territory.name
    }
