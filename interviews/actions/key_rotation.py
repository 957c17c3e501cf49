"""Every secret of the base written again with the newest of the identity keys.

Each value is changed only if it is still the one that was read: nothing waits, nothing a person writes meanwhile is
lost, and a turn that was interrupted is taken up by the next one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast

from commons import ciphers, second_factor
from interviews import fields

BATCH = 200
_RAW = models.TextField()


class Unopened(Exception):
    """``count`` values open with none of the keys: nothing was written."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} values open with none of the keys")
        self.count = count


@dataclass
class Turn:
    """How many values were to be written again, how many already were under the newest key."""

    renewed: int = 0
    already: int = 0

    @property
    def seen(self) -> int:
        return self.renewed + self.already


@dataclass(frozen=True)
class Kept:
    """One encrypted value; ``replace`` stores another in its place, unless it changed since it was read."""

    token: str
    purpose: bytes
    replace: Callable[[str], bool]


def look() -> Turn:
    """What a turn would do. Raises ``Unopened``."""
    turn, unopened = Turn(), 0
    for kept in _every_value():
        try:
            waits = ciphers.renewed(kept.token, kept.purpose) is not None
        except ciphers.Unreadable:
            unopened += 1
            continue
        turn.renewed += waits
        turn.already += not waits
    if unopened:
        raise Unopened(unopened)
    return turn


def rotate(told: Callable[[Turn], None] = lambda turn: None) -> Turn:
    """``told`` hears the count after each batch, which is then kept. Raises ``Unopened`` before writing anything."""
    look()
    turn = Turn()
    values = _every_value()
    while batch := [kept for _rank, kept in zip(range(BATCH), values, strict=False)]:
        with transaction.atomic():
            for kept in batch:
                _renew(kept, turn)
        told(turn)
    return turn


def _renew(kept: Kept, turn: Turn) -> None:
    token = ciphers.renewed(kept.token, kept.purpose)
    if token is None:
        turn.already += 1
    else:
        turn.renewed += kept.replace(token)


def _every_value() -> Iterator[Kept]:
    for model in apps.get_models():
        for field in model._meta.fields:  # noqa: SLF001 - public in Django, despite its name
            if isinstance(field, fields.EncryptedTextField):
                yield from _of_field(model, field.name)
    for authenticator in Authenticator.objects.order_by("pk"):
        yield from _of_authenticator(authenticator)


def _of_field(model: type[models.Model], name: str) -> Iterator[Kept]:
    """Read and written as the database holds it: the field itself would decrypt and encrypt."""
    rows = models.QuerySet(model).annotate(held=Cast(F(name), _RAW)).exclude(held="")
    for pk, held in list(rows.order_by("pk").values_list("pk", "held")):
        yield Kept(held, fields.PURPOSE, partial(_replace, rows.filter(pk=pk, held=held), name))


def _replace(row: models.QuerySet[Any], name: str, token: str) -> bool:
    return bool(row.update(**{name: Value(token, output_field=_RAW)}))


def _of_authenticator(authenticator: Authenticator) -> Iterator[Kept]:
    for name in ("secret", "seed"):
        if held := authenticator.data.get(name):
            yield Kept(held, second_factor.PURPOSE, partial(_replace_in, authenticator.pk, name, held))


@transaction.atomic
def _replace_in(pk: int, name: str, held: str, token: str) -> bool:
    found = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if found is None or found.data.get(name) != held:
        return False
    found.data[name] = token
    found.save(update_fields=["data"])
    return True
