"""What was taken out of an ecosystem lately, and may be put back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from actors.models import Ecosystem, Organisation, Participation, Relation

#: How long, and how many, the page of the ecosystem offers to put back.
LATELY, MOST = timedelta(days=30), 10


@dataclass(frozen=True)
class Removal:
    """``what`` it was in words; ``kind`` is ``participation`` or ``relation``."""

    pk: UUID
    kind: str
    what: str
    at: datetime


def removed(ecosystem: Ecosystem) -> list[Removal]:
    """Latest first; five queries. States and confidence are not among the words."""
    found = [*_of(Participation, ecosystem), *_of(Relation, ecosystem)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _of(model: type[Participation] | type[Relation], ecosystem: Ecosystem) -> Iterator[Removal]:
    rows: Any = model.history.filter(ecosystem=ecosystem, history_type="-", history_date__gt=timezone.now() - LATELY)
    present = set(model._default_manager.filter(ecosystem=ecosystem).order_by().values_list("pk", flat=True))  # noqa: SLF001
    latest = {row.id: row for row in rows.order_by("history_date") if row.id not in present}
    names = _names(latest.values())
    for row in latest.values():
        yield Removal(row.id, model._meta.model_name or "", _words(row, names), row.history_date)  # noqa: SLF001


def _names(rows: Iterable[Any]) -> dict[UUID, str]:
    ends = (getattr(row, name, None) for row in rows for name in ("organisation_id", "source_id", "target_id"))
    known = Organisation.objects.filter(pk__in={key for key in ends if key}).order_by("pk")
    return {organisation.pk: str(organisation) for organisation in known}


def _words(row: Any, names: dict[UUID, str]) -> str:
    if hasattr(row, "kind"):
        ends = names.get(row.source_id, ""), names.get(row.target_id, "")
        said = row.wording or row.get_kind_display()
        return f"{ends[0]} → {said} → {ends[1]}" + (f" ({row.period})" if row.period else "")
    return names.get(row.organisation_id, "") or row.sought
