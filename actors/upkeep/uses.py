"""What refers to organisations and ecosystems, on any floor: it keeps them from being erased."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from actors.models import Ecosystem, Organisation, Participation, Relation


def of(organisations: Collection[UUID]) -> dict[UUID, list[str]]:
    """What refers to each, in words (« participations, entretiens »); those that nothing refers to are left out."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for words, pk in every(organisations):
        if words not in found[pk]:
            found[pk].append(words)
    return dict(found)


def every(organisations: Collection[UUID]) -> Iterator[tuple[str, UUID]]:
    """Each reference: what it is, in words, and to which organisation. A query by kind of thing."""
    for model, name in _references(Organisation):
        rows = model._default_manager.filter(**{f"{name}__in": organisations}).order_by()  # noqa: SLF001
        for pk in rows.values_list(name, flat=True):
            if pk in organisations:
                yield str(model._meta.verbose_name_plural), pk  # noqa: SLF001


def above(ecosystem: Ecosystem) -> list[str]:
    """What refers to an ecosystem, or to what it is made of, from higher floors: rows as Django knows them, how many of
    each, then what else these floors say of it (``settings.ECOSYSTEM_USES``)."""
    counted: Counter[Any] = Counter()
    for part, keys in (
        (Ecosystem, [ecosystem.pk]),
        (Participation, ecosystem.participations.order_by().values("pk")),
        (Relation, ecosystem.relations.order_by().values("pk")),
    ):
        for model, name in _references(part):
            if model._meta.app_label != Ecosystem._meta.app_label:  # noqa: SLF001
                counted[model] += model._default_manager.filter(**{f"{name}__in": keys}).count()  # noqa: SLF001
    rows = [
        f"{count} {model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name}"  # noqa: SLF001
        for model, count in counted.items()
        if count
    ]
    return rows + [words for path in settings.ECOSYSTEM_USES for words in import_string(path)(ecosystem)]


def _references(to: Any) -> Iterator[tuple[Any, str]]:
    """Models and the field of each that names a row of this one, as Django knows them; neither histories nor the tables
    of an organisation's own area."""
    for relation in to._meta.get_fields(include_hidden=True):  # noqa: SLF001
        model: Any = relation.related_model
        if not relation.auto_created or relation.concrete or model is None:
            continue
        if not model._meta.auto_created and not hasattr(model, "instance_type"):  # noqa: SLF001
            yield model, relation.field.name
