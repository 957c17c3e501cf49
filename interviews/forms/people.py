from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.models import Identity, Interviewee
from interviews.people import identities

IDENTITY = ("name", "email", "phone", "more")


class IntervieweeForm(forms.ModelForm):
    name = forms.CharField(
        label=_("Nom"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Chiffré, comme les coordonnées ; lu seulement par le binôme et la coordination, "
            "ou par l’équipe si vous l’ouvrez."
        ),
    )
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Pour lui faire valider le compte rendu, si elle le souhaite."),
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    more = forms.CharField(
        label=_("Autres précisions"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    class Meta:
        model = Interviewee
        fields = ["pseudonym", "function"]
        help_texts = {
            "pseudonym": _("Le nom sous lequel la personne apparaîtra partout, par exemple « Camille »."),
            "function": _("Assez large pour ne pas la désigner : « conseillère énergie », pas « la directrice de… »."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known := Identity.objects.filter(interviewee=self.instance.pk).first():
            self.initial.update({name: getattr(known, name) for name in IDENTITY})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        others = Identity.objects.exclude(interviewee=self.instance.pk)
        met = others.filter(interviewee__interview=self.instance.interview)
        everyone = [line for identity in [*met, Identity(**self.identity)] for line in identity.lines]
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

    @property
    def identity(self) -> dict[str, str]:
        """What was typed of who the person is, by field of ``Identity``."""
        return {name: self.cleaned_data.get(name, "") for name in IDENTITY}

    @property
    def shown(self) -> dict[str, str]:
        """What others read of the person, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("pseudonym", "function")}

    def refuse_pseudonym(self) -> None:
        """Someone else took it since the form was checked."""
        self.add_error("pseudonym", gettext("Ce pseudonyme est déjà pris dans cet entretien."))

    def _get_validation_exclusions(self) -> set[str]:
        # The interview is given by the address; without this its pseudonyms would not be compared.
        return super()._get_validation_exclusions() - {"interview"}  # type: ignore[misc]
