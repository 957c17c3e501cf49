from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons import plain, richtext
from commons.fields import RichTextFormField, SentField
from commons.names import UNWRITABLE
from interviews.models import NoteRevision

#: Passages put under questions in one note; a day's conversation has some hundreds of paragraphs.
MOST_PASSAGES = 5_000
#: Of one passage.
MOST_QUESTIONS = 200
LONGEST_KEY = 60
#: How the body is written: by the editor, or as plain text.
HTML, TEXT = "html", "texte"


class PassagesField(SentField):
    """Block identifier → keys of the questions it speaks of; ``None`` when the form does not speak of passages."""

    def clean(self, value: Any) -> dict[str, list[str]] | None:
        sent = super().clean(value)
        if sent is None:
            return None
        if not isinstance(sent, dict) or len(sent) > MOST_PASSAGES or not all(map(_are_keys, sent.values())):
            raise ValidationError(gettext("Les passages rangés sont mal formés : rechargez la page."))
        return {block: list(dict.fromkeys(keys)) for block, keys in sent.items() if keys}


def _are_keys(keys: Any) -> bool:
    if not isinstance(keys, list) or len(keys) > MOST_QUESTIONS:
        return False
    return all(isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and not UNWRITABLE.search(key) for key in keys)


class NoteForm(forms.Form):
    """What a save sends. Passages, answers and key may be left out: what is not sent stays as it is."""

    body: forms.CharField = RichTextFormField(label=_("Vos notes"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    passages = PassagesField(required=False)
    answers = SentField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    format = forms.CharField(widget=forms.HiddenInput, required=False, initial=HTML)

    @classmethod
    def showing(cls, revision: NoteRevision | None) -> "NoteForm":
        if revision is None:
            return cls()
        return cls(initial={"body": revision.body, "base": revision.number, "passages": revision.passages})

    def again(self, latest: NoteRevision) -> "NoteForm":
        """The same text to save once more, over ``latest``."""
        return NoteForm(initial={**self.cleaned_data, "base": latest.number, "key": uuid4()})

    def clean_answers(self) -> dict[str, Any] | None:
        """Question key → what was typed; ``AnswersForm`` gives each its shape."""
        sent = self.cleaned_data["answers"]
        if sent is not None and not isinstance(sent, dict):
            raise ValidationError(gettext("Les réponses sont mal formées : rechargez la page."))
        return sent


class PlainNoteForm(NoteForm):
    """The same typed as plain text over ``revision``; marks put passages under questions, by number or by key.

    Numbers are those of the revision ``grid``, whose questions are ``keys``: the one its page showed, which may not be
    the one with which the interview is read when the text arrives.
    """

    body = forms.CharField(label=_("Vos notes"), required=False, strip=False, widget=forms.Textarea({"rows": 24}))
    grid = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        revision: NoteRevision | None,
        keys: Iterable[str],
        grid: str,
        typed: str | None = None,
    ) -> None:
        self.revision, self.keys, self.shown = revision, list(dict.fromkeys(keys)), grid
        self.numbers = {key: str(number) for number, key in enumerate(self.keys, start=1)}
        self.by_name = self._by_name()
        initial: dict[str, Any] = {"format": TEXT, "grid": grid}
        if revision is not None:
            initial |= {"body": self.written(revision) if typed is None else typed, "base": revision.number}
        super().__init__(data, initial=initial)

    def written(self, revision: NoteRevision) -> str:
        """A state of the note as this writer reads it: marks by number, by key for what the grid has no more."""
        marks = {block: [self.numbers.get(key, key) for key in keys] for block, keys in revision.passages.items()}
        return plain.write(revision.body, marks)

    def again(self, latest: NoteRevision) -> "NoteForm":
        return PlainNoteForm(revision=latest, keys=self.keys, grid=self.shown, typed=self.data["body"])

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        try:
            read = plain.read(sent.get("body", ""), self.revision.body if self.revision else "", self._meaning)
        except (richtext.TooLong, richtext.TooTangled) as error:
            self.add_error("body", str(error))
            return sent
        return {**sent, "body": read.html, "passages": read.marks}

    def _meaning(self, said: str) -> list[str]:
        """Keys that a mark names; none when one of its names is unknown: it then stays in the text."""
        names = [name.strip() for name in said.split(",")]
        return [self.by_name[name] for name in names] if all(name in self.by_name for name in names) else []

    def _by_name(self) -> dict[str, str]:
        """What a mark may say → the key it means; keys already used stand even when the grid has them no more."""
        passages = self.revision.passages if self.revision else {}
        used = {key: key for placed in passages.values() for key in placed}
        return {**used, **{key: key for key in self.keys}, **{number: key for key, number in self.numbers.items()}}
