"""The forms of sign-in: allauth's, with our words; and sign-up, which an invitation opens for one address."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.adapter import INVITED_EMAIL
from accounts.models import User

LABELS = {
    "login": _("Adresse e-mail"),
    "email": _("Adresse e-mail"),
    "password": _("Mot de passe"),
    "oldpassword": _("Mot de passe actuel"),
    "password1": _("Nouveau mot de passe"),
    "password2": _("Nouveau mot de passe, une seconde fois"),
    "code": _("Code reçu par e-mail"),
}
PASSWORD_HELP = _("Au moins 10 caractères, pas seulement des chiffres, et pas un mot de passe courant.")


class HouseWords:
    """A label says what a field is; no placeholder repeats it, no help holds a link or a list."""

    template_name = "account/_fields.html"
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = PASSWORD_HELP if name == "password1" else ""


class LoginForm(HouseWords, allauth_forms.LoginForm):
    pass


class SignupForm(HouseWords, allauth_forms.SignupForm):
    """The address is that of the invitation, whatever is sent; the name is how the team will know the person."""

    field_order = ("email", "name", "password1")
    name = forms.CharField(label=_("Votre nom"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A disabled field ignores what is posted; ``initial`` wins over an address given in the query string.
        self.initial["email"] = context.request.session.get(INVITED_EMAIL, "")
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("C’est à cette adresse que l’invitation a été envoyée.")
        self.fields["name"].help_text = _("Prénom et nom : c’est ainsi que l’équipe vous verra.")
        self.fields["password1"].label = _("Mot de passe")

    def clean_name(self) -> str:
        """On one line: the name goes into the headers of mails."""
        return " ".join(self.cleaned_data["name"].split())

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class RequestLoginCodeForm(HouseWords, allauth_forms.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(HouseWords, allauth_forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(HouseWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class ChangeAddressForm(HouseWords, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse e-mail")


class ChangePasswordForm(HouseWords, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(HouseWords, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(HouseWords, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(HouseWords, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(HouseWords, allauth_forms.ReauthenticateForm):
    pass
