"""The filters of a territory's actors: the same on its page and for its map."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Engagement, Organisation

#: Labels of what a shared link may ask for while no actor here answers to it.
_LABELS = {"kind": dict(Organisation.Kind.choices), "circle": dict(Engagement.Circle.choices)}


class ActorsFilter(forms.Form):
    """Each list offers what is found among the actors, and is not there when nothing is.

    A shared link may ask for what is there no more: it finds nobody, which is no fault of whoever follows it.
    """

    q = forms.CharField(label=_("Nom"), max_length=100, required=False)
    kind = forms.CharField(label=_("Type"), max_length=200, required=False, widget=forms.Select)
    role = forms.CharField(label=_("Rôle"), max_length=200, required=False, widget=forms.Select)
    theme = forms.CharField(label=_("Thème"), max_length=200, required=False, widget=forms.Select)
    circle = forms.CharField(label=_("Cercle"), max_length=200, required=False, widget=forms.Select)

    def __init__(self, *args: Any, facets: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in facets.items():
            asked = str(self.data.get(name) or "")
            missing = [(asked, _LABELS.get(name, {}).get(asked, asked))] if asked not in {"", *dict(found)} else []
            widget = self.fields[name].widget
            widget.choices = [("", _("Tous")), *found, *missing]
            if not found and not missing:
                del self.fields[name]

    @property
    def asked(self) -> dict[str, str]:
        """What is asked and may be, by field; nothing of a field that is refused."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
