from typing import Any

from django import forms
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Ecosystem
from commons.names import folded
from interviews.forms.interviews import written_commons
from interviews.models import Interview
from territories.models import Territory


class InterviewFilter(forms.Form):
    """What is asked of the list, by its address."""

    q = forms.CharField(label=_("Organisation rencontrée"), max_length=100, required=False)
    ecosysteme = forms.ModelChoiceField(
        label=_("Écosystème d’acteurs"),
        queryset=Ecosystem.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Tous les écosystèmes"),
    )
    territoire = forms.ModelChoiceField(
        label=_("Territoire"),
        queryset=Territory.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Tous les territoires"),
    )
    etat = forms.ChoiceField(
        label=_("État"), choices=[("", _("Tous les états")), *Interview.State.choices], required=False
    )
    miens = forms.BooleanField(label=_("Les miens seulement"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = Ecosystem.objects.filter(commons__in=written_commons(user))
        places = Territory.objects.filter(pk__in=own.order_by().values("territory"))
        self.fields["ecosysteme"].queryset = own.order_by("name")  # type: ignore[attr-defined]
        self.fields["territoire"].queryset = places.defer("outline").order_by("name")  # type: ignore[attr-defined]

    @property
    def active(self) -> int:
        """How many of them narrow the list."""
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_valid() else 0

    def narrow(self, interviews: QuerySet[Interview], *, states: bool = True) -> QuerySet[Interview]:
        """Those asked for; without ``states``, whatever their state (for the counts of each)."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        wanted = Q()
        if name := folded(asked.get("q") or ""):
            wanted &= Q(pk__in=interviews.filter(organisations__folded_names__contains=name).order_by().values("pk"))
        if asked.get("ecosysteme"):
            wanted &= Q(ecosystem=asked["ecosysteme"])
        if asked.get("territoire"):
            wanted &= Q(ecosystem__territory=asked["territoire"])
        if asked.get("etat") and states:
            wanted &= Q(state=asked["etat"])
        if asked.get("miens"):
            wanted &= Q(pk__in=interviews.filter(interviewers__user=self.user).order_by().values("pk"))
        return interviews.filter(wanted)


def upcoming_first(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Those to come, the nearest first; then the others, the latest first."""
    to_come = Case(When(Q(state=Interview.State.PLANNED, held_on__gte=timezone.localdate()), then=F("held_on")))
    return interviews.order_by(to_come.asc(nulls_last=True), "-held_on", F("starts_at").asc(nulls_first=True), "pk")
