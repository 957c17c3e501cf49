"""Answers: the shape each kind is kept in, what a person typed made into it, and how it is said.

Long and short texts are kept as text; one choice as the key of its option, several as a list of keys; a scale as a
whole number; a number as a number; a date as ``"2026-03-12"``; an organisation as ``{"id": uuid or "", "name": …}``;
a commune as its INSEE code. Nothing answered is no entry at all, never an empty one.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commons.dates import date_format
from commons.names import on_one_line, writable
from interviews.models import Question

#: As kept in JSON.
Answer = Any
Kind = Question.Kind

LONGEST = {Kind.LONG_TEXT: 20_000, Kind.SHORT_TEXT: 400}
LONGEST_NAME = 200
LARGEST_NUMBER = 10**15

_COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}\Z")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?\Z")


@dataclass(frozen=True)
class Asked:
    """What is known of a question by whoever reads or writes its answer, without the database."""

    key: str
    kind: str
    text: str = ""
    #: Key of each option → its label, in order, archived ones too.
    options: Mapping[str, str] = field(default_factory=dict)
    #: Options that are said but no longer offered.
    archived: frozenset[str] = frozenset()
    low: int = 1
    high: int = 5
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    conditions: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, question: Question) -> "Asked":
        """Reads ``question.choices``: prefetch them when there are many questions."""
        choices = sorted(question.choices.all(), key=lambda choice: choice.position)
        return cls(
            key=question.key,
            kind=question.kind,
            text=question.text,
            options={choice.key: choice.label for choice in choices},
            archived=frozenset(choice.key for choice in choices if choice.archived),
            low=1 if question.scale_low is None else question.scale_low,
            high=5 if question.scale_high is None else question.scale_high,
            low_label=question.scale_low_label,
            high_label=question.scale_high_label,
            unit=question.unit,
            conditions=question.conditions,
        )


def clean(asked: Asked, typed: Any, *, standing: Answer | None = None) -> Answer | None:
    """The answer to keep, or ``None`` when nothing is answered; a kept answer comes back as it is.

    ``typed`` is what a form or a script sent. An option that is archived is taken only from ``standing``, the answer
    as it was: nobody is made to change it. Raises ``ValidationError`` with a French sentence.
    """
    if isinstance(typed, str):
        typed = writable(typed).strip()
    if typed is None or typed in ("", [], {}):
        return None
    cleaner = _CLEANERS.get(asked.kind)
    if cleaner is None:
        raise ValidationError(_("Cette question attend une réponse d’un type inconnu."))
    return cleaner(asked, typed, standing)


def _text(asked: Asked, typed: Any, standing: Answer | None) -> str:
    if not isinstance(typed, str):
        raise ValidationError(_("Écrivez un texte."))
    text = on_one_line(typed) if asked.kind == Kind.SHORT_TEXT else typed.replace("\r\n", "\n")
    longest = LONGEST[Kind(asked.kind)]
    if len(text) > longest:
        raise ValidationError(
            _("Ce texte compte %(size)s caractères ; la limite est de %(limit)s."),
            params={"size": number_format(len(text)), "limit": number_format(longest)},
        )
    return text


def _one(asked: Asked, typed: Any, standing: Answer | None) -> str:
    if not isinstance(typed, str) or typed not in asked.options or (typed in asked.archived and typed != standing):
        raise ValidationError(_("Choisissez une des réponses proposées."))
    return typed


def _several(asked: Asked, typed: Any, standing: Answer | None) -> list[str] | None:
    keys = [typed] if isinstance(typed, str) else typed
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        raise ValidationError(_("Choisissez parmi les réponses proposées."))
    kept = {key for key in standing if isinstance(key, str)} if isinstance(standing, list) else set()
    chosen = {key for key in keys if key}
    if chosen - set(asked.options) or (chosen & asked.archived) - kept:
        raise ValidationError(_("Choisissez parmi les réponses proposées."))
    return [key for key in asked.options if key in chosen] or None


def number(typed: Any) -> int | float:
    """``"1 234,5"`` → ``1234.5``; whole when it can be. Raises ``ValidationError``."""
    if isinstance(typed, str):
        bare = re.sub(r"\s", "", typed).replace("−", "-").replace(",", ".")
        if not _NUMBER.match(bare) or len(bare) > 40:
            raise ValidationError(_("Écrivez un nombre, par exemple 12 ou 12,5."))
        typed = float(bare) if "." in bare else int(bare)
    if (
        isinstance(typed, bool)
        or not isinstance(typed, int | float)
        or (isinstance(typed, float) and not math.isfinite(typed))
    ):
        raise ValidationError(_("Écrivez un nombre, par exemple 12 ou 12,5."))
    if abs(typed) > LARGEST_NUMBER:
        raise ValidationError(_("Ce nombre est trop grand."))
    return int(typed) if typed == int(typed) else typed


def _number(asked: Asked, typed: Any, standing: Answer | None) -> int | float:
    return number(typed)


def _scale(asked: Asked, typed: Any, standing: Answer | None) -> int:
    place = number(typed)
    if not isinstance(place, int) or not asked.low <= place <= asked.high:
        raise ValidationError(
            _("Choisissez un nombre entier entre %(low)d et %(high)d."),
            params={"low": asked.low, "high": asked.high},
        )
    return place


def _date(asked: Asked, typed: Any, standing: Answer | None) -> str:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(typed, shape).date().isoformat()  # noqa: DTZ007 - a day, wherever one is
        except (TypeError, ValueError):
            continue
    raise ValidationError(_("Écrivez une date, par exemple 12/03/2026."))


def _organisation(asked: Asked, typed: Any, standing: Answer | None) -> dict[str, str] | None:
    sent = {"id": "", "name": typed} if isinstance(typed, str) else typed
    if not isinstance(sent, dict) or not all(isinstance(sent.get(part, ""), str) for part in ("id", "name")):
        raise ValidationError(_("Écrivez le nom d’une organisation."))
    name, identifier = on_one_line(writable(sent.get("name", ""))), sent.get("id", "").strip()
    if not name and not identifier:
        return None
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError(_("Écrivez le nom d’une organisation, en 200 caractères au plus."))
    try:
        return {"id": str(UUID(identifier)) if identifier else "", "name": name}
    except ValueError as wrong:
        raise ValidationError(_("Cette organisation n’est pas dans l’annuaire : écrivez seulement son nom.")) from wrong


def _commune(asked: Asked, typed: Any, standing: Answer | None) -> str:
    if not isinstance(typed, str) or not _COMMUNE.match(typed.upper()):
        raise ValidationError(_("Choisissez une commune, ou écrivez son code INSEE à cinq caractères."))
    return typed.upper()


_CLEANERS: dict[str, Callable[[Asked, Any, Answer | None], Answer | None]] = {
    Kind.LONG_TEXT: _text,
    Kind.SHORT_TEXT: _text,
    Kind.ONE_CHOICE: _one,
    Kind.SEVERAL_CHOICES: _several,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.ORGANISATION: _organisation,
    Kind.COMMUNE: _commune,
}


def said(asked: Asked, answer: Answer | None, *, communes: Mapping[str, str] | None = None) -> str:
    """The answer in words, ``""`` for none; one that no longer fits its question is said as it was kept.

    ``communes`` gives the name of each code; a code without one is said as it is.
    """
    if answer is None:
        return ""
    try:
        return _said(asked, answer, communes or {})
    except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
        return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def _said(asked: Asked, answer: Answer, communes: Mapping[str, str]) -> str:
    sayers: dict[str, Callable[[], str]] = {
        Kind.ONE_CHOICE: lambda: asked.options[answer],
        Kind.SEVERAL_CHOICES: lambda: ", ".join(asked.options.get(key, key) for key in answer),
        Kind.SCALE: lambda: _place(asked, int(answer)),
        Kind.NUMBER: lambda: " ".join(part for part in (_figure(answer), asked.unit) if part),
        Kind.DATE: lambda: date_format(date.fromisoformat(answer), "j F Y"),
        Kind.ORGANISATION: lambda: str(answer["name"]),
        Kind.COMMUNE: lambda: communes.get(answer, answer),
    }
    return sayers.get(asked.kind, lambda: str(answer))()


def _figure(answer: Answer) -> str:
    value = number(answer)
    text = str(value)
    decimals = len(text.partition(".")[2]) if "e" not in text else None
    return str(number_format(value, decimals, use_l10n=True, force_grouping=True))


def _place(asked: Asked, place: int) -> str:
    """``"4 sur 5"``, and what an end means when it is one; the low end is said when it is not one."""
    label = {asked.low: asked.low_label, asked.high: asked.high_label}.get(place, "")
    where = _("%(place)d sur %(high)d") % {"place": place, "high": asked.high}
    if asked.low not in (0, 1):
        where = _("%(place)d, de %(low)d à %(high)d") % {"place": place, "low": asked.low, "high": asked.high}
    return f"{where} ({label})" if label else where
