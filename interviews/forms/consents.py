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
from interviews.models import Consent, Terms

PROOF_EXTENSIONS = ["pdf", "jpg", "jpeg", "png", "odt", "docx"]


class ConsentForm(forms.ModelForm):
    level = forms.ChoiceField(
        label=_("Ce que la personne permet"), choices=Consent.Level.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Consent
        fields = [
            "level", "given_on", "terms", "recording", "recording_place", "recording_delete_on", "proof_note",
            "proof_file",
        ]  # fmt: skip
        widgets = {"given_on": day(), "recording_delete_on": day(), "proof_file": forms.FileInput}
        help_texts = {
            "recording_place": _("Aucun son n’est déposé ici : dites seulement qui le garde, et sur quoi."),
            "recording_delete_on": _("Ce jour-là, une ligne de votre page d’accueil le rappellera."),
            "proof_note": _(
                "Par exemple : « accord donné à l’oral au début de l’entretien, noté par les deux ». "
                "Sinon, joignez le document signé."
            ),
            "proof_file": _(
                "PDF, image, ODT ou DOCX, 25 Mo au plus. Le fichier n’est lisible que par qui lit les notes."
            ),
        }

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        """``terms``: the notice handed over today; any earlier one of the same commons may have been."""
        super().__init__(*args, **kwargs)
        self.withdrawn_on: date | None = self.instance.withdrawn_on
        self.fields["proof_file"].validators.append(FileExtensionValidator(PROOF_EXTENSIONS))
        self.fields["terms"].queryset = Terms.objects.filter(commons=terms.commons_id).newest_first()  # type: ignore[attr-defined]
        self.fields["terms"].empty_label = None  # type: ignore[attr-defined]
        if not self.instance.terms_id:
            self.initial["terms"] = terms.pk

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

    def clean_recording_delete_on(self) -> date | None:
        """Past, it is refused when first said only: the consent of a recording destroyed since is still written."""
        until: date | None = self.cleaned_data["recording_delete_on"]
        given = self.cleaned_data.get("given_on")
        is_new = "recording_delete_on" in self.changed_data
        if until and given and until < given and (is_new or self.cleaned_data["recording"]):
            raise ValidationError(_("Cette date est avant l’accord : dites un jour qui le suit."))
        if until and is_new and until < timezone.localdate():
            raise ValidationError(_("Cette date est déjà passée : dites un jour à venir, ou aujourd’hui."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("recording") and bool(cleaned.get("recording_place")) != bool(
            cleaned.get("recording_delete_on")
        ):
            missing = "recording_delete_on" if cleaned.get("recording_place") else "recording_place"
            self.add_error(
                missing, _("Un enregistrement gardé a un endroit et une date de destruction : dites les deux.")
            )
        proofs = {"proof_note", "proof_file"}
        if not proofs & self.errors.keys() and not any(cleaned.get(name) for name in proofs):
            self.add_error("proof_note", _("Dites comment le consentement a été recueilli, ou joignez le document."))
        return cleaned

    def _post_clean(self) -> None:
        # A new agreement ends the withdrawal: the constraint compares the dates as they will be.
        self.instance.withdrawn_on = None
        super()._post_clean()  # type: ignore[misc]


class OwnConsentForm(forms.Form):
    """What the person met lets be done, said by them."""

    MEANINGS = {
        Consent.Level.NOTES_ONLY: _(
            "Notes de travail seulement : mes propos aident à comprendre, ils ne sont jamais cités."
        ),
        Consent.Level.PSEUDONYMISED: _(
            "Citation sous pseudonyme : des passages peuvent être cités, sous un autre nom que le mien."
        ),
        Consent.Level.ATTRIBUTED: _("Citation avec le nom : des passages peuvent être cités avec mon nom."),
    }

    level = forms.ChoiceField(
        label=_("Ce que je permets"),
        choices=list(MEANINGS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce que vous permettez.")},
    )
    recording = forms.BooleanField(
        label=_("J’accepte qu’un enregistrement sonore soit gardé jusqu’à la date prévue."), required=False
    )


class WithdrawalForm(forms.Form):
    confirmed = forms.BooleanField(
        label=_("Je confirme le retrait de cet accord."),
        error_messages={"required": _("Cochez la case pour confirmer le retrait.")},
    )
