"""Writing a fact once: the same fact again changes nothing and leaves no trace. The one place that signs histories."""

from typing import Any, TypeVar

from django.db import models

from accounts.models import User
from commons import journal
from commons.policies import Person
from commons.verbs import Verb

Thing = TypeVar("Thing", bound=models.Model)


def _rows(model: type[Thing]) -> models.Manager[Thing]:
    return model._default_manager  # noqa: SLF001  (the documented way to name any model's manager)


def known(model: type[Thing], keys: dict[str, Any]) -> Thing:
    return _rows(model).filter(**keys).order_by("pk").first() or model(**keys)


def sign(thing: models.Model, by: Person | None) -> None:
    """The next line of ``thing``'s history is by this person; by the machine when there is none."""
    thing._history_user = by if isinstance(by, User) else None  # type: ignore[attr-defined]  # noqa: SLF001


def record(thing: Thing, facts: dict[str, Any], verb: Verb, *, by: Person | None) -> Thing:
    """Raises ``ValidationError`` when the facts cannot be."""
    # Read again: a form may already have put what was typed on the object.
    kept = _rows(type(thing)).filter(pk=thing.pk).first()
    if kept is None or any(getattr(kept, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(thing, name, value)
        thing.full_clean()
        sign(thing, by)
        thing.save()
        journal.record(verb, thing, by=by)
    return thing


def erase(thing: models.Model, verb: Verb, *, by: Person | None) -> None:
    """Removes a thing that keeps a history: what it was stays there."""
    journal.record(verb, thing, by=by)
    sign(thing, by)
    thing.delete()
