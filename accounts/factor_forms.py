"""The forms of the second factor: allauth's, with our words, and what a session that gave one remembers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.forms import HouseWords
from accounts.models import User

#: How long a code of the application may be given, in seconds: its own step, and those tolerated around it.
CODE_LIVES = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
_CODE_ATTRS = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class FactorWords(HouseWords):
    labels: ClassVar[dict[str, Any]] = {}
    helps: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            if name == "code":
                field.widget.attrs |= _CODE_ATTRS


class _GivenOnce(FactorWords):
    """A code of the application serves once: allauth forgets it after one step, it lives as long as it is tolerated."""

    labels: ClassVar[dict[str, Any]] = {"code": _("Code")}
    helps: ClassVar[dict[str, Any]] = {
        "code": _("Les six chiffres que montre votre application, ou l’un de vos codes de secours.")
    }
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        key = f"second-factor-used:{self.user.pk}:{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(key, True, timeout=CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_GivenOnce, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_GivenOnce, base_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(FactorWords, totp_forms.ActivateTOTPForm):
    labels: ClassVar[dict[str, Any]] = {"code": _("Code à six chiffres")}
    helps: ClassVar[dict[str, Any]] = {"code": _("Celui que votre application montre maintenant pour ce site.")}

    def clean_code(self) -> str:
        code = str(super().clean_code())
        record_authentication(context.request, self.user, method="mfa", type=Authenticator.Type.TOTP)
        return code


class DeactivateTOTPForm(FactorWords, totp_forms.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(FactorWords, code_forms.GenerateRecoveryCodesForm):
    pass


@contextmanager
def _understood() -> Iterator[None]:
    """A credential that no browser made breaks the library that reads it in many ways: each is a refusal."""
    try:
        yield
    except (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class _Passkey:
    """A passkey given: its bytes come from whoever sends them."""

    def clean_credential(self) -> Authenticator:
        with _understood():
            given: Authenticator = super().clean_credential()  # type: ignore[misc]
        return given


class AuthenticatePasskeyForm(_Passkey, passkey_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_Passkey, passkey_forms.ReauthenticateWebAuthnForm):
    pass


class LoginPasskeyForm(_Passkey, passkey_forms.LoginWebAuthnForm):
    pass


class AddPasskeyForm(FactorWords, passkey_forms.AddWebAuthnForm):
    labels: ClassVar[dict[str, Any]] = {
        "name": _("Nom de cette clé"),
        "passwordless": _("Me connecter avec cette clé seule, sans mot de passe"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "name": _("Pour la reconnaître : le nom de l’appareil, par exemple."),
        "passwordless": _("La clé doit alors vérifier que c’est vous : empreinte, visage ou code de l’appareil."),
    }
    name = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["passwordless"] = True

    def clean(self) -> dict[str, Any]:
        with _understood():
            cleaned: dict[str, Any] = super().clean()
        if cleaned.get("credential"):
            record_authentication(context.request, self.user, method="mfa", type=Authenticator.Type.WEBAUTHN)
        return cleaned


class EditPasskeyForm(FactorWords, passkey_forms.EditWebAuthnForm):
    labels: ClassVar[dict[str, Any]] = {"name": _("Nom de cette clé")}
    name = forms.CharField(max_length=80)


class RemovePasskeyForm(forms.Form):
    """Nothing to type; refused when this factor is the last and a commons requires one."""

    template_name = "account/_fields.html"

    def __init__(self, *args: Any, authenticator: Authenticator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authenticator = authenticator

    def clean(self) -> dict[str, Any]:
        if not get_adapter().can_delete_authenticator(self.authenticator):
            raise get_adapter().validation_error("cannot_delete_authenticator")
        return self.cleaned_data
