"""What an excerpt shows in a chapter: its public wording and who speaks under which pseudonym. Nothing else."""

from uuid import UUID

from django.template.loader import render_to_string

from analysis.models import Excerpt
from commons import pieces
from commons.pieces import Audience, Piece


def identifier_of(key: str) -> UUID | None:
    """The excerpt that ``key`` names. One passage has one key: another writing of it names nothing."""
    try:
        identifier = UUID(key)
    except ValueError:
        return None
    return identifier if str(identifier) == key else None


def excerpt(key: str, audience: Audience) -> Piece | None:
    """``[[verbatim:<uuid>]]``: the passage, or what stands in its place while consent does not let it through."""
    identifier = identifier_of(key)
    found = Excerpt.objects.filter(pk=identifier).with_evidence().first() if identifier else None
    if found is None:
        return None
    obstacle = found.obstacle
    context = {
        "excerpt": found,
        "interview": found.interview,
        "reason": obstacle.label if obstacle else "",
        "withdrawn": obstacle is Excerpt.Obstacle.WITHDRAWN,
        "for_writers": audience is Audience.DRAFT,
    }
    html = render_to_string("analysis/excerpt_piece.html", context)
    return Piece(html=html, problem=str(context["reason"]), excerpts=[found.pk])


def resolve_within(commons_id: UUID, kind: str, key: str, audience: Audience) -> Piece | None:
    """The piece ``[[kind:key]]`` for a text of this commons: no text shows an excerpt of another commons."""
    piece = pieces.resolve(kind, key, audience)
    if piece is None or not piece.excerpts:
        return piece
    home = {"revision__note__interview__commons": commons_id}
    own = Excerpt.objects.filter(pk__in=piece.excerpts, **home).count() == len(set(piece.excerpts))
    return piece if own else None
