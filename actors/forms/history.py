"""Which fact is put back, and from which line of the history."""

from django import forms

from actors.upkeep.history import ORGANISATION


class PutBackForm(forms.Form):
    line = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    fact = forms.ChoiceField(choices=[(name, name) for name in ORGANISATION], widget=forms.HiddenInput)
