"""A workbook of actors and relations to bring into an ecosystem, and what is decided of its doubtful names."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.ecosystems import graph_import
from actors.ecosystems.graph_import import Row
from commons import tables
from commons.forms import check_upload


class GraphImportForm(forms.Form):
    file = forms.FileField(
        label=_("Classeur XLSX ou fichier CSV"),
        help_text=_(
            "Une feuille d’acteurs (colonne « Label ») et une feuille de relations (« From », « To »), comme les "
            "écrivent Kumu et l’export de cette page. 2\u202f000 lignes et 25\xa0Mo au plus."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=200,
    )
    document = forms.CharField(
        label=_("Source de ce que le fichier donne sans source"),
        required=False,
        max_length=300,
        help_text=_("Une relation sans source est refusée."),
    )

    #: What a light file says, set once the form is valid; ``None``: the worker reads it.
    rows: list[Row] | None

    def clean(self) -> None:
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if upload is None:
            return
        try:
            check_upload(upload)
            document = str(self.cleaned_data.get("document", ""))
            light = tables.is_light(upload)
            self.rows = graph_import.read_file(upload, str(upload.name), document=document) if light else None
        except (tables.Unreadable, ValidationError) as refusal:
            self.add_error("file", refusal if isinstance(refusal, ValidationError) else str(refusal))


def choices(posted: QueryDict) -> dict[str, str]:
    """What the radio buttons say of doubtful names, by folded name."""
    return {key.removeprefix("nom-"): str(value) for key, value in posted.items() if key.startswith("nom-") and value}
