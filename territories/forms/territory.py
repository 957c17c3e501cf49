"""What is written about a territory, apart from its communes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commons.names import on_one_line
from territories import pasted
from territories.models import Terrain, Territory

WORDS = {
    "justification": _("D’où l’on sait quelles communes en font partie : un arrêté, un site, un entretien, une date."),
    "certainty": _("Certain : un texte le dit. Probable : des sources concordent. Partiel : il manque des communes."),
}


class TerritoryForm(forms.ModelForm):
    class Meta:
        model = Territory
        fields = ["name", "presentation", "certainty", "justification"]
        help_texts = WORDS
        widgets = {"certainty": forms.RadioSelect, "justification": forms.Textarea(attrs={"rows": 4})}

    certainty = forms.ChoiceField(
        label=_("Certitude du périmètre"),
        choices=Territory.Certainty.choices,
        widget=forms.RadioSelect,
        help_text=WORDS["certainty"],
    )

    def clean_name(self) -> str:
        return on_one_line(self.cleaned_data["name"])


class NewTerritoryForm(TerritoryForm):
    """The kind is asked at once: comparing territories starts from it. The zoning says its own later."""

    class Meta(TerritoryForm.Meta):
        fields = ["name", "kind", "certainty", "justification", "presentation"]

    kind = forms.ChoiceField(
        label=_("Type"),
        choices=Territory.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("Le zonage de l’INSEE proposera le sien une fois les communes choisies ; vous pourrez changer."),
    )


class KindForm(forms.Form):
    """The kind that a person retains, and why."""

    kind = forms.ChoiceField(label=_("Type retenu"), choices=Territory.Kind.choices, widget=forms.RadioSelect)
    kind_reason = forms.CharField(
        label=_("Raison"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Demandée quand vous ne suivez pas la proposition du zonage."),
    )

    def __init__(self, *args: Any, proposed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.proposed and cleaned.get("kind") not in (self.proposed, None) and not cleaned.get("kind_reason"):
            self.add_error("kind_reason", _("Dites en une phrase pourquoi vous ne suivez pas la proposition."))
        return cleaned


class TerrainForm(forms.Form):
    """How far the contact of one commons with the territory is."""

    state = forms.ChoiceField(
        label=_("État"),
        choices=[("", _("Ce commun n’étudie pas ce territoire")), *Terrain.State.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Précision"),
        required=False,
        max_length=300,
        help_text=_("Publique : ce qui est convenu, ou ce qui est attendu. Ni nom de personne, ni coordonnées."),
    )


class LossForm(forms.Form):
    """Nothing to type: only the confirmation, and the reason when it is refused."""


class PasteForm(forms.Form):
    pasted = forms.CharField(
        label=_("Codes INSEE"),
        max_length=pasted.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Séparés comme vous voulez, ou un tableau entier ; les codes de communes fusionnées sont compris."),
    )

    def clean_pasted(self) -> str:
        text = str(self.cleaned_data["pasted"])
        if "\x00" in text:
            raise ValidationError(
                _("Ce texte contient des caractères qui ne s’affichent pas : collez du texte simple.")
            )
        return text
