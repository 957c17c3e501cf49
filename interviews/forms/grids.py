"""What a person types of a grid and its parts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.models import Commons
from commons.names import on_one_line
from commons.widgets import RichTextWidget
from interviews import pasting
from interviews.forms.interviews import InOwnCommons
from interviews.models import Grid, GridRevision, Section
from interviews.pasting import Line, Role


class OneLineTitle:
    """For forms whose title must hold on one line."""

    cleaned_data: dict[str, Any]

    def clean_title(self) -> str:
        return on_one_line(self.cleaned_data["title"])


class GridForm(InOwnCommons, OneLineTitle, forms.ModelForm):
    class Meta:
        model = Grid
        fields = ["commons", "title"]
        help_texts = {"title": _("Par exemple « Acteurs de la rénovation ».")}


class GridTitleForm(OneLineTitle, forms.ModelForm):
    class Meta:
        model = Grid
        fields = ["title"]


class PurposeForm(forms.ModelForm):
    """What a revision changes, said by whoever prepares it."""

    class Meta:
        model = GridRevision
        fields = ["purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"purpose": _("Une phrase, pour qui relira la grille plus tard.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True

    def clean_purpose(self) -> str:
        return on_one_line(self.cleaned_data["purpose"])


class SectionForm(OneLineTitle, forms.ModelForm):
    class Meta:
        model = Section
        fields = ["title", "help"]
        widgets = {"help": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"help": _("Ce que la personne qui mène l’entretien doit savoir avant cette partie.")}


class PasteForm(forms.Form):
    """What was copied from a word processor."""

    pasted = forms.CharField(
        label=_("La grille"),
        strip=False,
        widget=RichTextWidget(attrs={"rows": 18}),
        help_text=_(
            "Titres, listes, numéros, tableaux, cases à cocher et échelles sont reconnus, ainsi que « Relances »"
            " et les mentions (EFC) ou (monétaire)."
        ),
    )

    def clean_pasted(self) -> str:
        self.lines: list[Line] = pasting.read(self.cleaned_data["pasted"])
        if not self.lines:
            raise ValidationError(_("Collez d’abord une grille : ce texte est vide."))
        pasting.plan(self.lines, pasting.roles(self.lines))  # refused before its preview when it is too long
        return str(self.cleaned_data["pasted"])


class PastedLinesForm(InOwnCommons, forms.Form):
    """What each line is, as guessed or as decided; the text itself comes along unchanged."""

    commons = forms.ModelChoiceField(label=_("Commun"), queryset=Commons.objects.none(), required=True)
    title = forms.CharField(label=_("Titre de la grille"), max_length=160)
    pasted = forms.CharField(strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for index, role in enumerate(pasting.roles(lines)):
            self.fields[f"role-{index}"] = forms.ChoiceField(
                label=_("Cette ligne est"), choices=Role.choices, initial=role.value, required=False
            )
            self.fields[f"role-{index}"].widget.attrs["aria-describedby"] = f"ligne-{index}"

    def clean_title(self) -> str:
        return on_one_line(self.cleaned_data["title"])

    def decided(self) -> list[Role]:
        """What each line is: as sent when it was, else as guessed."""
        sent = self.data if self.is_bound else {}
        known = set(Role.values)
        found = []
        for index in range(len(self.lines)):
            name = f"role-{index}"
            value = sent.get(name, "")
            found.append(Role(value if value in known else self.fields[name].initial))
        return found


class RevisionField(forms.ModelChoiceField):
    """The revisions of one grid, by their number."""

    def label_from_instance(self, obj: Any) -> str:
        words = gettext("révision %(number)d") if obj.frozen_at else gettext("révision %(number)d, en préparation")
        return words % {"number": obj.number}


class RevisionChoiceForm(forms.Form):
    """Another revision of the same grid; with answers, also that the person knows what becomes of them."""

    revision = RevisionField(label=_("Révision"), queryset=GridRevision.objects.none(), empty_label=None)
    confirmed = forms.BooleanField(
        label=_("J’ai lu ce que deviennent les réponses."),
        error_messages={"required": _("Cochez la case : cet entretien a déjà des réponses.")},
    )

    def __init__(self, *args: Any, others: QuerySet[GridRevision], answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = others  # type: ignore[attr-defined]
        if not answered:
            del self.fields["confirmed"]
