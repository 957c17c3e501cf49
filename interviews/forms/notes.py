from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.fields import RichTextFormField

#: Passages put under questions in one note; a day's conversation has some hundreds of paragraphs.
MOST_PASSAGES = 5_000
LONGEST_KEY = 60
#: How the body is written: by the editor, or as plain text.
HTML, TEXT = "html", "texte"


class PassagesField(forms.JSONField):
    """Block identifier → keys of the questions it speaks of; ``None`` when the form does not speak of passages."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, list[str]] | None:
        sent = super().clean(value)
        if sent is None:
            return None
        if not isinstance(sent, dict) or len(sent) > MOST_PASSAGES or not all(map(_are_keys, sent.values())):
            raise ValidationError(gettext("Les passages rangés sont mal formés : rechargez la page."))
        return {block: list(dict.fromkeys(keys)) for block, keys in sent.items() if keys}


def _are_keys(keys: Any) -> bool:
    return isinstance(keys, list) and all(isinstance(key, str) and 0 < len(key) <= LONGEST_KEY for key in keys)


class NoteForm(forms.Form):
    """What a save sends. Passages, answers and key may be left out: what is not sent stays as it is."""

    body = RichTextFormField(label=_("Vos notes"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    passages = PassagesField(required=False)
    answers = forms.JSONField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    format = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=[(HTML, ""), (TEXT, "")], initial=HTML)

    def clean_answers(self) -> dict[str, Any] | None:
        """Question key → what was typed; ``AnswersForm`` gives each its shape."""
        sent = self.cleaned_data["answers"]
        if sent is not None and not isinstance(sent, dict):
            raise ValidationError(gettext("Les réponses sont mal formées : rechargez la page."))
        return sent
