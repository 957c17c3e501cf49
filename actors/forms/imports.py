"""A file of organisations to bring in, and what is decided of its doubtful lines."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.exchange import imports
from actors.exchange.matching import ANOTHER, SKIP
from commons import tables
from commons.forms import check_upload

_FIELD = re.compile(r"ligne-(\d{1,7})")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV ou XLSX"),
        help_text=_(
            "5\u202f000 lignes et 25\xa0Mo au plus. La première ligne donne le titre des colonnes ; « nom » est la "
            "seule obligatoire."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        max_length=200,
    )

    #: What a light file says, set once the form is valid; ``None``: the worker reads it.
    lines: list[dict[str, Any]] | None

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        check_upload(upload)
        try:
            light = tables.is_light(upload)
            self.lines = imports.read_file(upload, str(upload.name)) if light else None
        except tables.Unreadable as refusal:
            raise ValidationError(str(refusal)) from refusal
        return upload


def choices(posted: QueryDict) -> dict[int, str]:
    """What the radio buttons of doubtful lines say, by number of line; anything else is passed over."""
    found = {}
    for name, value in posted.items():
        field = _FIELD.fullmatch(name)
        if field and _is_choice(value):
            found[int(field[1])] = str(value)
    return found


def _is_choice(value: Any) -> bool:
    if value in (ANOTHER, SKIP, ""):
        return True
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
