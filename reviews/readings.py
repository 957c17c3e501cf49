"""The rounds a visitor may read: by the links opened in this session, or by their account."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from reviews.models import Reader
from reviews.models.round import ReaderQuerySet

_KEY = "readings"
#: A shared tablet opens the links of a whole group; beyond that the oldest are forgotten.
_MOST = 50


def remember(request: HttpRequest, reader: Reader) -> None:
    """Keep the link ``reader`` came by in the session, last, under a new session key: the one known before the link
    gains nothing. The link is kept, not whom it names: what closes it closes the sessions it opened."""
    kept = [known for known in request.session.get(_KEY, []) if known != reader.token_digest]
    request.session[_KEY] = [*kept, reader.token_digest][-_MOST:]
    request.session.cycle_key()


def readers(request: HttpRequest) -> ReaderQuerySet:
    """Every usable reader this visitor is. A link revoked or renewed closes its sessions at once."""
    mine = Q(token_digest__in=request.session.get(_KEY, []))
    if isinstance(request.user, User):
        mine |= Q(user=request.user)
    return Reader.objects.usable().filter(mine)


def reader_of(request: HttpRequest, round_id: UUID) -> Reader | None:
    """Who this visitor is in a round; the link opened last when several were opened here."""
    order = {known: place for place, known in enumerate(request.session.get(_KEY, []))}
    mine = list(readers(request).filter(round=round_id).select_related("user"))
    return max(mine, key=lambda reader: order.get(reader.token_digest, -1), default=None)
