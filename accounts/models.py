"""The user: an e-mail address, a name, and nothing that says what they may do (see ``commons.policies``)."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``is_superuser`` administers accounts and opens no note and no draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse e-mail"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=120)
    is_active = models.BooleanField(_("compte actif"), default=True)
    is_staff = models.BooleanField(_("administre les comptes"), default=False)
    joined_at = models.DateTimeField(_("inscription"), default=timezone.now, editable=False)

    #: Whether the session of this request gave a second factor; ``None`` outside a request. Kept in no column.
    second_factor_proved: bool | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_whatever_the_case",
                violation_error_message=_("Un compte utilise déjà cette adresse."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
