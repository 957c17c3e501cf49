"""The closed questions of a grid, answered beside the text: one field each, whatever its kind."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.forms.communes import CommuneField
from actors.forms.lines import SuggestInput
from actors.models import Organisation
from commons.names import on_one_line, writable
from interviews.grids import answers, conditions
from interviews.grids.answers import Asked, Kind

PREFIX = "reponse"
#: The fields stand beside the form of the note, and are sent with it.
IN_NOTE = {"form": "note-form"}
#: More options, or steps of a scale, than this are a menu.
MOST_BUTTONS = 11
#: A longer scale is a number to write.
MOST_STEPS = 100


class AnswerField(forms.Field):
    """One question: the widget of its kind, and its answer in the shape it is kept in."""

    def __init__(self, asked: Asked, *, standing: Any, user: User) -> None:
        self.asked, self.standing, self.user = asked, standing, user
        super().__init__(
            label=asked.text, required=False, widget=_widget(asked, standing), initial=shown(asked, standing)
        )

    def clean(self, value: Any) -> Any:
        if value == self.initial:  # not touched: kept as it is, even if it could no longer be given
            return self.standing
        return answers.clean(self.asked, self._meant(value), standing=self.standing)

    def _meant(self, value: Any) -> Any:
        if self.asked.kind == Kind.COMMUNE:
            commune = CommuneField(required=False).clean(value)
            return commune.code if commune else ""
        if self.asked.kind == Kind.ORGANISATION and isinstance(value, str):
            name = on_one_line(writable(value))
            return {"id": self._known(name), "name": name}
        return value

    def _known(self, name: str) -> str:
        """The identifier of the one organisation of the directory that bears this name."""
        named = Organisation.objects.visible_to(self.user).filter(name__iexact=name) if name else []
        found = [str(organisation.pk) for organisation in named]
        return found[0] if len(found) == 1 else ""


def shown(asked: Asked, standing: Any) -> Any:
    """The answer as its field shows it."""
    if standing is None:
        return [] if asked.kind == Kind.SEVERAL_CHOICES else ""
    if asked.kind == Kind.ORGANISATION:
        return standing.get("name", "") if isinstance(standing, dict) else str(standing)
    if asked.kind == Kind.SEVERAL_CHOICES:
        return standing
    return CommuneField().prepare_value(standing) if asked.kind == Kind.COMMUNE else str(standing)


def _widget(asked: Asked, standing: Any) -> forms.Widget:
    named = {"aria-labelledby": f"question-{asked.key}", **IN_NOTE}
    endless = asked.kind == Kind.SCALE and asked.high - asked.low > MOST_STEPS
    if asked.kind in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.SCALE) and not endless:
        return _choice(asked, standing, named)
    if asked.kind == Kind.NUMBER or endless:
        return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", **named})
    if asked.kind == Kind.DATE:
        return forms.DateInput({"type": "date", **named}, format="%Y-%m-%d")
    if asked.kind == Kind.ORGANISATION:
        return SuggestInput("suggest_organisations", {"maxlength": answers.LONGEST_NAME, **named})
    if asked.kind == Kind.COMMUNE:
        return SuggestInput("suggest_communes", {"maxlength": 80, **named})
    return forms.TextInput({"maxlength": answers.LONGEST[Kind.SHORT_TEXT], "autocomplete": "off", **named})


def _choice(asked: Asked, standing: Any, named: dict[str, str]) -> forms.Widget:
    offered = _offered(asked, standing)
    if asked.kind == Kind.SEVERAL_CHOICES:
        return forms.CheckboxSelectMultiple(IN_NOTE, choices=offered)
    choices = [("", _("Sans réponse")), *offered]
    few = len(offered) <= MOST_BUTTONS
    return forms.RadioSelect(IN_NOTE, choices=choices) if few else forms.Select(named, choices=choices)


def _offered(asked: Asked, standing: Any) -> list[tuple[str, str]]:
    if asked.kind == Kind.SCALE:
        ends = {asked.low: asked.low_label, asked.high: asked.high_label}
        steps = range(asked.low, asked.high + 1)
        return [(str(step), f"{step} – {ends[step]}" if ends.get(step) else str(step)) for step in steps]
    kept = standing if isinstance(standing, list) else [standing]
    return [(key, label) for key, label in asked.options.items() if key not in asked.archived or key in kept]


class AnswersForm(forms.Form):
    """The answers to ``asked``; those to long questions are passages of the text, and have no field here."""

    def __init__(
        self, data: Any = None, *, asked: Iterable[Asked], standing: Mapping[str, Any], user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, prefix=PREFIX, **kwargs)
        self.asked, self.standing = list(asked), standing
        for question in self.asked:
            if question.kind != Kind.LONG_TEXT:
                self.fields[question.key] = AnswerField(question, standing=standing.get(question.key), user=user)

    @classmethod
    def typed(cls, sent: Mapping[str, Any], **kwargs: Any) -> "AnswersForm":
        """From ``{key: what was typed}``; a question left out is untouched."""
        form = cls(**kwargs)
        touched = {key: field for key, field in form.fields.items() if key in sent}
        form.fields = touched
        form.is_bound, form.data = True, {f"{PREFIX}-{key}": sent[key] for key in touched}
        return form

    @property
    def answers(self) -> dict[str, Any]:
        """All answers; one that was refused stays as it stood."""
        return self.over(self.standing)

    def over(self, standing: Mapping[str, Any]) -> dict[str, Any]:
        """The answers given here, and those of ``standing`` where none is."""
        given = {key: self.cleaned_data[key] for key in self.fields if key not in self.errors}
        return {key: answer for key, answer in {**standing, **given}.items() if answer is not None}

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of each field, ``None`` for nothing."""
        answers = self.answers
        return {key: answers.get(key) for key in self.fields}

    @property
    def rules(self) -> list[dict[str, Any]]:
        """What the page needs to tell by itself which questions are asked: those with a condition, those it looks at.

        For ``grid-answers.js`` and ``grid-conditions.js``.
        """
        looked_at = {key for asked in self.asked for key in conditions.uses(asked.conditions)}
        names = conditions.communes(self.asked)
        return [
            {"key": asked.key, "condition": asked.conditions, **self._readable(asked, names)}
            for asked in self.asked
            if asked.conditions or asked.key in looked_at
        ]

    def _readable(self, asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
        answer = self.standing.get(asked.key)
        found = {"kind": asked.kind, "answer": answer, "shown": shown(asked, answer)}
        if asked.kind == Kind.SCALE:
            return {**found, "low": asked.low, "high": asked.high}
        return {**found, "names": names} if asked.kind == Kind.COMMUNE else found

    @property
    def refused(self) -> dict[str, str]:
        """Question key → why its answer is not kept."""
        return {key: " ".join(map(str, errors)) for key, errors in self.errors.items()}
