"""A figure about a territory, or a table of them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.forms import check_upload
from commons.names import folded, on_one_line
from territories import figures
from territories.models import Indicator

#: Characters of a table kept between its preview and its confirmation.
LONGEST = 600_000


class NumberField(forms.CharField):
    """A number as a French reader types it: spaces between thousands, a decimal comma."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return figures.number(typed) if typed else None
        except ValidationError as refusal:
            raise ValidationError(f"{refusal.messages[0]}.") from refusal


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ["name", "value", "unit", "year", "source"]
        help_texts = {"source": _("L’organisme, le document et sa date : de quoi retrouver le chiffre.")}

    value = NumberField(label=_("Valeur"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    year = forms.IntegerField(
        label=_("Année"),
        min_value=figures.EARLIEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )

    def clean_name(self) -> str:
        return on_one_line(self.cleaned_data["name"])

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        if year > timezone.localdate().year + 1:
            raise ValidationError(_("Cette année n’est pas encore venue."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        others = self.instance.territory.indicators.filter(year=cleaned.get("year")).exclude(pk=self.instance.pk)
        if folded(cleaned.get("name", "")) in {folded(name) for name in others.values_list("name", flat=True)}:
            self.add_error("year", _("Cet indicateur a déjà une valeur pour cette année : modifiez-la."))
        return cleaned


class TableForm(forms.Form):
    """A file, or the lines pasted from a spreadsheet. One of the two."""

    file = forms.FileField(label=_("Fichier CSV ou XLSX"), required=False, validators=[check_upload])
    pasted = forms.CharField(
        label=_("ou lignes collées depuis un tableur"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("pasted", "").strip():
            raise ValidationError(_("Choisissez un fichier, ou collez des lignes."))
        return cleaned
