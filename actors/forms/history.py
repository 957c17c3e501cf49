"""Which fact is put back, and from which line of the history."""

from django import forms

from actors.upkeep.history import ORGANISATION, ROWS


class PutBackForm(forms.Form):
    line = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    fact = forms.ChoiceField(choices=[(name, name) for name in ORGANISATION], widget=forms.HiddenInput)


class RowPutBackForm(forms.Form):
    """Likewise for a participation or a relation: which of the two is said with the line."""

    line = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(name, name) for name in ROWS], widget=forms.HiddenInput)
    fact = forms.CharField(max_length=40, widget=forms.HiddenInput)
