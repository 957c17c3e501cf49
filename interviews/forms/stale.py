"""A form whose object somebody else changed since it was opened: what differs, and what the person decides."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.forms import BaseForm, BoundField
from django.http import QueryDict

from commons.names import folded
from interviews.grids.fingerprints import fingerprint

#: The field that says what the person saw, and the ones that say whose words are kept.
SEEN, KEEP, THEIRS = "seen", "keep-", "theirs"
#: What a form sends beside what was typed.
_BESIDE = ("csrfmiddlewaretoken", SEEN, "again", "another", "move_option")


class Grouped(Protocol):
    """A form some of whose fields are read together."""

    @property
    def groups(self) -> dict[str, list[str]]: ...
    def heading(self, group: str) -> str: ...
    def words(self, group: str) -> list[str]: ...


@dataclass(frozen=True)
class Conflict:
    """One thing that is not the same in the two versions; ``both`` when each person changed it."""

    group: str
    heading: str
    theirs: list[str]
    mine: list[str]
    changed_by_them: bool
    changed_by_me: bool

    @property
    def both(self) -> bool:
        return self.changed_by_them and self.changed_by_me

    @property
    def name(self) -> str:
        return KEEP + self.group


def shown(field: BoundField) -> str:
    """What stands in a field, in the words of its menu when it has one."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return str(value if value is not None else "").replace("\r\n", "\n").strip()
    labels = {str(key): str(label) for key, label in choices}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(sorted(labels.get(str(one), str(one)) for one in values if one not in (None, "")))


def seen_of(form: BaseForm) -> str:
    """What a form says, as short marks by group, for the page to send back."""
    return " ".join(f"{group}:{fingerprint(words)}" for group, words in _said(form).items())


def conflicts(saved: BaseForm, typed: BaseForm, seen: str) -> list[Conflict]:
    """What differs, when somebody else changed anything that the person would undo; else nothing."""
    before = dict(mark.partition(":")[::2] for mark in seen.split())
    theirs, mine = _said(saved), _said(typed)
    found = [
        Conflict(
            group,
            _heading(saved, group),
            words,
            mine[group],
            changed_by_them=fingerprint(words) != before[group],
            changed_by_me=fingerprint(mine[group]) != before[group],
        )
        for group, words in theirs.items()
        if group in before and words != mine[group]
    ]
    return found if any(one.changed_by_them for one in found) else []


def changed_by_them(saved: BaseForm, seen: str, group: str) -> bool:
    return f"{group}:" in seen and f"{group}:{fingerprint(_said(saved)[group])}" not in seen.split()


def settled(sent: QueryDict, saved: BaseForm) -> QueryDict:
    """What was sent, once the other's words are taken where the person chose them.

    Options that somebody else added stay; those that somebody else removed become new ones again.
    """
    typed = sent.copy()
    _follow_options(typed, saved)
    for group, names in _groups(saved).items():
        if sent.get(KEEP + group) == THEIRS:
            for name in names:
                _put(typed, name, saved[name].value())
    for name in [name for name in typed if name.startswith(KEEP)]:
        del typed[name]
    return typed


def carried(typed: QueryDict) -> Iterator[tuple[str, str]]:
    """Every name and value to send again, unchanged."""
    for name, values in typed.lists():
        if name not in _BESIDE:
            yield from ((name, str(value)) for value in values)


def _follow_options(typed: QueryDict, saved: BaseForm) -> None:
    if "new_options" not in saved.fields:
        return
    known = [name for name in saved.fields if name.startswith("label-")]
    renew_options(typed, known)
    missing = [name for name in known if name not in typed and SEEN in typed]
    for name in [*missing, *(_offered(name) for name in missing)]:
        _put(typed, name, saved[name].value())
    added = {folded(str(typed[name])) for name in missing}
    lines = typed.get("new_options", "").splitlines()
    typed["new_options"] = "\n".join(line for line in lines if folded(line) not in added)


def renew_options(typed: QueryDict, known: Collection[str] = ()) -> None:
    """Options whose fields are not ``known`` become new ones, in the order they were in."""
    lines: list[str] = []
    for name in [name for name in typed if name.startswith("label-") and name not in known]:
        lines += [str(typed[name])] if typed.get(_offered(name)) else []
        del typed[name]
    typed["new_options"] = "\n".join([*lines, *typed.get("new_options", "").splitlines()])


def _offered(name: str) -> str:
    return name.replace("label-", "offered-", 1)


def _put(typed: QueryDict, name: str, value: Any) -> None:
    if value in (None, False, "", []):
        typed.pop(name, None)
    elif isinstance(value, list | tuple):
        typed.setlist(name, [str(one) for one in value])
    else:
        typed[name] = "on" if value is True else str(value)


def _groups(form: BaseForm) -> dict[str, list[str]]:
    return cast(Grouped, form).groups if hasattr(form, "groups") else {name: [name] for name in form.fields}


def _said(form: BaseForm) -> dict[str, list[str]]:
    own = getattr(form, "words", None)
    return {group: own(group) if own else shown(form[group]).splitlines() for group in _groups(form)}


def _heading(form: BaseForm, group: str) -> str:
    own = getattr(form, "heading", None)
    return str(own(group) if own else form[group].label)
