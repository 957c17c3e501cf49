"""Things of the directory typed by their names: one in a field, or several one a line, with names proposed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from js_asset import Script

#: Lines read in one field; what covers more communes than this is an intercommunalité or a département.
MOST = 500
LONGEST = 200
SUGGESTIONS = Script("js/suggestions.js", type="module")


class SuggestInput(forms.TextInput):
    """A name, with names proposed while one types; without scripts, a plain field."""

    def __init__(self, suggestions: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = reverse_lazy(suggestions)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        field = super().render(*args, **kwargs)
        return format_html('<suggest-one data-from="{}">{}</suggest-one>', self.suggestions, field)

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[SUGGESTIONS])


class SuggestLines(forms.Textarea):
    """Names one a line, with a field that proposes and adds some; without scripts, a plain area."""

    def __init__(self, suggestions: str, label: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, **(attrs or {})})
        self.suggestions, self.label = reverse_lazy(suggestions), label

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '<suggest-lines data-from="{}" data-label="{}" data-button="{}">{}</suggest-lines>',
            self.suggestions,
            self.label,
            _("Ajouter"),
            super().render(*args, **kwargs),
        )

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[SUGGESTIONS])


class NamedLinesField(forms.CharField):
    """Several things named one a line. ``find`` says what each line means, or what is wrong with it."""

    def __init__(self, *, widget: SuggestLines, **kwargs: Any) -> None:
        super().__init__(widget=widget, **kwargs)

    def find(self, lines: list[str]) -> tuple[Sequence[Any], Sequence[str | ValidationError]]:
        """What the lines mean, in order, and what is wrong with each that means nothing."""
        raise NotImplementedError

    def written(self, things: Iterable[Any]) -> Iterable[str]:
        """The line of each thing, as ``find`` takes it back."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(self.written(value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        typed = super().clean(value)
        lines = list(dict.fromkeys(line.strip() for line in str(typed).splitlines() if line.strip()))
        if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
            raise ValidationError(
                _("Au plus %(most)d lignes, de %(longest)d caractères chacune."),
                params={"most": MOST, "longest": LONGEST},
            )
        found, wrong = self.find(lines)
        if wrong:
            raise ValidationError(list(wrong))
        return list({thing.pk: thing for thing in found}.values())
