"""The facts on an organisation."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren, siret

from actors.forms.communes import CommuneField, CommunesField
from actors.forms.zones import ZonesField
from actors.models import Organisation
from commons.forms import checked_tags

#: What the page asks, in the order of a conversation.
SECTIONS = (
    (_("Qui elle est"), ("name", "short_name", "aliases", "kind", "legal_form", "siren", "siret")),
    (_("Où elle est, où elle intervient"), ("seat", "site", "area_communes", "area_zones", "nationwide")),
    (_("Ce qu’elle fait"), ("services", "brings", "seeks", "themes")),
    (_("Comment la joindre"), ("contact_email", "contact_phone", "website")),
    (_("D’où on le sait"), ("source", "checked_on")),
)
_MOBILE = re.compile(r"(?:\+|00)?(?:33|262|590|594|596)?0?[67]\d{8}")
_DIGITS = re.compile(r"\+?\d{4,15}")


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [name for _title, names in SECTIONS for name in names]
        help_texts = {
            "services": _("Des faits publics seulement : ni nom de personne, ni téléphone, ni adresse e-mail."),
            "brings": _("Pour les autres : des locaux, des compétences, des matériaux, un réseau…"),
            "seeks": _("Ce qui lui manque, et que quelqu’un d’ici pourrait offrir."),
            "themes": _("Séparés par des virgules : isolation, réemploi, terre crue…"),
            "contact_email": _("Une adresse générale, contact@ ou accueil@. Jamais l’adresse d’une personne."),
            "source": _("Où ces faits se vérifient : une page, un document, une date."),
        }
        widgets = {
            "checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "services": forms.Textarea(attrs={"rows": 4}),
            "brings": forms.Textarea(attrs={"rows": 3}),
            "seeks": forms.Textarea(attrs={"rows": 3}),
        }

    siren = forms.CharField(
        label=_("SIREN"), required=False, max_length=20, help_text=_("Neuf chiffres ; les espaces sont permis.")
    )
    siret = forms.CharField(
        label=_("SIRET"),
        required=False,
        max_length=30,
        help_text=_("Quatorze chiffres, ceux de l’établissement. Seul, il donne aussi le SIREN."),
    )
    seat = CommuneField(
        label=_("Siège"),
        required=False,
        help_text=_("La commune où la placer sur la carte : son nom ou son code INSEE."),
    )
    site = CommuneField(
        label=_("Site"),
        required=False,
        help_text=_("La commune où elle travaille ou reçoit, quand ce n’est pas celle du siège."),
    )
    area_communes = CommunesField(
        label=_("Communes où elle intervient"), required=False, help_text=_("Une par ligne : le nom ou le code INSEE.")
    )
    area_zones = ZonesField(
        label=_("Intercommunalités, départements ou régions où elle intervient"),
        required=False,
        help_text=_("Un par ligne. Un département s’écrit aussi par son numéro."),
    )
    contact_phone = forms.CharField(
        label=_("Téléphone public"),
        required=False,
        max_length=30,
        help_text=_("Celui d’un accueil ou d’un standard. Jamais celui d’une personne."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    website = forms.URLField(label=_("Site web"), required=False, max_length=200, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "contact_email" in self.fields:
            self.fields["contact_email"].widget.attrs["autocomplete"] = "off"

    @property
    def sections(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields, as the page parts them."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in SECTIONS]

    def clean_siren(self) -> str:
        return _checked(siren, self.cleaned_data["siren"], _NOT_A_SIREN)

    def clean_siret(self) -> str:
        return _checked(siret, self.cleaned_data["siret"], _NOT_A_SIRET)

    def clean_themes(self) -> list[str]:
        return checked_tags(self.cleaned_data["themes"])

    def clean_contact_phone(self) -> str:
        typed = str(self.cleaned_data["contact_phone"])
        digits = re.sub(r"[\s.\-()/]", "", typed).replace("+330", "+33")
        if not digits:
            return ""
        if not _DIGITS.fullmatch(digits):
            raise ValidationError(_("Ce n’est pas un numéro de téléphone : des chiffres, par exemple 01 64 59 00 00."))
        if _MOBILE.fullmatch(digits):
            raise ValidationError(
                _("Un numéro en 06 ou 07 est presque toujours celui d’une personne : donnez celui d’un accueil.")
            )
        national = f"0{digits[3:]}" if digits.startswith("+33") else digits
        return " ".join(re.findall("..", national)) if len(national) == 10 and national[0] == "0" else digits

    def clean_website(self) -> str:
        address = str(self.cleaned_data["website"])
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(_("L’adresse d’un site commence par https:// ou http://."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        company, establishment = cleaned.get("siren"), cleaned.get("siret")
        if establishment and company and not establishment.startswith(company):
            self.add_error("siret", _("Ce SIRET est celui d’une autre entreprise : il commence par un autre SIREN."))
        if establishment and company == "":
            cleaned["siren"] = establishment[:9]
        return cleaned


_NOT_A_SIREN = _("Ce n’est pas un SIREN : neuf chiffres, dont le dernier vérifie les autres.")
_NOT_A_SIRET = _("Ce n’est pas un SIRET : quatorze chiffres, dont le dernier vérifie les autres.")


def _checked(kind: Any, typed: str, sentence: Any) -> str:
    """The number alone; spaces of any kind between digits are the usual way to write it."""
    number = "".join(typed.split())
    if number and not (number.isascii() and number.isdecimal() and kind.is_valid(number)):
        raise ValidationError(sentence)
    return number


class QuickForm(forms.ModelForm):
    """Three fields: enough to be found; the rest comes on the page."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "seat"]

    seat = CommuneField(
        label=_("Commune"), required=False, help_text=_("Son siège, ou le lieu où on la trouve. Le nom suffit.")
    )
    #: Ticked once the organisations that look alike have been seen.
    another = forms.BooleanField(label=_("C’est une autre organisation"), required=False)
