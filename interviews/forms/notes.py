from django import forms
from django.utils.translation import gettext_lazy as _

from commons.fields import RichTextFormField


class NoteForm(forms.Form):
    body = RichTextFormField(label=_("Vos notes"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
