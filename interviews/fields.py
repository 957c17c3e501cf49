from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from interviews import keys


class EncryptedTextField(models.TextField):
    """Text encrypted at rest with ``settings.IDENTITY_KEYS``; a database copy alone says nothing."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise keys.UnreadableIdentity from error


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(keys.derive(key)) for key in settings.IDENTITY_KEYS])
