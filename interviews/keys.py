"""From the installation's identity keys to cipher keys."""

import base64
import hashlib


class UnreadableIdentity(Exception):
    """None of the identity keys opens this value: IDENTITY_KEY is not the one it was written with."""


def derive(key: str) -> bytes:
    """A Fernet key (32 bytes, base64) from any secret text."""
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=b"identity").digest())
