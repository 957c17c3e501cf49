from typing import Any

from cryptography.fernet import InvalidToken
from django.db import models

from commons.ciphers import cipher
from interviews.people import keys

PURPOSE = b"identity"


class EncryptedTextField(models.TextField):
    """Text encrypted at rest with ``settings.IDENTITY_KEYS``; a database copy alone says nothing."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return cipher(PURPOSE).encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        try:
            return cipher(PURPOSE).decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise keys.UnreadableIdentity from error
