from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.models import Membership, Role
from territories.models import Territory


def partners_for(territory: Territory, coordinator: User) -> QuerySet[Membership]:
    """The partners of the commons that study ``territory`` and that ``coordinator`` coordinates, by name."""
    own = coordinator.memberships.filter(role=Role.COORDINATOR, commons__terrains__territory=territory)
    members = Membership.objects.filter(role=Role.PARTNER, commons__in=own.values("commons"))
    return members.select_related("user", "commons").order_by("user__name", "pk")


class PartnersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name} ({obj.user.email})"


class MandateForm(forms.Form):
    """Which partners look after a territory: they correct its organisations."""

    partners = PartnersField(
        label=_("Partenaires mandatés"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ils tiennent à jour les organisations qui agissent dans ce territoire, et seulement celles-là."),
    )

    def __init__(self, *args: Any, partners: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
