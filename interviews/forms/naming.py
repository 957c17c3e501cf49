from django import forms

from interviews.models import Pseudonym


class PseudonymForm(forms.ModelForm):
    class Meta:
        model = Pseudonym
        fields = ["kind", "name", "replacement"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
