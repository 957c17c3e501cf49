"""A correction proposed by anyone, and what the person who examines it decides. Public words: plain text, short."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.exchange import snapshots
from actors.exchange.snapshots import Snapshot
from actors.forms.organisation import OrganisationForm
from actors.models import Correction, Organisation
from commons.policies import Person

#: What a stranger may propose, in the order asked. The rest is said in words.
PROPOSABLE = (
    "name",
    "short_name",
    "aliases",
    "kind",
    "legal_form",
    "siren",
    "siret",
    "seat",
    "site",
    "area_communes",
    "area_zones",
    "nationwide",
    "services",
    "brings",
    "seeks",
    "themes",
    "contact_email",
    "contact_phone",
    "website",
)
#: Hidden from people: only a machine fills it.
TRAP = "trap"


class WordsForm(forms.Form):
    """What is wrong in free words, and who says so."""

    message = forms.CharField(
        label=_("Ce qu’il faut corriger, et d’où vous le savez"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Une page, un document, une date\u00a0: ce qui permet de vérifier."),
    )
    author_name = forms.CharField(
        label=_("Votre nom"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    author_email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Elle sert seulement à vous demander une précision. Elle n’est jamais publiée, et elle est effacée avec "
            "votre nom dès que la décision est prise."
        ),
    )
    trap = forms.CharField(  # type: ignore[call-arg]  # django-stubs does not know a field's template
        label=_("Laissez ce champ vide"),
        required=False,
        max_length=200,
        template_name="components/trap.html",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(person, User):
            for name in ("author_name", "author_email", TRAP):
                del self.fields[name]

    @property
    def trapped(self) -> bool:
        return bool(self.cleaned_data.get(TRAP))

    def facts(self) -> dict[str, Any]:
        """What was changed, by field, as a database keeps it; nothing when words say it all."""
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.trapped:
            raise ValidationError(_("Un champ réservé aux robots est rempli\u00a0: videz-le, puis recommencez."))
        said = cleaned.get("message", "") != self.initial.get("message", "").strip()
        if not self.errors and not said and not self.facts():
            raise ValidationError(
                _("Rien n’est proposé\u00a0: changez un fait, ou dites en quelques mots ce qui manque.")
            )
        return cleaned


class FactsForm(WordsForm, OrganisationForm):
    """The public facts of an organisation as they are, to be put right."""

    class Meta(OrganisationForm.Meta):
        fields = list(PROPOSABLE)

    field_order = (*PROPOSABLE, "message", "author_name", "author_email", TRAP)

    def __init__(self, *args: Any, instance: Organisation, **kwargs: Any) -> None:
        # Before what is typed is put on the instance.
        self.before: Snapshot = {} if instance._state.adding else snapshots.one(instance)  # noqa: SLF001
        super().__init__(*args, instance=instance, **kwargs)
        for name in set(self.fields) - set(self.field_order):
            del self.fields[name]

    @property
    def words(self) -> list[BoundField]:
        """What is no fact."""
        return [field for field in self.visible_fields() if field.name not in PROPOSABLE]

    def facts(self) -> dict[str, Any]:
        """Compared by what they mean: « Arpajon (91021) » typed again is the commune that was there."""
        given = {name: self.cleaned_data[name] for name in PROPOSABLE if name in self.cleaned_data}
        kept = {name: _kept(name, value) for name, value in given.items()}
        return {name: value for name, value in kept.items() if _meant(value) != _meant(self.before.get(name))}


def _kept(name: str, value: Any) -> Any:
    """As a snapshot holds it: a row by its identifier, a set of them in order."""
    if name in snapshots.SETS:
        return sorted(getattr(one, "pk", one) for one in value)
    return "" if value is None else getattr(value, "pk", value)


def _meant(value: Any) -> Any:
    """A browser ends lines in its own way, the order and capitals of a list change nothing, and nothing is nothing."""
    if isinstance(value, list):
        return sorted(one.casefold() for one in value) or ""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value or ""


class DecisionForm(forms.Form):
    """Which of the facts proposed are kept, and what is answered."""

    kept = forms.MultipleChoiceField(required=False)
    reply = forms.CharField(
        label=_("Votre réponse"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lue par la personne qui propose, si elle a un compte. Nécessaire pour refuser."),
    )
    decision = forms.ChoiceField(
        choices=[(state, state) for state in (Correction.State.ACCEPTED, Correction.State.REFUSED)]
    )

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.correction = correction
        self.fields["kept"].choices = [(name, name) for name in correction.facts]  # type: ignore[attr-defined]

    @property
    def accepted(self) -> bool:
        return bool(self.cleaned_data["decision"] == Correction.State.ACCEPTED)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if self.accepted and self.correction.facts and not cleaned["kept"]:
            raise ValidationError(_("Cochez au moins un fait à reprendre, ou refusez en disant pourquoi."))
        if not self.accepted and not cleaned["reply"]:
            self.add_error("reply", _("Dites pourquoi\u00a0: la personne qui propose a pris du temps pour le faire."))
        return cleaned
