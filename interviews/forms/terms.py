from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commons import richtext
from interviews.models import Terms


class TermsForm(forms.ModelForm):
    class Meta:
        model = Terms
        fields = ["body"]

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"])
        if not richtext.plain_text(body).strip():
            raise ValidationError(_("Écrivez la notice : une personne rencontrée doit pouvoir la lire."))
        return body
