from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis import actions, naming
from analysis.models import Excerpt
from interviews.models import Interview, Interviewee, NoteRevision


class SpeakerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.pseudonym}, {obj.function}"


class WordingForm(forms.ModelForm):
    """Who speaks, the wording others may read, and the team's memo."""

    speaker = SpeakerField(
        label=_("Qui parle"),
        queryset=Interviewee.objects.none(),
        required=False,
        empty_label=_("Non précisé"),
        help_text=_("Sans précision, l’accord de toutes les personnes rencontrées est nécessaire pour citer."),
    )

    class Meta:
        model = Excerpt
        fields = ["speaker", "public_wording", "memo"]
        widgets = {"public_wording": forms.Textarea(attrs={"rows": 6}), "memo": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "public_wording": _(
                "Ce qui pourra être lu par d’autres : ôtez les noms, les lieux et tout ce qui désigne quelqu’un."
            ),
            "memo": _("Pour l’équipe qui lit les notes ; jamais repris dans un texte."),
        }

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interview = interview
        self.people = list(interview.interviewees.select_related("consent").order_by("pseudonym"))
        self.kept = list(interview.pseudonyms.order_by("pk"))
        self.fields["speaker"].queryset = interview.interviewees.order_by("pseudonym")  # type: ignore[attr-defined]

    @property
    def organisations(self) -> str:
        """Those met that the wording names, as it stands in the form: pointed out, never refused."""
        return ", ".join(naming.organisations_in(self["public_wording"].value() or "", self.interview))

    def clean_public_wording(self) -> str:
        return str(self.cleaned_data["public_wording"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        speaker = cleaned.get("speaker")
        found = naming.names_in(cleaned.get("public_wording") or "", self.people, speaker)
        if found:
            message = _("Cette formulation désigne une personne : %(words)s. Remplacez par le pseudonyme, ou ôtez.")
            self.add_error("public_wording", ValidationError(message, params={"words": ", ".join(found)}))
        for kept in naming.kept_in(cleaned.get("public_wording") or "", self.kept, speaker):
            message = _(
                "Cette formulation reprend un nom à remplacer : %(name)s. Écrivez « %(replacement)s », ou ôtez."
            )
            said = {"name": kept.name, "replacement": kept.replacement}
            self.add_error("public_wording", ValidationError(message, params=said))
        found = naming.names_in(f"{speaker.pseudonym}, {speaker.function}" if speaker else "", self.people, speaker)
        if found:
            message = _("Ce pseudonyme ou cette fonction désigne une personne : %(words)s. Ne précisez pas qui parle.")
            self.add_error("speaker", ValidationError(message, params={"words": ", ".join(found)}))
        return cleaned


class ExcerptForm(WordingForm):
    """A passage of a note: its place as the page counted it, or a whole paragraph, and its wording."""

    block = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    quote = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=20_000)

    def __init__(self, *args: Any, revision: NoteRevision, **kwargs: Any) -> None:
        super().__init__(*args, interview=revision.note.interview, **kwargs)
        self.revision = revision
        self.passage: actions.Passage | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place = {name: cleaned.get(name) for name in ("start", "end")}
        quote = (cleaned.get("quote") or "").replace("\r\n", "\n")  # what a browser makes of line ends it sends
        try:
            self.passage = actions.locate(self.revision, quote=quote, block=cleaned.get("block") or "", **place)
        except actions.NotFound:
            raise ValidationError(
                _("Choisissez d’abord un passage de la note : celui-ci n’y a pas été trouvé tel quel.")
            ) from None
        return cleaned


class QuotationAnswerForm(forms.Form):
    """Two buttons, and the mark of the wording that was read: another one, written meanwhile, asks again."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    mark = forms.CharField(max_length=16)

    @property
    def accepted(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")
