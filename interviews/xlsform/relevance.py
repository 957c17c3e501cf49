"""``relevant`` and our conditions: XPath of the simple forms people write, read and written."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from interviews.grids import conditions
from interviews.grids.answers import Asked, Kind
from interviews.grids.conditions import Operator

#: A name in a form → the question, and its option names → their keys.
Known = Mapping[str, tuple[Asked, Mapping[str, str]]]
_VALUE = r"""(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)"|(?P<bare>-?\d+(?:\.\d+)?)|date\(\s*['"](?P<day>[^'"]*)['"]\s*\))"""
_NAME = r"\$\{\s*(?P<name>[^}]+?)\s*\}"
_COMPARED = re.compile(rf"{_NAME}\s*(?P<sign>!=|>=|<=|=|>|<)\s*{_VALUE}\Z")
_TURNED = re.compile(rf"{_VALUE}\s*(?P<sign>!=|>=|<=|=|>|<)\s*{_NAME}\Z")
_SELECTED = re.compile(rf"(?P<function>selected|contains)\(\s*{_NAME}\s*,\s*{_VALUE}\s*\)\Z")
_COUNTED = re.compile(rf"(?:string-length|count-selected)\(\s*{_NAME}\s*\)\s*(?:>\s*0|>=\s*1|!=\s*0)\Z")
_PIECE = re.compile(r"""'[^']*'|"[^"]*"|\$\{[^}]*\}|[()]|\s*\b(?:and|or)\b\s*|.""", re.DOTALL)
_SPACED_NOT = re.compile(r"\bnot\s+\(")
_SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_MIRROR = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
#: Parentheses one in another: nobody writes so many.
DEEPEST = 20
_WHOLE = (Kind.SCALE, Kind.NUMBER)


class NotSimple(ValueError):
    """The expression says more than a condition of ours can."""


def read(expression: str, known: Known, whole: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The condition, ``{}`` for always. ``whole``: names of questions that take whole numbers only.

    Raises ``NotSimple``.
    """
    join, terms = _split(_SPACED_NOT.sub("not(", " ".join(expression.translate(_SMART).split())))
    tests = [_test(term, known, whole) for term in terms if not _always(term)]
    if not tests:
        return {}
    if join == "any" and len(tests) < len(terms):
        return {}
    return checked({"join": join, "tests": tests}, [asked for asked, _options in known.values()])


def checked(condition: dict[str, Any], earlier: Sequence[Asked]) -> dict[str, Any]:
    try:
        return conditions.check(condition, earlier)
    except ValidationError as refusal:
        raise NotSimple(str(refusal)) from refusal


def both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """When both hold. Raises ``NotSimple``: a condition joins its terms in one way."""
    if not one or not other or one == other:
        return one or other
    found = [*one["tests"], *(test for test in other["tests"] if test not in one["tests"])]
    joins = {condition["join"] for condition in (one, other) if len(condition["tests"]) > 1}
    if "any" in joins or len(found) > conditions.MOST_TESTS:
        raise NotSimple
    return {"join": "all", "tests": found}


_POSITIVE = frozenset({Operator.EQUALS, Operator.CONTAINS, Operator.ABOVE, Operator.BELOW, Operator.ANSWERED})


def implies(own: Mapping[str, Any], outer: Mapping[str, Any], conditions_of: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether ``own`` can only hold where ``outer`` does: it looks at answers that are only given there."""
    tests = own.get("tests") or []
    if not tests or (outer.get("join") == "any" and len(outer["tests"]) > 1):
        return False
    return all(
        test["operator"] in _POSITIVE and _holds_within(conditions_of.get(test["key"], {}), outer) for test in tests
    )


def _holds_within(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> bool:
    found = inner.get("tests") or []
    joined = inner.get("join") == "all" or len(found) == 1
    return joined and all(test in found for test in outer.get("tests") or [])


def _always(term: str) -> bool:
    return term in ("true()", "1", "'yes'", "yes")


def _split(expression: str, depth: int = 0) -> tuple[str, list[str]]:
    """The terms, and whether all or any must hold; parentheses that change nothing are taken away."""
    if depth > DEEPEST:
        raise NotSimple
    parts, joints = _parts(expression)
    if len(joints) > 1:
        raise NotSimple  # « and » and « or » together
    join = "any" if joints == {"or"} else "all"
    terms: list[str] = []
    for part in parts:
        if not _wrapped(part):
            terms.append(part)
            continue
        inner, found = _split(part[1:-1].strip(), depth + 1)
        if len(found) > 1 and len(parts) > 1 and inner != join:
            raise NotSimple
        join = inner if len(parts) == 1 else join
        terms += found
    return join, terms


def _parts(expression: str) -> tuple[list[str], set[str]]:
    parts, joints, depth = [""], set(), 0
    for piece in _PIECE.findall(expression):
        depth += (piece == "(") - (piece == ")")
        if depth < 0:
            raise NotSimple
        if depth == 0 and piece.strip() in ("and", "or"):
            joints.add(piece.strip())
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts], joints


def _wrapped(part: str) -> bool:
    """``(a = 1)``, not ``(a = 1) - (b)``."""
    if not (part.startswith("(") and part.endswith(")")):
        return False
    depth = 0
    pieces = _PIECE.findall(part)
    for number, piece in enumerate(pieces):
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return number == len(pieces) - 1
    return False


def _test(term: str, known: Known, whole: frozenset[str], depth: int = 0) -> dict[str, Any]:
    if depth > DEEPEST:
        raise NotSimple
    if term.startswith("not(") and _wrapped(term[3:]):
        return _negated(_test(term[4:-1].strip(), known, whole, depth + 1))
    if counted := _COUNTED.match(term):
        return {"key": _found(counted["name"], known)[0].key, "operator": str(Operator.ANSWERED)}
    if compared := _COMPARED.match(term):
        return _compared(compared, compared["sign"], known, whole)
    if turned := _TURNED.match(term):
        return _compared(turned, _MIRROR.get(turned["sign"], turned["sign"]), known, whole)
    if selected := _SELECTED.match(term):
        return _contained(selected, known)
    raise NotSimple(term)


def _found(name: str, known: Known) -> tuple[Asked, Mapping[str, str]]:
    if name not in known:
        raise NotSimple(name)
    return known[name]


def _value(match: re.Match[str]) -> str:
    return next(match[group] for group in ("one", "two", "bare", "day") if match[group] is not None)


def _contained(match: re.Match[str], known: Known) -> dict[str, Any]:
    asked, options = _found(match["name"], known)
    textual = asked.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT)
    if textual != (match["function"] == "contains"):
        raise NotSimple
    operator = Operator.EQUALS if asked.kind == Kind.ONE_CHOICE else Operator.CONTAINS
    return {"key": asked.key, "operator": str(operator), "value": options.get(_value(match), _value(match))}


def _compared(match: re.Match[str], sign: str, known: Known, whole: frozenset[str]) -> dict[str, Any]:
    asked, options = _found(match["name"], known)
    value = _value(match)
    if value == "" and sign in ("=", "!="):
        return {"key": asked.key, "operator": str(Operator.ANSWERED if sign == "!=" else Operator.UNANSWERED)}
    if asked.kind == Kind.SEVERAL_CHOICES:
        raise NotSimple  # « = » there means this option alone
    if sign in (">=", "<="):
        if match["name"] not in whole or not value.lstrip("-").isdigit():
            raise NotSimple
        value = str(int(value) + (-1 if sign == ">=" else 1))
    operator = {"=": Operator.EQUALS, "!=": Operator.DIFFERS}.get(
        sign, Operator.ABOVE if sign.startswith(">") else Operator.BELOW
    )
    return {"key": asked.key, "operator": str(operator), "value": options.get(value, value)}


_OPPOSITE = {
    Operator.EQUALS: Operator.DIFFERS,
    Operator.DIFFERS: Operator.EQUALS,
    Operator.CONTAINS: Operator.DIFFERS,
    Operator.ANSWERED: Operator.UNANSWERED,
    Operator.UNANSWERED: Operator.ANSWERED,
}


def _negated(test: dict[str, Any]) -> dict[str, Any]:
    """« Not above » is no « below »: someone may not have answered."""
    opposite = _OPPOSITE.get(Operator(test["operator"]))
    if opposite is None:
        raise NotSimple
    return {**test, "operator": str(opposite)}


def written(condition: Mapping[str, Any], known: Mapping[str, tuple[str, Asked, Mapping[str, str]]]) -> str:
    """The XPath of a condition. ``known``: by key, the name in the form, the question, its keys → names of options.

    Raises ``NotSimple`` when it looks at a question that is not there, or at a value that XPath cannot quote.
    """
    joint = " or " if condition.get("join") == "any" else " and "
    return joint.join(_written(test, known) for test in condition.get("tests") or [])


def _written(test: Mapping[str, Any], known: Mapping[str, tuple[str, Asked, Mapping[str, str]]]) -> str:
    if test["key"] not in known:
        raise NotSimple(test["key"])
    name, asked, options = known[test["key"]]
    value = test.get("value")
    writer = _WRITERS[Operator(test["operator"])]
    return writer(f"${{{name}}}", asked.kind, _literal(asked.kind, options.get(str(value), value)))


def _literal(kind: str, value: Any) -> str:
    if kind in _WHOLE:
        return str(value)
    text = str(value if value is not None else "")
    if kind == Kind.DATE:
        return f"date('{text}')"
    if ("'" in text and '"' in text) or "${" in text:  # a value that any reader would take for a reference
        raise NotSimple(text)
    return f'"{text}"' if "'" in text else f"'{text}'"


def _differs(name: str, kind: str, value: str) -> str:
    return f"not(selected({name}, {value}))" if kind == Kind.SEVERAL_CHOICES else f"{name} != {value}"


def _contains(name: str, kind: str, value: str) -> str:
    return f"selected({name}, {value})" if kind == Kind.SEVERAL_CHOICES else f"contains({name}, {value})"


_WRITERS: dict[Operator, Callable[[str, str, str], str]] = {
    Operator.EQUALS: lambda name, kind, value: f"{name} = {value}",
    Operator.DIFFERS: _differs,
    Operator.CONTAINS: _contains,
    Operator.ABOVE: lambda name, kind, value: f"{name} > {value}",
    Operator.BELOW: lambda name, kind, value: f"{name} < {value}",
    Operator.ANSWERED: lambda name, kind, value: f"{name} != ''",
    Operator.UNANSWERED: lambda name, kind, value: f"{name} = ''",
}
