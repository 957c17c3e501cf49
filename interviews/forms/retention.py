"""Until when the notes of an interview are kept, and for how long those of a commons are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.dates import date_format
from commons.models import Commons
from interviews.forms.interviews import day
from interviews.models import Interview
from interviews.models.interview import NOTICE


class RetentionForm(forms.ModelForm):
    class Meta:
        model = Interview
        fields = ["retained_until", "retention_reason"]
        widgets = {"retained_until": day(), "retention_reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"retained_until": _("Garder les notes jusqu’au"), "retention_reason": _("Pourquoi cette date")}
        help_texts = {
            "retained_until": _("Laissez vide pour la durée du commun."),
            "retention_reason": _("Lu par l’équipe de recherche : ne nommez personne."),
        }

    def clean_retained_until(self) -> Any:
        until = self.cleaned_data["retained_until"]
        soonest = timezone.localdate() + NOTICE
        if until is not None and until < soonest and until != self.initial["retained_until"]:
            message = _("Choisissez le %(date)s ou plus tard : le binôme est prévenu trente jours avant.")
            raise ValidationError(message, params={"date": date_format(soonest)})
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("retained_until") and not cleaned.get("retention_reason"):
            self.add_error("retention_reason", _("Dites pourquoi : la personne rencontrée peut le demander."))
        return cleaned


class RetentionMonthsForm(forms.ModelForm):
    class Meta:
        model = Commons
        fields = ["retention_months"]
        labels = {"retention_months": _("Durée de conservation, en mois")}
        help_texts = {
            "retention_months": _(
                "Après la date de l’entretien, de 1 à 120. La page d’un entretien peut dire autre chose."
            )
        }
