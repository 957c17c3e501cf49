"""The personal links a visitor opened in this session, and until when a mailed code proves that they are the person."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from commons import tokens
from interviews.models import Consent, Validation

_KEY = "personal_links"
_MOST = 20
#: How long a person who proved who they are may leave the page before a new code is asked.
STAYS = timedelta(hours=2)


def consent_of(token: str) -> tuple[Consent, str] | None:
    """The consent that ``token`` opens, handed over or mailed with a request, and the digest of that link."""
    digest = tokens.digest_of(tokens.Purpose.CONSENT, token)
    if digest is None:
        return None
    asked = Validation.objects.filter(token_digest=digest).values("interviewee")
    consents = Consent.objects.select_related("interviewee__interview__commons", "terms__commons")
    found = consents.filter(Q(token_digest=digest) | Q(interviewee__in=asked)).first()
    return (found, digest) if found else None


def remember(request: HttpRequest, digest: str, *, proven: bool = False) -> None:
    """Keep the link under a new session key: the one known before it gains nothing."""
    kept = _kept(request)
    if digest in kept and not proven:
        return
    until = (timezone.now() + STAYS).timestamp() if proven else 0
    request.session[_KEY] = dict(
        [*((each, at) for each, at in kept.items() if each != digest), (digest, until)][-_MOST:]
    )
    request.session.cycle_key()


def is_proven(request: HttpRequest, digest: str) -> bool:
    """A code was given here for this link, lately. A link renewed closes what the former one opened."""
    now = timezone.now()
    until = _kept(request).get(digest, 0)
    if until <= now.timestamp():
        return False
    if until < (now + STAYS / 2).timestamp():
        request.session[_KEY] = _kept(request) | {digest: (now + STAYS).timestamp()}
    return True


def has_links(request: HttpRequest) -> bool:
    """A personal link was opened here; whether it still opens anything is another question."""
    return bool(_kept(request))


def reads_terms_of(request: HttpRequest, commons: Any) -> bool:
    """Whoever came by the link of an interview of ``commons`` reads its notice, as the team does."""
    digests = list(_kept(request))
    asked = Validation.objects.filter(token_digest__in=digests).values("interviewee")
    opened = Consent.objects.filter(Q(token_digest__in=digests) | Q(interviewee__in=asked))
    return bool(digests) and opened.filter(interviewee__interview__commons=commons).exists()


def _kept(request: HttpRequest) -> dict[str, float]:
    kept: dict[str, float] = request.session.get(_KEY, {})
    return kept
