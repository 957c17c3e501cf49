"""When a question is asked: a condition on the answers to earlier ones, checked, evaluated and said in words.

A condition is ``{"join": "all" | "any", "tests": [{"key", "operator", "value"}]}``, or empty for always. ``value`` has
the shape of an answer (``interviews.grids.answers``), of one option for a question of several. As in the ODK standard,
a question without an answer differs from everything, and a question that is not asked has no answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.names import folded
from interviews.grids import answers
from interviews.grids.answers import Asked, Kind
from territories.models import Commune


class Operator(TextChoices):
    EQUALS = "equals", gettext_lazy("est")
    DIFFERS = "differs", gettext_lazy("n’est pas")
    CONTAINS = "contains", gettext_lazy("contient")
    ABOVE = "above", gettext_lazy("est au-dessus de")
    BELOW = "below", gettext_lazy("est au-dessous de")
    ANSWERED = "answered", gettext_lazy("a une réponse")
    UNANSWERED = "unanswered", gettext_lazy("n’a pas de réponse")


Condition = Mapping[str, Any]
MOST_TESTS = 10
#: Those that compare with nothing.
ALONE = frozenset({Operator.ANSWERED, Operator.UNANSWERED})
_ORDERED = (Operator.EQUALS, Operator.DIFFERS, Operator.ABOVE, Operator.BELOW)
#: What can be asked of each kind, beside whether it was answered. ``differs`` of several: the option is not among them.
_BY_KIND: dict[str, tuple[Operator, ...]] = {
    Kind.LONG_TEXT: (Operator.CONTAINS,),
    Kind.SHORT_TEXT: (Operator.EQUALS, Operator.DIFFERS, Operator.CONTAINS),
    Kind.ONE_CHOICE: (Operator.EQUALS, Operator.DIFFERS),
    Kind.SEVERAL_CHOICES: (Operator.CONTAINS, Operator.DIFFERS),
    Kind.SCALE: _ORDERED,
    Kind.NUMBER: _ORDERED,
    Kind.DATE: _ORDERED,
    Kind.ORGANISATION: (),
    Kind.COMMUNE: (Operator.EQUALS, Operator.DIFFERS),
}


def operators(kind: str) -> tuple[Operator, ...]:
    """Those that make sense of an answer of this kind."""
    return (*_BY_KIND.get(kind, ()), Operator.ANSWERED, Operator.UNANSWERED)


def check(condition: Condition, earlier: Iterable[Asked]) -> dict[str, Any]:
    """The condition as it is kept, ``{}`` for always; ``earlier`` are the questions asked before.

    Raises ``ValidationError`` with a French sentence.
    """
    tests = condition.get("tests") or []
    if not isinstance(tests, list) or condition.get("join", "all") not in ("all", "any"):
        raise ValidationError(_("Cette condition est mal formée."))
    if len(tests) > MOST_TESTS:
        raise ValidationError(_("Une condition a au plus %(most)d termes."), params={"most": MOST_TESTS})
    known = {asked.key: asked for asked in earlier}
    checked = [_checked(test, known) for test in tests]
    return {"join": condition.get("join", "all"), "tests": checked} if checked else {}


def _checked(test: Any, known: Mapping[str, Asked]) -> dict[str, Any]:
    asked = known.get(str(test.get("key"))) if isinstance(test, dict) else None
    if asked is None:
        raise ValidationError(_("Une condition porte sur une question posée avant celle-ci."))
    operator = test.get("operator")
    if operator not in operators(asked.kind):
        raise ValidationError(
            _("« %(question)s » ne peut pas être comparée ainsi."), params={"question": _short(asked)}
        )
    if operator in ALONE:
        return {"key": asked.key, "operator": str(operator)}
    value = _value(asked, test.get("value"))
    return {"key": asked.key, "operator": str(operator), "value": value}


def _value(asked: Asked, typed: Any) -> Any:
    """What an answer is compared with, in its shape; an archived option may stand, past answers have it."""
    if asked.kind == Kind.SEVERAL_CHOICES:
        typed = typed[0] if isinstance(typed, list) and len(typed) == 1 else typed
        cleaned = answers.clean(asked, typed, standing=[typed])
        value = cleaned[0] if cleaned else None
    else:
        value = answers.clean(asked, typed, standing=typed)
    if value is None:
        raise ValidationError(
            _("Dites à quoi comparer la réponse à « %(question)s »."), params={"question": _short(asked)}
        )
    return value


def holds(condition: Condition, answered: Mapping[str, Any]) -> bool:
    """Whether a question with this condition is asked, given the answers by key. Never raises on kept data."""
    tests = condition.get("tests") or []
    if not tests:
        return True
    results = (_passes(test.get("operator"), answered.get(test.get("key")), test.get("value")) for test in tests)
    return any(results) if condition.get("join") == "any" else all(results)


def _passes(operator: Any, answer: Any, value: Any) -> bool:
    if operator in ALONE:
        return (answer is None) == (operator == Operator.UNANSWERED)
    if answer is None or operator == Operator.DIFFERS:
        return operator == Operator.DIFFERS and not _matches(answer, value)
    if operator == Operator.EQUALS:
        return _matches(answer, value)
    if operator == Operator.CONTAINS:
        return _matches(answer, value) or (isinstance(answer, str) and folded(str(value)) in folded(answer))
    return _beyond(operator, answer, value)


def _matches(answer: Any, value: Any) -> bool:
    return value in answer if isinstance(answer, list) else bool(answer == value)


def _beyond(operator: Any, answer: Any, value: Any) -> bool:
    try:
        return bool(answer > value) if operator == Operator.ABOVE else bool(answer < value)
    except TypeError:  # an answer kept under the same key when the question was of another kind
        return False


def asked_keys(questions: Iterable[Asked], answered: Mapping[str, Any]) -> list[str]:
    """The questions that are asked given the answers, in order: the answer to one that is not counts for nothing."""
    counted: dict[str, Any] = {}
    found: list[str] = []
    for asked in questions:
        if holds(asked.conditions, counted):
            found.append(asked.key)
            if answered.get(asked.key) is not None:
                counted[asked.key] = answered[asked.key]
    return found


def uses(condition: Condition) -> set[str]:
    """The keys of the questions it looks at."""
    return {test.get("key", "") for test in condition.get("tests") or []}


def communes(questions: Iterable[Asked]) -> dict[str, str]:
    """The names, by code, of the communes that the conditions of these questions speak of."""
    every = list(questions)
    kinds = {asked.key: asked.kind for asked in every}
    codes = {
        test["value"]
        for asked in every
        for test in asked.conditions.get("tests", [])
        if kinds.get(test["key"]) == Kind.COMMUNE and "value" in test
    }
    return dict(Commune.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def said(condition: Condition, questions: Sequence[Asked], *, communes: Mapping[str, str] | None = None) -> str:
    """``Si « Avez-vous un local ? » est « Oui »``, or ``""`` when it is always asked."""
    known = {asked.key: asked for asked in questions}
    tests = [_said(test, known, communes) for test in condition.get("tests") or []]
    if not tests:
        return ""
    joint = _(" ou ") if condition.get("join") == "any" else _(" et ")
    return _("Si %(tests)s") % {"tests": joint.join(tests)}


def _said(test: Mapping[str, Any], known: Mapping[str, Asked], communes: Mapping[str, str] | None) -> str:
    asked = known.get(test["key"])
    question = _("« %(question)s »") % {"question": _short(asked) if asked else test["key"]}
    operator = Operator(test["operator"])
    words = _WORDS.get((asked.kind if asked else "", operator), operator.label)
    if operator in ALONE:
        return f"{question} {words}"
    value = test.get("value")
    if asked is None:
        return f"{question} {words} {value}"
    told = [value] if asked.kind == Kind.SEVERAL_CHOICES else value
    shown = answers.said(asked, told, communes=communes)
    quoted = asked.kind not in (Kind.NUMBER, Kind.SCALE, Kind.DATE)
    return f"{question} {words} " + (_("« %(answer)s »") % {"answer": shown} if quoted else shown)


#: Where the plain words of an operator would not be French.
_WORDS: dict[tuple[str, Operator], Any] = {
    (Kind.SEVERAL_CHOICES, Operator.CONTAINS): gettext_lazy("comprend"),
    (Kind.SEVERAL_CHOICES, Operator.DIFFERS): gettext_lazy("ne comprend pas"),
    (Kind.DATE, Operator.EQUALS): gettext_lazy("est le"),
    (Kind.DATE, Operator.DIFFERS): gettext_lazy("n’est pas le"),
    (Kind.DATE, Operator.ABOVE): gettext_lazy("est après le"),
    (Kind.DATE, Operator.BELOW): gettext_lazy("est avant le"),
}


def _short(asked: Asked) -> str:
    return Truncator(asked.text or asked.key).chars(60)
