from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.forms import OrganisationsField
from actors.forms.organisations import UNKNOWN
from actors.models import Ecosystem
from commons.models import Commons
from commons.models.team import WRITERS
from interviews.models import GridRevision, Interview, Interviewer
from interviews.models.grid import Approach

#: A year typed wrong is caught; the commons is young, and nobody plans further ahead.
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=5 * 365)


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def hour() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def written_commons(user: User) -> Any:
    """The commons in which ``user`` writes."""
    return Commons.objects.filter(memberships__user=user, memberships__role__in=WRITERS)


def writers_of(commons: Commons) -> Any:
    """Who may hold an interview of ``commons``."""
    team = User.objects.filter(is_active=True, memberships__commons=commons, memberships__role__in=WRITERS)
    return team.order_by("name", "pk")


class InOwnCommons(forms.BaseForm):
    """A form that asks in which commons, unless the person writes in one only. Another's is refused all the same."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commons"]
        field.queryset = own = written_commons(user).order_by("title")  # type: ignore[attr-defined]
        only = list(own[:2])
        self.only = only[0] if len(only) == 1 else None
        if self.only:  # nothing to choose
            field.widget, field.required = forms.HiddenInput(), False
            self.initial["commons"] = self.only.pk

    @property
    def own_commons(self) -> Commons:
        return cast(Commons, self.cleaned_data["commons"] or self.only)


class _FactsForm(forms.ModelForm):
    organisations = OrganisationsField(
        label=_("Organisations rencontrées"),
        help_text=_("Une par ligne : un nom, un sigle ou un autre nom de l’annuaire."),
    )

    def clean_held_on(self) -> date:
        typed: date = self.cleaned_data["held_on"]
        if not EARLIEST <= typed <= timezone.localdate() + AHEAD:
            raise ValidationError(_("Vérifiez l’année : cette date est trop loin."))
        return typed


class OpeningForm(InOwnCommons, _FactsForm):
    """What suffices to open an interview; the rest is said on its page. An organisation that the directory lacks is
    created with it, once the person has said that it is new."""

    new = forms.MultipleChoiceField(
        label=_("À ajouter à l’annuaire"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cochez un nom dont vous êtes sûr ou sûre. Sa fiche, publique, ne dit rien de l’entretien ; vous la "
            "compléterez plus tard."
        ),
    )

    class Meta:
        model = Interview
        fields = ["commons", "organisations", "held_on", "starts_at"]
        widgets = {"held_on": day(), "starts_at": hour()}

    field_order = ["commons", "organisations", "new", "held_on", "starts_at"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        new = self.data.getlist("new") if isinstance(self.data, MultiValueDict) else []
        self.fields["organisations"].new = frozenset(new)  # type: ignore[attr-defined]
        self._new = cast(forms.MultipleChoiceField, self.fields.pop("new"))
        if new:
            self._offer(new)

    def _offer(self, names: list[str]) -> None:
        self._new.choices = [(name, name) for name in names]
        self.fields["new"] = self._new
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        wrong = self.errors.as_data().get("organisations", [])
        unknown = [error.params["line"] for error in wrong if error.code == UNKNOWN and error.params]
        if unknown:
            self._offer(list(dict.fromkeys([*self.fields["organisations"].new, *unknown])))  # type: ignore[attr-defined]
        return super().clean() or self.cleaned_data

    @property
    def approach(self) -> str:
        """The one the person brought last time; said again on the page of the pair."""
        last = Interviewer.objects.filter(user=self.user).order_by("-interview__held_on", "-pk").first()
        return last.approach if last else Approach.BOTH.value


class InterviewForm(_FactsForm):
    """All the facts of an interview; its commons never changes."""

    travel = forms.ChoiceField(
        label=_("Déplacement"),
        choices=Interview.Travel.choices,
        widget=forms.RadioSelect,
        help_text=_("Jamais d’avion : le commun l’exclut."),
    )

    class Meta:
        model = Interview
        fields = [
            "organisations", "held_on", "starts_at", "mode", "place", "travel", "distance_km", "ecosystem", "revision",
        ]  # fmt: skip
        widgets = {"held_on": day(), "starts_at": hour(), "mode": forms.RadioSelect}
        labels = {"place": _("Adresse, ou lien de la visio")}
        help_texts = {
            "place": _("Lu par le binôme et la coordination ; il n’est écrit ni dans l’agenda ni dans les courriers."),
            "distance_km": _("Aller simple, en kilomètres."),
            "revision": _("La grille est figée à sa première utilisation : les réponses restent lisibles."),
            "ecosystem": _("Le territoire et le thème dont parle l’entretien ; sans lui, rien n’est cité."),
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        commons = self.instance.commons_id
        choices: dict[str, Any] = {
            "ecosystem": Ecosystem.objects.filter(commons=commons).order_by("name"),
            "revision": GridRevision.objects.filter(grid__commons=commons)
            .select_related("grid")
            .order_by("grid__title", "-number"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("À choisir plus tard")  # type: ignore[attr-defined]
            if getattr(self.instance, f"{name}_id") is None:
                only = list(rows[:2])
                self.initial[name] = only[0].pk if len(only) == 1 else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mode") == Interview.Mode.REMOTE and (
            cleaned.get("travel") != Interview.Travel.NONE or cleaned.get("distance_km")
        ):
            self.add_error("travel", gettext("À distance, il n’y a ni déplacement ni kilomètres."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "organisations"}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lu par l’équipe de recherche et envoyé au reste du binôme : ne nommez personne."),
    )


class ConfirmForm(forms.Form):
    """Nothing to type: only the confirmation, and the reason when it is refused."""
