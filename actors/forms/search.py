"""The search of the directory."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors import mandates, themes
from actors.atlas import areas
from actors.models import Engagement, Organisation
from actors.models.organisation import OrganisationQuerySet
from commons.models.team import TRUSTED
from commons.names import folded
from commons.policies import Person, roles_of
from territories.models import Commune, Territory, Zone

A_YEAR = timedelta(days=365)
CHECKED = (
    ("", _("Peu importe")),
    ("recent", _("Vérifiées depuis moins d’un an")),
    ("old", _("Pas vérifiées depuis un an")),
)


class OrganisationFilter(forms.Form):
    """Any of the names, words in any order, whatever the accents and capitals; then what it is and where it acts."""

    q = forms.CharField(label=_("Nom, sigle ou autre nom"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("Tous les types")), *Organisation.Kind.choices]
    )
    theme = forms.CharField(
        label=_("Thème"), required=False, max_length=60, widget=forms.TextInput(attrs={"list": "known-themes"})
    )
    territory = forms.ChoiceField(label=_("Territoire"), required=False)
    departement = forms.CharField(label=_("Département (nom ou numéro)"), required=False, max_length=60)
    checked = forms.ChoiceField(label=_("Vérification"), required=False, choices=CHECKED)
    circle = forms.ChoiceField(
        label=_("Cercle"), required=False, choices=[("", _("Tous les cercles")), *Engagement.Circle.choices]
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """``person``: who asks; what they do not see, they cannot ask about."""
        super().__init__(*args, **kwargs)
        known = Territory.objects.visible_to(person).order_by("name").values_list("slug", "name")
        # Read when they are shown: a search that is kept shows them without asking again.
        self._engagements = Engagement.objects.visible_to(person)
        if not any(role in TRUSTED for role in roles_of(person).values()):
            circles = self.fields["circle"].choices  # type: ignore[attr-defined]
            hoped_for = Engagement.Circle.TO_APPROACH
            self.fields["circle"].choices = [choice for choice in circles if choice[0] != hoped_for]  # type: ignore[attr-defined]
        self.fields["territory"].choices = lambda: [("", _("Tous les territoires")), *known]  # type: ignore[attr-defined]

    def clean_departement(self) -> str:
        """Its number."""
        typed = folded(self.cleaned_data["departement"])
        if not typed:
            return ""
        named = Zone.objects.filter(Q(folded_name=typed) | Q(code=typed.upper()), kind=Zone.Kind.DEPARTEMENT).first()
        if named is None:
            raise ValidationError(_("Aucun département connu ici ne porte ce nom ou ce numéro."))
        return named.code

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and understood."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    @property
    def narrowed(self) -> bool:
        """More is asked than a name."""
        return bool(set(self.data) & (set(self.fields) - {"q"}) and any(self.data.get(name) for name in self.fields))

    def narrow(self, rows: OrganisationQuerySet) -> OrganisationQuerySet:
        """Those that answer everything asked; all of them when the question was refused."""
        for name, value in self.asked.items():
            rows = getattr(self, f"_by_{name}")(rows, value)
        return rows

    def _by_q(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        return rows.named(value)

    def _by_kind(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        return rows.filter(kind=value)

    def _by_theme(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        return rows.filter(pk__in=themes.bearing(value))

    def _by_territory(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        acting = mandates.acting_in(Territory.objects.filter(slug=value))
        return rows.filter(pk__in=acting.order_by().values("pk"))

    def _by_departement(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        acting = areas.acting_in_communes(Commune.objects.filter(departement=value))
        return rows.filter(pk__in=acting.order_by().values("pk"))

    def _by_checked(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        since = timezone.localdate() - A_YEAR
        return rows.filter(checked_on__gt=since) if value == "recent" else rows.unchecked_since(since)

    def _by_circle(self, rows: OrganisationQuerySet, value: str) -> OrganisationQuerySet:
        return rows.filter(pk__in=self._engagements.filter(circle=value).order_by().values("organisation"))


class HelpFilter(OrganisationFilter):
    """Among those who act in a commune: what they are, what they work on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        for name in set(self.fields) - {"kind", "theme"}:
            del self.fields[name]
