"""Writing a fact once: the same fact again changes nothing and leaves no trace. The one place that signs histories."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import User
from commons import journal
from commons.policies import Person
from commons.verbs import Verb

Thing = TypeVar("Thing", bound=models.Model)
#: Characters of the column where a history says why.
LONGEST_REASON = 100


def _rows(model: type[Thing]) -> models.Manager[Thing]:
    return model._default_manager  # noqa: SLF001  (the documented way to name any model's manager)


def known(model: type[Thing], keys: dict[str, Any]) -> Thing:
    return _rows(model).filter(**keys).order_by("pk").first() or model(**keys)


def sign(thing: models.Model, by: Person | None) -> None:
    """The next line of ``thing``'s history is by this person; by the machine when there is none."""
    thing._history_user = by if isinstance(by, User) else None  # type: ignore[attr-defined]  # noqa: SLF001


def record(thing: Thing, facts: dict[str, Any], verb: Verb, *, by: Person | None) -> Thing:
    """``facts`` by field; rows and themes as any iterable. Raises ``ValidationError`` when they cannot be.

    To be called in a transaction: the row is locked, and what somebody else has written of it meanwhile is kept.
    """
    # Read again: a form may already have put what was typed on the object.
    kept = _rows(type(thing)).select_for_update().filter(pk=thing.pk).first()
    sets = {name: list(value) for name, value in facts.items() if _is_set(thing, name)}
    plain = {name: value for name, value in facts.items() if name not in sets}
    moved = {name: rows for name, rows in sets.items() if _members(kept, name) != _keys(rows)}
    if kept is None or moved or any(getattr(kept, name) != value for name, value in plain.items()):
        for field in thing._meta.concrete_fields if kept else ():  # noqa: SLF001
            setattr(thing, field.attname, getattr(kept, field.attname))
        for name, value in plain.items():
            setattr(thing, name, value)
        thing.full_clean()
        sign(thing, by)
        _save(thing, moved)
        journal.record(verb, thing, by=by)
    return thing


def _is_set(thing: models.Model, name: str) -> bool:
    return bool(thing._meta.get_field(name).many_to_many)  # noqa: SLF001  (the documented way to ask a model)


def _keys(rows: Iterable[Any]) -> set[Any]:
    """Rows by identifier; themes by their words, whatever the capitals."""
    return {row.casefold() if isinstance(row, str) else row.pk for row in rows}


def _members(kept: models.Model | None, name: str) -> set[Any]:
    if kept is None:
        return set()
    rows = getattr(kept, name).all()
    return _keys(row.name for row in rows) if rows.model is Tag else _keys(rows)


def _save(thing: models.Model, moved: dict[str, list[Any]]) -> None:
    """One line of history, whatever was moved: the library would write one for each set as well."""
    if not moved:
        thing.save()
        return
    created = thing._state.adding  # noqa: SLF001
    thing.skip_history_when_saving = True  # type: ignore[attr-defined]
    if created:
        thing.save()
    for name, rows in moved.items():
        getattr(thing, name).set(rows)
    del thing.skip_history_when_saving  # type: ignore[attr-defined]
    if "themes" in moved:  # no column of the history holds them
        words = _("thèmes\xa0: %(words)s") % {"words": ", ".join(sorted(moved["themes"])) or _("aucun")}
        thing._change_reason = words[:LONGEST_REASON]  # type: ignore[attr-defined]  # noqa: SLF001
    thing.save()
    thing._change_reason = None  # type: ignore[attr-defined]  # noqa: SLF001
    if created:
        thing.history.update(history_type="+")  # type: ignore[attr-defined]


def change(thing: models.Model, facts: dict[str, Any], *, by: Person | None) -> None:
    """A part of a larger action, which writes its own line of the journal; the history is signed all the same."""
    for name, value in facts.items():
        setattr(thing, name, value)
    sign(thing, by)
    thing.save()


def discard(thing: models.Model, *, by: Person | None) -> None:
    """Likewise for a thing taken away."""
    sign(thing, by)
    thing.delete()


def erase(thing: models.Model, verb: Verb, *, by: Person | None) -> None:
    """Removes a thing that keeps a history: what it was stays there."""
    journal.record(verb, thing, by=by)
    sign(thing, by)
    thing.delete()
