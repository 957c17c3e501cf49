"""Model fields of the house."""

import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons import richtext
from commons.names import writable
from commons.widgets import RichTextWidget

#: Breaks that word processors leave in what is copied from them.
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f]")


def keep_texts_writable() -> None:
    """Every text field of every form, those of the libraries included, leaves out what no screen shows.

    A null character is still refused by the field itself, and a password is taken as it is.
    """
    as_typed = forms.CharField.to_python

    def to_python(field: forms.CharField, value: Any) -> str | None:
        if isinstance(value, str) and "\x00" not in value and not isinstance(field.widget, forms.PasswordInput):
            value = writable(_BREAKS.sub(" ", value))
        return as_typed(field, value)

    forms.CharField.to_python = to_python  # type: ignore[method-assign, assignment]


class _Decoder(json.JSONDecoder):
    """What is nested, or long, beyond what Python reads is malformed as any other."""

    def decode(self, text: str, *args: Any) -> Any:
        try:
            return super().decode(text, *args)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("unreadable", text, 0) from error


class SentField(forms.JSONField):
    """JSON that a script of ours sends beside what was typed."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decoder=_Decoder, **kwargs)


class RichTextFormField(forms.CharField):
    """Rich text as typed: HTML from the editor, or plain paragraphs from a bare textarea."""

    widget = RichTextWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["strip"] = False
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return richtext.clean(richtext.from_typed(super().to_python(value) or ""))
        except (richtext.TooLong, richtext.TooTangled) as error:
            raise ValidationError(str(error)) from error


class RichTextField(models.TextField):
    """Sanitised HTML whose blocks have stable identifiers, on every write path.

    ``get_prep_value`` serves ``save``, ``create``, ``bulk_create``, ``update`` and imports alike: nothing reaches
    the database unclean. A value read back is trusted and never cleaned again (frozen text must not move).
    """

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str(richtext.clean(value)) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = richtext.clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RichTextFormField, "widget": RichTextWidget, **kwargs})


#: A list is for short texts: more belongs in a rich text.
MOST_LINES, LONGEST_LINE = 200, 400


class LinesFormField(forms.CharField):
    """A list typed one item a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _("Un élément par ligne.")
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        if "\x00" in (value or ""):
            raise ValidationError(_("Ce texte contient un caractère nul, qui ne s’écrit pas : retapez-le."))
        lines = [line for typed in (value or "").splitlines() if (line := writable(typed).strip())]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(
                _("Au plus %(most)d lignes, de %(longest)d caractères chacune."),
                params={"most": MOST_LINES, "longest": LONGEST_LINE},
            )
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class LinesField(models.JSONField):
    """A list of short texts, in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": LinesFormField} | kwargs))
