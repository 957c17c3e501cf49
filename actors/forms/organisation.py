"""The facts on an organisation."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors import siren
from actors.forms.communes import CommuneField
from actors.models import Organisation


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "aliases",
            "kind",
            "legal_form",
            "siren",
            "seat",
            "services",
            "website",
            "source",
            "checked_on",
        ]
        help_texts = {
            "services": _("Des faits publics seulement : ni nom de personne, ni téléphone, ni adresse e-mail."),
            "source": _("Où ces faits se vérifient : une page, un document, une date."),
        }
        widgets = {"checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    siren = forms.CharField(
        label=_("SIREN"), required=False, max_length=20, help_text=_("Neuf chiffres ; les espaces sont permis.")
    )
    seat = CommuneField(
        label=_("Implantation"),
        required=False,
        help_text=_("La commune où la placer sur la carte : son nom ou son code INSEE."),
    )
    website = forms.URLField(label=_("Site web"), required=False, max_length=200, assume_scheme="https")

    def clean_siren(self) -> str:
        number = siren.normalised(self.cleaned_data["siren"])
        if number and not siren.is_valid(number):
            raise ValidationError(_("Ce n’est pas un SIREN : neuf chiffres, dont le dernier vérifie les autres."))
        return number

    def clean_website(self) -> str:
        address = str(self.cleaned_data["website"])
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(_("L’adresse d’un site commence par https:// ou http://."))
        return address
