"""From the installation's identity keys to cipher keys."""

import base64
import hashlib

from commons.refusals import Unavailable


class UnreadableIdentity(Unavailable):
    """None of the identity keys opens this value."""

    def __str__(self) -> str:
        return "IDENTITY_KEY is not the key that an identity was written with (docs/exploitation.md)"


def derive(key: str) -> bytes:
    """A Fernet key (32 bytes, base64) from any secret text."""
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=b"identity").digest())
