"""One-purpose links: signed, so that a forged one costs no query; stored as a digest, so that a leak opens nothing.

Expiry and revocation belong to the row that holds the digest.
"""

import hashlib
import secrets
from enum import StrEnum

from django.core import signing


class Purpose(StrEnum):
    INVITATION = "invitation"
    READER = "reader"
    CONSENT = "consent"
    FACT_CHECK = "fact_check"
    CALENDAR = "calendar"


def issue(purpose: Purpose) -> tuple[str, str]:
    """A new token and the digest to store: ``(token, digest)``."""
    token = signing.Signer(salt=f"link.{purpose}").sign(secrets.token_urlsafe(24))
    return token, _digest(token)


def digest_of(purpose: Purpose, token: str) -> str | None:
    """The digest under which ``token`` is stored; ``None`` when it was not signed by us for this purpose."""
    try:
        signing.Signer(salt=f"link.{purpose}").unsign(token)
    except signing.BadSignature:
        return None
    return _digest(token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
