from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.forms import check_upload
from interviews.forms.interviews import day
from interviews.models import Consent

#: The notice given to the people met today; a new wording is a new version.
TERMS_VERSION = "2026-01"
PROOF_EXTENSIONS = ["pdf", "jpg", "jpeg", "png", "odt", "docx"]


class ConsentForm(forms.ModelForm):
    level = forms.ChoiceField(
        label=_("Ce que la personne permet"), choices=Consent.Level.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Consent
        fields = ["level", "recording", "given_on", "terms_version", "proof_note", "proof_file"]
        widgets = {"given_on": day(), "proof_file": forms.FileInput}
        help_texts = {
            "proof_note": _("Par exemple : « accord donné à l’oral au début de l’entretien, noté par les deux »."),
            "proof_file": _(
                "PDF, image, ODT ou DOCX, 25 Mo au plus. Le fichier n’est lisible que par qui lit les notes."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.withdrawn_on: date | None = self.instance.withdrawn_on
        self.fields["proof_file"].validators.append(FileExtensionValidator(PROOF_EXTENSIONS))
        if not self.instance.terms_version:
            self.initial["terms_version"] = TERMS_VERSION

    def clean_given_on(self) -> date:
        given: date = self.cleaned_data["given_on"]
        if given > timezone.localdate():
            raise ValidationError(_("Cette date est dans le futur : un consentement se note une fois donné."))
        if self.withdrawn_on and given < self.withdrawn_on:
            raise ValidationError(
                _("La personne a retiré son accord depuis : il faut un nouvel accord, donné après ce retrait.")
            )
        return given

    def clean_proof_file(self) -> Any:
        proof = self.cleaned_data["proof_file"]
        if isinstance(proof, UploadedFile):
            check_upload(proof)
        return proof

    def _post_clean(self) -> None:
        # A new agreement ends the withdrawal: the constraint compares the dates as they will be.
        self.instance.withdrawn_on = None
        super()._post_clean()  # type: ignore[misc]


class WithdrawalForm(forms.Form):
    confirmed = forms.BooleanField(
        label=_("Je confirme le retrait de cet accord."),
        error_messages={"required": _("Cochez la case pour confirmer le retrait.")},
    )
