from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commons.forms import check_upload
from commons.tables import Unreadable
from interviews.models import Question
from interviews.notes import documents
from interviews.notes.headings import Heading


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("DOCX, ODT, Markdown (.md) ou texte (.txt), 25 Mo au plus. Les images sont laissées de côté."),
        widget=forms.FileInput(attrs={"accept": ".docx,.odt,.md,.markdown,.txt"}),
    )
    kind = ""

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        check_upload(upload)
        try:
            self.kind = documents.format_of(upload.name or "")
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from refusal
        return upload


class HeadingsForm(forms.Form):
    """For each heading of the text, the question it speaks of."""

    def __init__(self, *args: Any, found: Sequence[Heading], questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", _("— Sans question : texte libre —"))]
        for section, asked in groupby(questions, key=lambda question: question.section.title):
            choices.append((section, [(question.key, question.text) for question in asked]))
        self.found = found
        for heading in found:
            self.fields[heading.block] = forms.ChoiceField(
                label=heading.text,
                choices=choices,
                required=False,
                initial=heading.proposed,
                help_text="",
            )

    @property
    def lines(self) -> list[tuple[Heading, Any]]:
        """Each heading and its field, for the page."""
        return [(heading, self[heading.block]) for heading in self.found]
