"""What a chapter may insert: ``[[ecosysteme:<adresse de l’écosystème>]]``."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from actors.ecosystems import graph, pictures, twin
from actors.models import Ecosystem
from commons.pieces import Audience, Piece, absent
from territories.pieces import unpublished


def ecosystem_graph(key: str, audience: Audience) -> Piece | None:
    """The graph of an ecosystem and its sentences: the same for every audience, once its territory is public."""
    ecosystem = Ecosystem.objects.select_related("territory").filter(slug=key).first()
    if ecosystem is None:
        return None
    unseen = unpublished(ecosystem.territory)
    if unseen and audience != Audience.DRAFT:
        return Piece(html=absent(), problem=unseen)
    actors = graph.actors_of(ecosystem)
    relations = graph.relations_of(ecosystem, actors)
    picture = pictures.of(ecosystem, graph.read(actors.values(), relations))
    notes = twin.numbered(relations)
    context = {"ecosystem": ecosystem, "drawing": picture.drawing, "said": twin.tell(relations, notes), "notes": notes}
    html = render_to_string("actors/graph_piece.html", context)
    return Piece(html=html, problem=unseen or _problem(ecosystem, picture, told=bool(relations)))


def _problem(ecosystem: Ecosystem, picture: pictures.Picture, *, told: bool) -> str:
    if not told:
        return _("Le graphe de « %(name)s » n’a encore aucune relation.") % {"name": ecosystem.name}
    if picture.drawing is None or picture.job:
        return _("Le graphe de « %(name)s » est en cours de dessin : recommencez dans un moment.") % {
            "name": ecosystem.name
        }
    return ""
