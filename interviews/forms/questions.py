"""What a person types of a question: its words, how it is answered, when it is asked."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from commons.fields import LinesFormField
from commons.models import ResearchQuestion
from commons.names import folded, on_one_line
from interviews.actions.grid_draft import Option
from interviews.forms import stale
from interviews.grids import conditions
from interviews.grids.answers import Asked, Kind
from interviews.models import Choice, Question, Section

CLOSED = (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES)
#: Terms of a condition that are offered at once; more appear once these are full.
TERMS = 2
MOST_STEPS = 100
LONGEST_LABEL = 400


class EarlierField(forms.ChoiceField):
    """One of the questions asked before this one."""

    def __init__(self, earlier: Sequence[Asked], **kwargs: Any) -> None:
        words = [(asked.key, f"{number}. {asked.text[:90]}") for number, asked in enumerate(earlier, start=1)]
        super().__init__(choices=[("", _("Aucune")), *words], required=False, **kwargs)


class QuestionForm(forms.ModelForm):
    """``earlier``: the questions that stand before this one, which its condition may look at."""

    organisation_kinds = forms.MultipleChoiceField(
        label=_("Acteurs visés"),
        choices=Organisation.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : la question vaut pour tous."),
    )
    new_options = LinesFormField(
        label=_("Réponses proposées à ajouter"), required=False, help_text=_("Une par ligne, dans l’ordre.")
    )
    join = forms.ChoiceField(
        label=_("Quand il y a plusieurs termes"),
        choices=[("all", _("tous doivent être vrais")), ("any", _("un seul suffit"))],
        required=False,
    )

    class Meta:
        model = Question
        fields = [
            "text", "section", "kind", "prompts", "help", "dimension", "approach", "research_question",
            "organisation_kinds", "scale_low", "scale_high", "scale_low_label", "scale_high_label", "unit",
        ]  # fmt: skip
        labels = {"section": _("Partie"), "research_question": _("Question de recherche")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "prompts": forms.Textarea(attrs={"rows": 3}),
            "help": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "prompts": _("Une par ligne : ce qu’on demande si la personne n’en parle pas d’elle-même."),
            "help": _("Pour qui mène l’entretien : un mot à expliquer, une précaution."),
            "unit": _("Par exemple « m² », « euros par an »."),
        }

    def __init__(self, *args: Any, section: Section, earlier: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        revision = section.revision
        self.earlier = {asked.key: asked for asked in earlier}
        asked = ResearchQuestion.objects.filter(commons=revision.grid.commons_id).order_by("number")
        fields: dict[str, Any] = self.fields
        fields["section"].queryset = revision.sections.order_by("position")
        fields["section"].empty_label = None
        fields["section"].initial = section.pk
        fields["research_question"].queryset = asked
        fields["research_question"].empty_label = _("Aucune")
        fields["dimension"].choices = [("", _("Sans dimension")), *list(fields["dimension"].choices)[1:]]
        self.choices = self._choices()
        for choice in self.choices:
            self.fields[f"label-{choice.key}"] = forms.CharField(
                label=_("Libellé"), max_length=LONGEST_LABEL, initial=choice.label
            )
            self.fields[f"offered-{choice.key}"] = forms.BooleanField(
                label=_("proposée"), required=False, initial=not choice.archived
            )
        self._add_terms(list(earlier))

    def _choices(self) -> list[Choice]:
        if not self.instance.key:
            return []
        return list(self.instance.choices.order_by("archived", "position"))

    def _add_terms(self, earlier: Sequence[Asked]) -> None:
        kept = self.instance.conditions.get("tests", [])
        self.fields["join"].initial = self.instance.conditions.get("join", "all")
        self.terms = min(max(TERMS, len(kept) + 1), conditions.MOST_TESTS)
        for index in range(self.terms):
            test = kept[index] if index < len(kept) else {}
            asked = self.earlier.get(test.get("key", ""))
            self.fields[f"question-{index}"] = EarlierField(
                earlier, label=_("Si la réponse à"), initial=test.get("key")
            )
            self.fields[f"operator-{index}"] = forms.ChoiceField(
                label=_("Comparaison"),
                choices=conditions.Operator.choices,
                required=False,
                initial=test.get("operator"),
            )
            self.fields[f"value-{index}"] = forms.CharField(
                label=_("Réponse"), required=False, max_length=400, initial=_typed(asked, test.get("value"))
            )

    # What the template draws --------------------------------------------------------------------------------

    @property
    def option_rows(self) -> Iterator[tuple[Choice, BoundField, BoundField]]:
        for choice in self.choices:
            yield choice, self[f"label-{choice.key}"], self[f"offered-{choice.key}"]

    @property
    def term_rows(self) -> Iterator[tuple[int, BoundField, BoundField, BoundField]]:
        for index in range(self.terms):
            yield index + 1, self[f"question-{index}"], self[f"operator-{index}"], self[f"value-{index}"]

    @property
    def closed_before(self) -> list[tuple[str, list[str]]]:
        """Earlier questions whose answers are chosen, and these: what a condition may compare with."""
        return [(asked.text, _offered(asked)) for asked in self.earlier.values() if asked.kind in CLOSED]

    @property
    def conditions_open(self) -> bool:
        fields = [f"{name}-{index}" for index in range(self.terms) for name in ("question", "operator", "value")]
        return bool(self.instance.conditions) or any(name in self.errors for name in fields)

    @property
    def kinds_open(self) -> bool:
        return bool(self.instance.organisation_kinds) or "organisation_kinds" in self.errors

    # What is compared when somebody else changed it meanwhile ------------------------------------------------

    @property
    def groups(self) -> dict[str, list[str]]:
        """The fields that are one thing for who reads them, under its name."""
        several = {
            "options": [name for name in self.fields if name.startswith(("label-", "offered-"))] + ["new_options"],
            "scale_low": ["scale_low", "scale_low_label", "scale_high", "scale_high_label"],
            "conditions": ["join"]
            + [f"{name}-{index}" for index in range(self.terms) for name in ("question", "operator", "value")],
        }
        within = {name for names in several.values() for name in names}
        return {name: [name] for name in self.fields if name not in within} | several

    def heading(self, group: str) -> str:
        own = {"options": _("Réponses proposées"), "scale_low": _("Échelle"), "conditions": _("Condition")}
        return str(own[group] if group in own else self[group].label)

    def words(self, group: str) -> list[str]:
        """What stands in the fields of a group, line by line; the same for two forms that say the same."""
        if group == "options":
            kept = [
                str(label.value())
                if offered.value()
                else gettext("%(label)s (non proposée)") % {"label": label.value()}
                for _choice, label, offered in self.option_rows
            ]
            return kept + [line for line in str(self["new_options"].value() or "").splitlines() if line.strip()]
        if group == "conditions":
            found = [[stale.shown(field) for field in row] for _n, *row in self.term_rows if row[0].value()]
            lines = [" – ".join(word for word in row if word) for row in found]
            return lines + ([stale.shown(self["join"])] if len(lines) > 1 else [])
        if group == "scale_low":
            words = [stale.shown(self[name]) for name in self.groups[group]]
            return [" – ".join(word for word in words[at : at + 2] if word) for at in (0, 2) if any(words[at : at + 2])]
        return stale.shown(self[group]).splitlines()

    # What was typed -----------------------------------------------------------------------------------------

    def clean_text(self) -> str:
        return on_one_line(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.options = self._options(cleaned)
        self.conditions = self._condition(cleaned)
        if cleaned.get("kind") in CLOSED and not any(option.offered for option in self.options):
            self.add_error("new_options", _("Une question à choix a au moins une réponse proposée."))
        if cleaned.get("kind") == Kind.SCALE:
            self._check_scale(cleaned)
        return cleaned

    def _check_scale(self, cleaned: dict[str, Any]) -> None:
        low = 1 if cleaned.get("scale_low") is None else cleaned["scale_low"]
        high = 5 if cleaned.get("scale_high") is None else cleaned["scale_high"]
        if not low < high <= low + MOST_STEPS:
            self.add_error("scale_high", _("Le haut de l’échelle est au-dessus du bas, de 100 degrés au plus."))

    def _options(self, cleaned: dict[str, Any]) -> list[Option]:
        kept = [
            Option(on_one_line(cleaned.get(f"label-{key}", "")), key, cleaned.get(f"offered-{key}", False))
            for key in (choice.key for choice in self.choices)
        ]
        added = [Option(on_one_line(label)) for label in cleaned.get("new_options", [])]
        if any(len(option.label) > LONGEST_LABEL for option in added):
            self.add_error("new_options", _("Une réponse proposée a 400 caractères au plus."))
        seen: set[str] = set()
        for option in [*kept, *added]:
            name = f"label-{option.key}" if option.key else "new_options"
            if option.offered and folded(option.label) in seen and name not in self.errors:
                self.add_error(name, gettext("« %(label)s » est déjà proposée.") % {"label": option.label})
            seen.add(folded(option.label)) if option.offered else None
        return [*kept, *added]

    def _condition(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        tests = []
        for index in range(self.terms):
            asked = self.earlier.get(cleaned.get(f"question-{index}", ""))
            if asked is None:
                continue
            value = _meant(asked, cleaned.get(f"value-{index}", ""))
            test = {"key": asked.key, "operator": cleaned.get(f"operator-{index}", ""), "value": value}
            try:
                tests += conditions.check({"tests": [test]}, [asked])["tests"]
            except ValidationError as refused:
                self.add_error(f"value-{index}", [*refused.messages, *_possible(asked)])
        return {"join": cleaned.get("join") or "all", "tests": tests} if tests else {}

    @property
    def facts(self) -> dict[str, Any]:
        """By field of the model, of a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"conditions": self.conditions}


def _typed(asked: Asked | None, value: Any) -> str:
    """What a condition compares with, as it is typed."""
    if value is None:
        return ""
    return asked.options.get(str(value), str(value)) if asked and asked.kind in CLOSED else str(value)


def _meant(asked: Asked, typed: str) -> str:
    """The key of the option that bears these words, or the words."""
    if asked.kind not in CLOSED:
        return typed
    known = {folded(label): key for key, label in asked.options.items()}
    return known.get(folded(typed), typed)


def _possible(asked: Asked) -> list[str]:
    if asked.kind not in CLOSED:
        operators = ", ".join(f"«\u00a0{operator.label}\u00a0»" for operator in conditions.operators(asked.kind))
        return [gettext("Comparaisons possibles : %(operators)s.") % {"operators": operators}]
    labels = ", ".join(f"«\u00a0{label}\u00a0»" for key, label in asked.options.items() if key not in asked.archived)
    return [gettext("Réponses possibles : %(labels)s.") % {"labels": labels}]


def _offered(asked: Asked) -> list[str]:
    return [label for key, label in asked.options.items() if key not in asked.archived]
