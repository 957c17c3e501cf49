"""What is said when the installation's identity keys do not open an identity."""

from commons.ciphers import Unreadable


class UnreadableIdentity(Unreadable):
    """None of the identity keys opens this identity."""
