"""What a person types about an interview, checked, with the sentence beside the field."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.forms import OrganisationsField
from actors.models import Ecosystem
from commons.fields import RichTextFormField
from commons.forms import check_upload
from commons.models import Commons
from commons.models.team import WRITERS
from interviews import identities
from interviews.models import Consent, GridRevision, Interview, Interviewee
from interviews.models.grid import Approach

#: The notice given to the people met today; a new wording is a new version.
TERMS_VERSION = "2026-01"
PROOF_EXTENSIONS = ["pdf", "jpg", "jpeg", "png", "odt", "docx"]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def written_commons(user: User) -> Any:
    """The commons in which ``user`` writes."""
    return Commons.objects.filter(memberships__user=user, memberships__role__in=WRITERS)


class InterviewFilter(forms.Form):
    """The list's one filter, by the address of an ecosystem."""

    ecosysteme = forms.ModelChoiceField(
        label=_("Écosystème d’acteurs"),
        queryset=Ecosystem.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Tous les écosystèmes"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ecosysteme"]
        field.queryset = Ecosystem.objects.filter(commons__in=written_commons(user)).order_by("name")  # type: ignore[attr-defined]


class PairMemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class InterviewForm(forms.ModelForm):
    organisations = OrganisationsField(
        label=_("Organisations rencontrées"),
        help_text=_("Une par ligne : un nom, un sigle ou un autre nom de l’annuaire."),
    )
    approach = forms.ChoiceField(label=_("Votre approche"), choices=Approach.choices, widget=forms.RadioSelect)
    second = PairMemberField(
        label=_("Deuxième enquêteur ou enquêtrice"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Personne pour le moment"),
        help_text=_("Un entretien se mène à deux, avec deux approches ; chaque personne a ses propres notes."),
    )
    second_approach = forms.ChoiceField(label=_("Son approche"), choices=[("", "—"), *Approach.choices], required=False)

    class Meta:
        model = Interview
        fields = ["ecosystem", "organisations", "held_on", "revision", "mode", "travel"]
        widgets = {"held_on": _day(), "mode": forms.RadioSelect}
        help_texts = {"revision": _("La grille est figée à sa première utilisation : les réponses restent lisibles.")}

    field_order = [
        "ecosystem", "held_on", "organisations", "revision", "approach", "second", "second_approach", "mode", "travel",
    ]  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = written_commons(user)
        choices: dict[str, Any] = {
            "ecosystem": Ecosystem.objects.filter(commons__in=own).order_by("name"),
            "revision": GridRevision.objects.filter(grid__commons__in=own)
            .select_related("grid")
            .order_by("grid__title", "-number"),
            "second": User.objects.filter(is_active=True, memberships__commons__in=own, memberships__role__in=WRITERS)
            .exclude(pk=user.pk)
            .distinct()
            .order_by("name"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("ecosystem", "revision"):  # nothing to choose when there is only one
            only = list(choices[name][:2])
            if len(only) == 1:
                self.fields[name].initial = only[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ecosystem, revision, second = cleaned.get("ecosystem"), cleaned.get("revision"), cleaned.get("second")
        if ecosystem and revision and revision.grid.commons_id != ecosystem.commons_id:
            self.add_error(
                "revision", _("Cette grille est celle d’un autre commun : choisissez-en une du même commun.")
            )
        if ecosystem and second and not written_commons(second).filter(pk=ecosystem.commons_id).exists():
            self.add_error("second", _("Cette personne n’écrit pas dans ce commun : choisissez quelqu’un de l’équipe."))
        if second and not cleaned.get("second_approach"):
            self.add_error("second_approach", _("Dites quelle approche cette personne apporte."))
        return cleaned

    @property
    def pair(self) -> list[tuple[User, str]]:
        """Who holds the interview, of a valid form."""
        found = [(self.user, str(self.cleaned_data["approach"]))]
        if self.cleaned_data["second"]:
            found.append((self.cleaned_data["second"], self.cleaned_data["second_approach"]))
        return found


class NoteForm(forms.Form):
    body = RichTextFormField(label=_("Vos notes"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class IntervieweeForm(forms.ModelForm):
    identity = forms.CharField(
        label=_("Nom et coordonnées"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Chiffré ; lu seulement par le binôme et la coordination, ou par l’équipe si vous l’ouvrez."),
    )

    class Meta:
        model = Interviewee
        fields = ["pseudonym", "function", "identity"]
        help_texts = {
            "pseudonym": _("Le nom sous lequel la personne apparaîtra partout, par exemple « Camille »."),
            "function": _("Assez large pour ne pas la désigner : « conseillère énergie », pas « la directrice de… »."),
        }

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        kwargs["instance"] = Interviewee(interview=interview)
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        met = self.instance.interview.interviewees.values_list("identity", flat=True)
        everyone = [*met, cleaned.get("identity", "")]
        messages = {
            "pseudonym": gettext(
                "Ce pseudonyme reprend le vrai nom de quelqu’un (%(words)s) : choisissez-en un autre."
            ),
            "function": gettext(
                "Cette fonction désigne une personne rencontrée (%(words)s) : dites-la plus largement."
            ),
        }
        for name, message in messages.items():
            shared = identities.found_in(cleaned.get(name, ""), everyone)
            if shared:
                self.add_error(name, message % {"words": ", ".join(shared)})
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The interview is given by the address; without this its pseudonyms would not be compared.
        return super()._get_validation_exclusions() - {"interview"}  # type: ignore[misc]


class ConsentForm(forms.ModelForm):
    level = forms.ChoiceField(
        label=_("Ce que la personne permet"), choices=Consent.Level.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Consent
        fields = ["level", "recording", "given_on", "terms_version", "proof_note", "proof_file"]
        widgets = {"given_on": _day(), "proof_file": forms.FileInput}
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
