"""What is kept of two organisations found to be one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors import facts
from actors.actions.merging import CHOSEN
from actors.exchange.snapshots import Snapshot
from actors.models import Organisation
from actors.upkeep import similar
from commons.names import folded

ONE, OTHER = "one", "other"
#: Organisations read to find the one named.
MOST = 200


class PairForm(forms.Form):
    """Two organisations that nothing brings together, named by a person."""

    one = forms.CharField(label=_("Une fiche"), max_length=200)
    other = forms.CharField(label=_("L’autre"), max_length=200)

    def clean_one(self) -> Organisation:
        return _named(self.cleaned_data["one"])

    def clean_other(self) -> Organisation:
        return _named(self.cleaned_data["other"])

    def clean(self) -> None:
        if self.cleaned_data.get("one") and self.cleaned_data.get("one") == self.cleaned_data.get("other"):
            raise ValidationError(_("C’est deux fois la même fiche."))


def _named(typed: str) -> Organisation:
    """The one organisation that bears this name, initials or alias."""
    rows = Organisation.objects.current().filter(folded_names__contains=folded(typed)).order_by("folded_name", "pk")
    named = [row for row in rows[:MOST] if folded(typed) in row.folded_names.split(" / ")]
    if len(named) == 1:
        return named[0]
    near = (
        [row.name for row in named] or [row.name for row, _why in similar.near(typed)] or [row.name for row in rows[:5]]
    )
    if near:
        raise ValidationError(_("Précisez : %(near)s."), params={"near": ", ".join(near[:5])})
    raise ValidationError(_("Aucune fiche de l’annuaire ne porte ce nom."))


class MergeForm(forms.Form):
    """Which page stays, and whose value for each field that differs."""

    kept = forms.ChoiceField(label=_("Fiche gardée"), choices=[(ONE, ""), (OTHER, "")], widget=forms.RadioSelect)

    def __init__(self, *args: Any, one: Snapshot, other: Snapshot, kept: str = ONE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.snapshots = {ONE: one, OTHER: other}
        self.fields["kept"].initial = kept
        self.compared = CHOSEN
        self.differing = [name for name in CHOSEN if one[name] != other[name]]
        spare = OTHER if kept == ONE else ONE
        for name in self.differing:
            said = kept if self.snapshots[kept][name] else spare
            self.fields[name] = forms.ChoiceField(
                label=facts.label(Organisation, name),
                choices=[(ONE, ""), (OTHER, "")],
                initial=said,
                widget=forms.RadioSelect,
            )

    def taken(self) -> list[str]:
        """The fields of which the page that goes gives its value."""
        kept = self.cleaned_data["kept"]
        return [name for name in self.differing if self.cleaned_data[name] != kept]
