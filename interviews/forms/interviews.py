from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.forms import OrganisationsField
from actors.models import Ecosystem
from commons.models import Commons
from commons.models.team import WRITERS
from interviews.models import GridRevision, Interview
from interviews.models.grid import Approach


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def written_commons(user: User) -> Any:
    """The commons in which ``user`` writes."""
    return Commons.objects.filter(memberships__user=user, memberships__role__in=WRITERS)


class InterviewFilter(forms.Form):
    """The list's one filter, by the address of an ecosystem."""

    ecosysteme = forms.ModelChoiceField(
        label=_("Écosystème d’acteurs"),
        queryset=Ecosystem.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Tous les écosystèmes"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ecosysteme"]
        field.queryset = Ecosystem.objects.filter(commons__in=written_commons(user)).order_by("name")  # type: ignore[attr-defined]


class PairMemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class InterviewForm(forms.ModelForm):
    organisations = OrganisationsField(
        label=_("Organisations rencontrées"),
        help_text=_("Une par ligne : un nom, un sigle ou un autre nom de l’annuaire."),
    )
    approach = forms.ChoiceField(label=_("Votre approche"), choices=Approach.choices, widget=forms.RadioSelect)
    second = PairMemberField(
        label=_("Deuxième enquêteur ou enquêtrice"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Personne pour le moment"),
        help_text=_("Un entretien se mène à deux, avec deux approches ; chaque personne a ses propres notes."),
    )
    second_approach = forms.ChoiceField(label=_("Son approche"), choices=[("", "—"), *Approach.choices], required=False)

    class Meta:
        model = Interview
        fields = ["commons", "ecosystem", "organisations", "held_on", "revision", "mode", "travel"]
        widgets = {"held_on": day(), "mode": forms.RadioSelect}
        help_texts = {"revision": _("La grille est figée à sa première utilisation : les réponses restent lisibles.")}

    field_order = [
        "commons", "ecosystem", "held_on", "organisations", "revision", "approach", "second", "second_approach", "mode",
        "travel",
    ]  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = written_commons(user)
        choices: dict[str, Any] = {
            "commons": own.order_by("title"),
            "ecosystem": Ecosystem.objects.filter(commons__in=own).order_by("name"),
            "revision": GridRevision.objects.filter(grid__commons__in=own)
            .select_related("grid")
            .order_by("grid__title", "-number"),
            "second": User.objects.filter(is_active=True, memberships__commons__in=own, memberships__role__in=WRITERS)
            .exclude(pk=user.pk)
            .distinct()
            .order_by("name"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("commons", "ecosystem", "revision"):  # nothing to choose when there is only one
            only = list(choices[name][:2])
            if len(only) == 1:
                self.fields[name].initial = only[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        commons, second = cleaned.get("commons"), cleaned.get("second")
        ecosystem, revision = cleaned.get("ecosystem"), cleaned.get("revision")
        if commons and ecosystem and ecosystem.commons_id != commons.pk:
            self.add_error("ecosystem", _("Cet écosystème est étudié par un autre commun."))
        if commons and revision and revision.grid.commons_id != commons.pk:
            self.add_error(
                "revision", _("Cette grille est celle d’un autre commun : choisissez-en une du même commun.")
            )
        if commons and second and not written_commons(second).filter(pk=commons.pk).exists():
            self.add_error("second", _("Cette personne n’écrit pas dans ce commun : choisissez quelqu’un de l’équipe."))
        if second and not cleaned.get("second_approach"):
            self.add_error("second_approach", _("Dites quelle approche cette personne apporte."))
        return cleaned

    @property
    def pair(self) -> list[tuple[User, str]]:
        """Who holds the interview, of a valid form."""
        found = [(self.user, str(self.cleaned_data["approach"]))]
        if self.cleaned_data["second"]:
            found.append((self.cleaned_data["second"], self.cleaned_data["second_approach"]))
        return found
