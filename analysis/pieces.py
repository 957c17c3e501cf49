"""What an excerpt shows in a chapter: its public wording and who speaks under which pseudonym. Nothing else."""

from uuid import UUID

from django.template.loader import render_to_string

from analysis.models import Excerpt
from commons.pieces import Audience, Piece


def excerpt(key: str, audience: Audience) -> Piece | None:
    """``[[verbatim:<uuid>]]``: the passage, or what stands in its place while consent does not let it through."""
    try:
        identifier = UUID(key)
    except ValueError:
        return None
    found = Excerpt.objects.filter(pk=identifier).with_evidence().first()
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
