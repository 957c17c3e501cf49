"""From the installation's identity keys to ciphers: what one purpose wrote, no other reads."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from commons.refusals import Unavailable


class Unreadable(Unavailable):
    """None of the identity keys opens this value."""

    def __str__(self) -> str:
        return "IDENTITY_KEY is not the key that a secret was written with (docs/exploitation.md)"


def cipher(purpose: bytes) -> MultiFernet:
    """Writes with the newest key of ``settings.IDENTITY_KEYS``, reads with any. ``purpose``: 16 bytes at most."""
    return MultiFernet([Fernet(derive(key, purpose)) for key in settings.IDENTITY_KEYS])


def renewed(token: str, purpose: bytes) -> str | None:
    """The same value under the newest key; ``None`` when it already is. Raises ``Unreadable``."""
    newest = Fernet(derive(settings.IDENTITY_KEYS[0], purpose))
    try:
        newest.decrypt(token.encode())
    except InvalidToken:
        try:
            return cipher(purpose).rotate(token.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error
    return None


def derive(key: str, purpose: bytes) -> bytes:
    """A Fernet key (32 bytes, base64) from any secret text."""
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=purpose).digest())
