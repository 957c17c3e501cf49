from typing import Any

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django import forms

from accounts.factor_forms import RemovePasskeyForm


class RemovePasskeyView(RemoveWebAuthnView):
    """allauth's removes a passkey without asking the adapter whether it may go."""

    form_class = RemovePasskeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"authenticator": self.object}

    def get_form(self, form_class: Any = None) -> forms.BaseForm:
        return self.form_class(**self.get_form_kwargs())


passkey_remove = RemovePasskeyView.as_view()
