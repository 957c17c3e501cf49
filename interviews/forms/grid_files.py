"""A form to bring in as a grid, and what it becomes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.forms import check_upload
from commons.models import Commons
from commons.names import on_one_line
from commons.tables import Unreadable
from interviews.actions import grid_files
from interviews.forms.interviews import InOwnCommons
from interviews.models import Grid
from interviews.xlsform import exchange
from interviews.xlsform.plans import GridPlan, Remark
from interviews.xlsform.sheets import Form

NEW = "nouvelle"


class GridImportForm(InOwnCommons, forms.Form):
    commons = forms.ModelChoiceField(label=gettext_lazy("Commun"), queryset=Commons.objects.none())
    file = forms.FileField(
        label=gettext_lazy("Formulaire XLSForm (.xlsx ou .xls)"),
        help_text=gettext_lazy(
            "Celui qu’ODK ou KoboToolbox vous donne : une feuille « survey », une feuille « choices »."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        max_length=200,
    )

    #: What the file says, and what it would be, set once the form is valid.
    read: Form
    understood: tuple[GridPlan, list[Remark]]

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        check_upload(upload)
        try:
            self.read = exchange.read(upload, str(upload.name))
            self.understood = exchange.understood(self.read)
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from refusal
        return upload


class GridTargetForm(forms.Form):
    """A new grid, or the next revision of one: the choice names the draft that would go, so that no other goes."""

    target = forms.ChoiceField(label=gettext_lazy("Ce formulaire devient"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Titre de la nouvelle grille"), max_length=160, required=False)

    def __init__(self, *args: Any, commons: Commons, plan: GridPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grids: dict[str, Grid] = {}
        choices: list[tuple[str, Any]] = [(NEW, _("une nouvelle grille"))]
        proposed = NEW
        for grid in Grid.objects.filter(commons=commons).order_by("title", "pk"):
            value, label = _said(grid, plan)
            self.grids[value] = grid
            choices.append((value, label))
            if grid.title == plan.title and proposed == NEW:
                proposed = value
        self.fields["target"].choices = choices  # type: ignore[attr-defined]
        self.fields["target"].initial = proposed
        self.fields["title"].initial = plan.title

    def clean_title(self) -> str:
        return on_one_line(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("target") == NEW and not cleaned.get("title"):
            self.add_error("title", _("Donnez un titre à la nouvelle grille."))
        return cleaned

    @property
    def grid(self) -> Grid | None:
        return self.grids.get(self.cleaned_data["target"])


def _said(grid: Grid, plan: GridPlan) -> tuple[str, str]:
    draft = grid_files.draft_of(grid)
    value = f"{grid.pk}/{draft.pk if draft else ''}"
    if grid_files.outcome_of(plan, grid) == grid_files.Outcome.SAME:
        return value, _("« %(grid)s », qui dit déjà la même chose : rien ne changera") % {"grid": grid}
    if draft is not None:
        return value, _("« %(draft)s », qui est en préparation et sera remplacée") % {"draft": draft}
    return value, _("la prochaine révision de « %(grid)s »") % {"grid": grid}
