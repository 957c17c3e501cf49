import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import RichTextFormField
from commons.models import Commons
from commons.models.team import WRITERS
from deliverables.models import Chapter, Deliverable, Edition

_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")


class DeliverableForm(forms.ModelForm):
    class Meta:
        model = Deliverable
        fields = ["title", "subtitle", "kind", "territory", "abstract"]
        help_texts = {
            "title": _("L’adresse publique en sera tirée."),
            "territory": _("Le territoire dont il parle, s’il n’y en a qu’un."),
            "abstract": _("Quelques phrases, lues dans la liste des livrables et au début du PDF."),
        }


class NewDeliverableForm(DeliverableForm):
    class Meta(DeliverableForm.Meta):
        fields = ["commons", *DeliverableForm.Meta.fields]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = Commons.objects.filter(memberships__user=user, memberships__role__in=WRITERS).order_by("title")
        only = "" if len(written) > 1 else None  # one commons: nothing to choose
        self.fields["commons"] = forms.ModelChoiceField(written, label=_("Commun"), empty_label=only)


class ChapterTitleForm(forms.ModelForm):
    class Meta:
        model = Chapter
        fields = ["title"]
        labels = {"title": _("Titre du chapitre à ajouter")}


class ChapterForm(forms.Form):
    """``base`` is the number of the revision that was open when the person began: 0 when there was none."""

    title = forms.CharField(label=_("Titre du chapitre"), max_length=200)
    body = RichTextFormField(label=_("Texte"), required=False)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PublishForm(forms.Form):
    version = forms.CharField(
        label=_("Numéro de version"),
        max_length=7,
        help_text=_("Deux nombres et un point, par exemple 1.0 puis 1.1. Il figure dans l’adresse et ne change plus."),
    )
    changes = forms.CharField(
        label=_("Ce qui change dans cette version"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Une ou deux phrases pour qui a lu la version précédente."),
    )
    confirmed = forms.BooleanField(
        label=_("J’ai relu l’aperçu ; je publie ce texte pour tout le monde, sous la licence du commun.")
    )

    def __init__(self, *args: Any, deliverable: Deliverable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [_numbers(version) for version in deliverable.editions.values_list("version", flat=True)]
        self.fields["changes"].required = bool(self.numbers)
        self.initial["version"] = self.next_version()

    def next_version(self) -> str:
        if not self.numbers:
            return "1.0"
        major, minor = max(self.numbers)
        return f"{major}.{minor + 1}"

    def clean_version(self) -> str:
        version = str(self.cleaned_data["version"]).strip()
        if not _VERSION.fullmatch(version):
            raise ValidationError(_("Écrivez deux nombres séparés par un point, par exemple 1.0."))
        numbers = _numbers(version)
        if self.numbers and numbers <= max(self.numbers):
            last = ".".join(str(number) for number in max(self.numbers))
            raise ValidationError(_("Cette version doit suivre la dernière, %(last)s."), params={"last": last})
        # 01.0 and 1.0 would be two addresses for one number.
        return f"{numbers[0]}.{numbers[1]}"


class WithdrawalForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ["withdrawal_reason"]
        widgets = {"withdrawal_reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"withdrawal_reason": _("Pourquoi cette édition est retirée")}
        help_texts = {
            "withdrawal_reason": _(
                "Cette raison sera lue par toute personne qui ouvre l’adresse de l’édition. N’y mettez aucun nom."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withdrawal_reason"].required = True


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)
