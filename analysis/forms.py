from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analysis import actions, naming
from analysis.models import Excerpt
from interviews.models import Interview, Interviewee, NoteRevision
from interviews.people.occurrences import Occurrence
from interviews.people.replacing import replaced_in


def _lines(typed: str | None) -> str:
    """With the line ends of the note: a browser sends its own."""
    return (typed or "").replace("\r\n", "\n")


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

    #: The wording before its names were replaced, to put it back.
    former = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=2000)

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

    @cached_property
    def names(self) -> list[Occurrence]:
        """Those that the wording holds as it stands in the form."""
        return self._names_in(_lines(self["public_wording"].value()))

    @property
    def had_names(self) -> bool:
        return bool(self["former"].value())

    def after_gesture(self, sent: QueryDict) -> dict[str, str]:
        """What the fields hold once names are replaced, put back or only looked for: nothing is refused, nor saved."""
        held = {name: _lines(sent.get(name)) for name in self.fields}
        wording, chosen = held["public_wording"], sent.getlist("name")
        if sent["gesture"] == "replace" and chosen:
            held["public_wording"] = replaced_in(wording, [each for each in self.names if each.key in chosen])
            held["former"] = held["former"] or wording
        elif sent["gesture"] == "undo":
            held |= {"public_wording": held["former"] or wording, "former": ""}
        return held

    @property
    def replaced(self) -> list[Occurrence]:
        """Of a valid form: the names of the former wording whose replacement stands in this one."""
        wording = self.cleaned_data["public_wording"]
        return [each for each in self._names_in(_lines(self.cleaned_data["former"])) if each.replacement in wording]

    def _names_in(self, text: str) -> list[Occurrence]:
        said = str(self["speaker"].value() or "")
        speaker = next((person for person in self.people if str(person.pk) == said), None)
        return naming.names_to_replace(text, self.interview, speaker) if text else []

    def clean_public_wording(self) -> str:
        return _lines(self.cleaned_data["public_wording"])

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
        quote = _lines(cleaned.get("quote"))
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
