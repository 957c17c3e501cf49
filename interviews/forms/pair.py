from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interviews.actions.pair import PAIR
from interviews.forms.interviews import writers_of
from interviews.models import Interview, Interviewer
from interviews.models.grid import Approach


class PairMemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def _others(interview: Interview) -> Any:
    return writers_of(interview.commons).exclude(pk__in=interview.interviewers.values("user"))


class PairForm(forms.Form):
    """The approach of each, and who completes the pair."""

    second = PairMemberField(
        label=_("Deuxième enquêteur ou enquêtrice"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Personne pour le moment"),
        help_text=_("Un entretien se mène à deux, avec deux approches ; chaque personne a ses propres notes."),
    )
    second_approach = forms.ChoiceField(label=_("Son approche"), choices=[("", "—"), *Approach.choices], required=False)

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(interview.interviewers.select_related("user").order_by("user__name", "pk"))
        places = {
            f"approach_{member.pk}": forms.ChoiceField(
                label=_("Approche de %(name)s") % {"name": member.user.name},
                choices=Approach.choices,
                initial=member.approach,
            )
            for member in self.members
        }
        self.fields = {**places, **self.fields}
        if len(self.members) >= PAIR:
            del self.fields["second"], self.fields["second_approach"]
        else:
            self.fields["second"].queryset = _others(interview)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("second") and not cleaned.get("second_approach"):
            self.add_error("second_approach", gettext("Dites quelle approche cette personne apporte."))
        return cleaned

    @property
    def approaches(self) -> dict[str, str]:
        """By identifier of interviewer."""
        return {str(member.pk): self.cleaned_data[f"approach_{member.pk}"] for member in self.members}


class HandOverForm(forms.Form):
    second = PairMemberField(label=_("À qui passer cette place"), queryset=User.objects.none())
    approach = forms.ChoiceField(label=_("Son approche"), choices=Approach.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, member: Interviewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = _others(member.interview)  # type: ignore[attr-defined]
        self.fields["approach"].initial = member.approach
