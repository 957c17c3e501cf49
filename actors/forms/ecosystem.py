"""What is typed about an ecosystem: what it is, who takes part, who does what with whom, how many they are."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actors.ecosystems import kumu
from actors.forms.lines import SuggestInput
from actors.forms.organisations import OrganisationsField
from actors.models import Ecosystem, Headcount, Organisation, Participation, Relation
from commons.models import Commons
from territories.models import Territory

LONGEST_COUNT = 100_000


class OrganisationField(forms.CharField):
    """An organisation of the directory, typed by its name, its initials or one of its other names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, "widget": SuggestInput("suggest_organisations"), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Organisation):
            return value.name
        known = Organisation.objects.filter(pk=value).first() if value and not isinstance(value, str) else None
        return known.name if known else value

    def clean(self, value: Any) -> Organisation | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        found, wrong = OrganisationsField().find([typed])
        if wrong:
            raise ValidationError(wrong)
        return found[0]


class EcosystemForm(forms.ModelForm):
    """``among``: the commons in whose name this person may create one; none for an ecosystem that exists."""

    class Meta:
        model = Ecosystem
        fields = ["name", "theme", "territory", "commons", "period", "part_of", "presentation"]
        labels = {"territory": _("Territoire"), "commons": _("Étudié par le commun")}
        help_texts = {
            "theme": _("Ce que ces acteurs font ensemble : rénovation, réemploi des matériaux…"),
            "period": _("Facultatif : « depuis 2021 », « 2012–2014 »."),
            "part_of": _("Quand il s’agit d’un site, d’un programme ou d’une filière d’un ensemble plus grand."),
        }

    def __init__(self, *args: Any, among: Iterable[Commons] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [self.instance.commons_id] if among is None else [one.pk for one in among]
        choices: dict[str, QuerySet[Any]] = {
            "territory": Territory.objects.order_by("name"),
            "part_of": Ecosystem.objects.filter(commons__in=own).exclude(pk=self.instance.pk).order_by("name"),
        }
        if among is None:
            del self.fields["commons"]
        else:
            choices["commons"] = Commons.objects.filter(pk__in=own).order_by("title")
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ParticipationForm(forms.ModelForm):
    """``evidence``: whether this person may say how far contacts are; others neither see nor change it."""

    organisation = OrganisationField(
        label=_("Organisation"),
        required=False,
        help_text=_("Son nom dans l’annuaire, son sigle ou un autre de ses noms."),
    )

    class Meta:
        model = Participation
        fields = ["organisation", "sought", "role", "since", "until", "source", "state"]
        labels = {"sought": _("Ou bien : type d’acteur recherché")}
        help_texts = {
            "sought": _("Quand personne n’est encore trouvé : « banques », « artisans du réemploi »… C’est public."),
            "source": _("D’où l’on sait qu’elle participe : une page, un document, une date."),
            "state": _("Montré à l’équipe de recherche et au comité d’experts-ressources seulement."),
        }

    def __init__(self, *args: Any, evidence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if evidence:
            self.fields["state"].required = False
        else:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        organisation, sought = facts.get("organisation"), facts.get("sought")
        if "organisation" in self.errors:
            return facts
        if not organisation and not sought:
            raise ValidationError(_("Choisissez une organisation, ou dites quel type d’acteur est recherché."))
        if organisation and sought:
            self.add_error("sought", _("L’un ou l’autre : une organisation trouvée n’est plus un type recherché."))
        if organisation is None:
            # What names nobody is sought, and says so: the constraint looks at the object itself.
            self.instance.state = facts["state"] = Participation.State.SOUGHT
        elif self._takes_part(organisation):
            self.add_error("organisation", _("Cette organisation participe déjà à cet écosystème."))
        elif facts.get("state") == Participation.State.SOUGHT:
            self.add_error("state", _("Une organisation trouvée n’est plus recherchée : rencontrée, ou à rencontrer ?"))
        return facts

    def _takes_part(self, organisation: Organisation) -> bool:
        rows = Participation.objects.filter(ecosystem=self.instance.ecosystem, organisation=organisation)
        return rows.exclude(pk=self.instance.pk).exists()


class RelationForm(forms.ModelForm):
    """``evidence``: whether this person may say how sure the relation is; others neither see nor change it."""

    source = OrganisationField(label=_("Qui"), help_text=_("L’organisation qui agit, telle que l’annuaire la nomme."))
    target = OrganisationField(label=_("Avec qui, ou pour qui"))
    nature = forms.ChoiceField(label=_("Nature"), choices=Relation.Nature.choices, widget=forms.RadioSelect)

    class Meta:
        model = Relation
        fields = ["source", "kind", "wording", "target", "nature", "period", "source_document", "confidence"]
        labels = {"kind": _("Fait quoi"), "wording": _("Ou bien : dans les mots de la source")}
        help_texts = {
            "wording": _("Quand la liste ne le dit pas : choisissez « est en lien avec », ces mots s’y substituent."),
            "period": _("Facultatif : « depuis 2021 », « été 2022 »."),
            "source_document": _("Le document qui le dit : titre, auteur, date, page."),
            "confidence": _("Montrée à l’équipe de recherche et au comité d’experts-ressources seulement."),
        }

    def __init__(self, *args: Any, evidence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if evidence:
            self.fields["confidence"].required = False
        else:
            del self.fields["confidence"]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        source, target = facts.get("source"), facts.get("target")
        if source and source == target:
            self.add_error("target", _("Une relation va d’une organisation à une autre."))
        elif source and target and self._described(facts):
            raise ValidationError(_("Cette relation est déjà décrite pour cette période : modifiez-la plutôt."))
        return facts

    def clean_wording(self) -> str:
        wording: str = self.cleaned_data["wording"]
        if kind := kumu.value_of(wording, Relation.Kind.choices) if wording else "":
            raise ValidationError(
                _("« %(kind)s » est dans la liste : choisissez-le."), params={"kind": Relation.Kind(kind).label}
            )
        if wording and self.cleaned_data.get("kind") not in (None, Relation.Kind.OTHER):
            raise ValidationError(_("Ces mots ne vont qu’avec « est en lien avec » : choisissez-le, ou effacez-les."))
        return wording

    def _described(self, facts: dict[str, Any]) -> bool:
        keys = {name: facts.get(name, "") for name in ("source", "target", "kind", "wording", "period")}
        return Relation.objects.filter(ecosystem=self.instance.ecosystem, **keys).exclude(pk=self.instance.pk).exists()


class HeadcountsForm(forms.Form):
    """A number and its source by kind of members; no number, no line."""

    def __init__(self, *args: Any, rows: Iterable[Headcount] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.kind: row for row in rows}
        for kind in Organisation.Kind:
            row = known.get(kind)
            self.fields[f"count_{kind.value}"] = forms.IntegerField(
                label=_("%(kind)s : nombre") % {"kind": capfirst(kind.label)},
                required=False,
                min_value=0,
                max_value=LONGEST_COUNT,
                initial=row.count if row else None,
            )
            self.fields[f"source_{kind.value}"] = forms.CharField(
                label=_("%(kind)s : source") % {"kind": capfirst(kind.label)},
                required=False,
                max_length=300,
                initial=row.source if row else "",
            )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in Organisation.Kind:
            if facts.get(f"count_{kind.value}") and not facts.get(f"source_{kind.value}"):
                self.add_error(f"source_{kind.value}", _("Un nombre ne va pas sans sa source."))
        return facts

    @property
    def counts(self) -> dict[str, tuple[int, str]]:
        """What was typed, as ``record_headcounts`` takes it."""
        typed = {kind.value: self.cleaned_data.get(f"count_{kind.value}") for kind in Organisation.Kind}
        return {kind: (count, self.cleaned_data[f"source_{kind}"]) for kind, count in typed.items() if count}


class GraphFilter(forms.Form):
    """Which relations to show: of some kinds, of one nature. Only the kinds of this graph are proposed."""

    kind = forms.MultipleChoiceField(label=_("Relations"), required=False, widget=forms.CheckboxSelectMultiple)
    nature = forms.ChoiceField(label=_("Nature"), required=False)

    def __init__(self, *args: Any, relations: Iterable[Relation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = {relation.kind for relation in relations}
        self.fields["kind"].choices = [choice for choice in Relation.Kind.choices if choice[0] in present]  # type: ignore[attr-defined]
        self.fields["nature"].choices = [("", _("Toutes")), *Relation.Nature.choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> tuple[list[str], str]:
        """Kinds and nature; nothing when what the address asks means nothing."""
        if not self.is_valid():
            return [], ""
        return self.cleaned_data["kind"], self.cleaned_data["nature"]
