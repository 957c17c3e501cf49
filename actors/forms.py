import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors import siren
from actors.models import Organisation
from commons.names import folded
from territories.models import Commune

#: An INSEE code; the field is shown again with whatever was typed, which may be no text for a database.
_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
#: Communes proposed when what was typed names several.
PROPOSED = 6


class CommuneField(forms.CharField):
    """A commune typed by its name, or by its INSEE code when several bear that name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 80, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        known = Commune.objects.filter(code=value).first() if value and _CODE.fullmatch(str(value)) else None
        return f"{known.name} ({known.code})" if known else value

    def clean(self, value: Any) -> Commune | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        # What the page itself writes, « Étampes (91223) », is taken back as it is.
        code = typed[-6:-1] if typed.endswith(")") else typed
        exact = Commune.objects.filter(code=code.upper()).first()
        return exact or self._named(typed)

    def _named(self, typed: str) -> Commune:
        wanted = folded(typed)
        rows = Commune.objects.order_by("name", "code").values_list("code", "name", "departement")
        same = [row for row in rows if folded(row[1]) == wanted]
        if len(same) == 1:
            return Commune.objects.get(code=same[0][0])
        near = same or [row for row in rows if wanted and wanted in folded(row[1])]
        if not near:
            raise ValidationError(_("Aucune commune connue ici ne porte ce nom. Vérifiez-le, ou donnez le code INSEE."))
        raise ValidationError(
            _("Précisez, par le code INSEE : %(near)s."),
            params={"near": ", ".join(f"{name} ({code})" for code, name, _dep in near[:PROPOSED])},
        )


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


class OrganisationFilter(django_filters.FilterSet):
    """The directory's search: any of the names, whatever the accents and capitals, and the kind."""

    q = django_filters.CharFilter(label=_("Nom, sigle ou autre nom"), method="search", max_length=100)
    kind = django_filters.ChoiceFilter(
        label=_("Type"), choices=Organisation.Kind.choices, empty_label=_("Tous les types")
    )

    class Meta:
        model = Organisation
        fields = ["q", "kind"]

    def search(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        wanted = folded(value)
        named = rows.order_by("pk").values_list("pk", "name", "short_name", "aliases")
        return rows.filter(
            pk__in=[pk for pk, *names, aliases in named if wanted in folded(" / ".join([*names, *aliases]))]
        )
