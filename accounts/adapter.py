"""Sign-up is by invitation: without one accepted in this session, the page says who to ask."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Session key: the address to which the invitation was sent, while the invited person creates an account.
INVITED_EMAIL = "invited_email"

_METHODS = {
    "reauthenticate": _("Avec votre mot de passe"),
    "mfa_reauthenticate": _("Avec un code de l’application, ou un code de secours"),
    "mfa_reauthenticate:webauthn": _("Avec une clé d’accès"),
}


def open_signup(request: HttpRequest, *, email: str) -> None:
    """Let whoever holds a link that was mailed to ``email`` create the account of that address, and no other.

    The link came by mail: the address is verified by it, no code is asked again.
    """
    request.session[INVITED_EMAIL] = email
    InvitedOnlyAdapter(request).stash_verified_email(request, email)


class InvitedOnlyAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est désactivé."),
        "duplicate_email": _("C’est déjà l’adresse de votre compte."),
        "email_password_mismatch": _("L’adresse e-mail et le mot de passe ne vont pas ensemble."),
        "email_taken": _("Un compte utilise déjà cette adresse."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": _("Ce n’est pas le code reçu. Vérifiez-le, ou demandez-en un nouveau."),
        "incorrect_password": _("Ce n’est pas votre mot de passe."),
        "invalid_login": _("Cette connexion n’est pas possible."),
        "invalid_or_expired_key": _("Ce lien n’est plus valable."),
        "invalid_password_reset": _("Ce lien n’est plus valable."),
        "rate_limited": _("Trop de demandes à la suite. Attendez une minute, puis recommencez."),
        "same_as_current": _("C’est déjà l’adresse de votre compte."),
        "too_many_login_attempts": _("Trop d’essais à la suite. Attendez cinq minutes, puis recommencez."),
        "unverified_primary_email": _("Confirmez d’abord votre adresse e-mail."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(request.session.get(INVITED_EMAIL))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What every mail of an account needs beside what allauth gives: our address, how long a code or link lives."""
        lives = {
            "site_url": settings.SITE_URL,
            "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            "link_hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        }
        super().send_mail(template_prefix, email, lives | context)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms who they are with it: the password alone would undo it."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return [method | {"description": _METHODS[method["id"]]} for method in factors or methods]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own address: the host that a request names could be anyone's."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)
