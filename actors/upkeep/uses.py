"""Whether anything refers to organisations, on any floor: what refers to one keeps it from being erased."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from actors.models import Organisation


def of(organisations: Collection[UUID]) -> dict[UUID, list[str]]:
    """What refers to each, in words (« participations, entretiens »); those that nothing refers to are left out."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for words, pk in every(organisations):
        if words not in found[pk]:
            found[pk].append(words)
    return dict(found)


def every(organisations: Collection[UUID]) -> Iterator[tuple[str, UUID]]:
    """Each reference: what it is, in words, and to which organisation. A query by kind of thing."""
    for model, name in _references():
        rows = model._default_manager.filter(**{f"{name}__in": organisations}).order_by()  # noqa: SLF001
        for pk in rows.values_list(name, flat=True):
            if pk in organisations:
                yield str(model._meta.verbose_name_plural), pk  # noqa: SLF001


def _references() -> Iterator[tuple[Any, str]]:
    """Models and the field of each that names an organisation, as Django knows them; neither histories nor the tables
    of an organisation's own area."""
    for relation in Organisation._meta.get_fields(include_hidden=True):  # noqa: SLF001
        model: Any = relation.related_model
        if not relation.auto_created or relation.concrete or model is None:
            continue
        if not model._meta.auto_created and not hasattr(model, "instance_type"):  # noqa: SLF001
            yield model, relation.field.name  # type: ignore[union-attr]
