"""Writing the facts of many organisations in a few queries: imports, their undoing, merges. Histories are signed here
as in ``recording``, for rows written one by one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from accounts.models import User
from actors.actions.directory import RESERVED
from actors.exchange.snapshots import SETS, Snapshot
from actors.models import Organisation
from commons.models import CommonsTag

#: Rows a query: SQLite counts the values of a query.
A_BATCH = 200
#: Characters of the column where a history says why.
LONGEST_REASON = 100
_LINKS = {"area_communes": "commune_id", "area_zones": "zone_id"}


@dataclass(frozen=True)
class Change:
    """Facts to write on one organisation, by field, as ``snapshots`` says them; ``created`` makes it."""

    pk: UUID
    facts: Snapshot
    created: bool = False


def write_many(
    changes: Sequence[Change], *, by: User | None, why: str = "", step: Callable[[int], None] = lambda done: None
) -> None:
    """Inside the caller's transaction, each organisation at most once; facts are already checked. One line of history
    each; ``step`` hears how many are written."""
    created = [change for change in changes if change.created]
    made = _create(created)
    changed = Organisation.objects.in_bulk([change.pk for change in changes if not change.created])
    for done, change in enumerate(changes, 1):
        if not change.created:
            _change(changed[change.pk], change.facts)
        if done % A_BATCH == 0:
            step(done)
    _write_links(changes)
    _write_themes(changes)
    _write_history(made, "+", by=by, why=why)
    _write_history(list(changed.values()), "~", by=by, why=why)


def _columns(facts: Snapshot) -> dict[str, Any]:
    """Facts by attribute of the model, sets left out."""
    plain = {name: value for name, value in facts.items() if name not in SETS}
    for name in ("seat", "site"):
        if name in plain:
            plain[f"{name}_id"] = plain.pop(name) or None
    if "merged_into" in plain:
        plain["merged_into_id"] = plain.pop("merged_into") or None
    if "checked_by" in plain:
        plain["checked_by_id"] = User._meta.pk.to_python(plain.pop("checked_by") or None)  # noqa: SLF001
    if "checked_on" in plain:
        plain["checked_on"] = date.fromisoformat(plain["checked_on"]) if plain["checked_on"] else None
    return plain


def _create(changes: Sequence[Change]) -> list[Organisation]:
    slugs = _Slugs()
    made = []
    for change in changes:
        organisation = Organisation(pk=change.pk, **_columns(change.facts))
        organisation.slug = slugs.free(organisation.short_name or organisation.name)
        organisation.fold()
        made.append(organisation)
    return Organisation.objects.bulk_create(made, batch_size=A_BATCH)


def _change(organisation: Organisation, facts: Snapshot) -> None:
    columns = _columns(facts)
    for name, value in columns.items():
        setattr(organisation, name, value)
    if {"name", "short_name", "aliases"} & columns.keys():
        organisation.fold()
        columns |= {"folded_name": organisation.folded_name, "folded_names": organisation.folded_names}
    if columns:
        Organisation.objects.filter(pk=organisation.pk).update(**columns)


class _Slugs:
    """Addresses not taken yet, without asking the database for each."""

    def __init__(self) -> None:
        self.taken = RESERVED.union(Organisation.objects.order_by().values_list("slug", flat=True))
        self.next: dict[str, int] = defaultdict(lambda: 2)

    def free(self, name: str) -> str:
        base = slugify(name)[:70].strip("-") or "organisation"
        slug = base
        while slug in self.taken:
            slug = f"{base}-{self.next[base]}"
            self.next[base] += 1
        self.taken |= {slug}
        return slug


def _write_links(changes: Sequence[Change]) -> None:
    for name, column in _LINKS.items():
        through: Any = getattr(Organisation, name).through
        wanted = {change.pk: change.facts[name] for change in changes if name in change.facts}
        for some in _batches(list(wanted)):
            through.objects.filter(organisation_id__in=some).delete()
        rows = [through(organisation_id=pk, **{column: key}) for pk, keys in wanted.items() for key in keys]
        through.objects.bulk_create(rows, batch_size=A_BATCH)


def _write_themes(changes: Sequence[Change]) -> None:
    wanted = {change.pk: change.facts["themes"] for change in changes if "themes" in change.facts}
    kind = ContentType.objects.get_for_model(Organisation)
    for some in _batches(list(wanted)):
        CommonsTag.objects.filter(content_type=kind, object_id__in=some).delete()
    tags = _tags({word for words in wanted.values() for word in words})
    put = {(pk, tags[word.casefold()]) for pk, words in wanted.items() for word in words}
    rows = [CommonsTag(content_type=kind, object_id=pk, tag_id=tag) for pk, tag in put]
    CommonsTag.objects.bulk_create(rows, batch_size=A_BATCH)


def _tags(words: set[str]) -> dict[str, int]:
    """The tag of each word, whatever its capitals, made when there is none."""
    if not words:
        return {}
    known = {name.casefold(): pk for pk, name in Tag.objects.order_by("-pk").values_list("pk", "name")}
    for word in sorted(words):
        if word.casefold() not in known:
            known[word.casefold()] = Tag.objects.create(name=word).pk
    return known


def _write_history(organisations: Sequence[Organisation], kind: str, *, by: User | None, why: str) -> None:
    history: Any = Organisation.history
    lines = history.bulk_history_create(
        organisations,
        batch_size=A_BATCH,
        update=kind == "~",
        default_user=by,
        default_change_reason=why[:LONGEST_REASON],
        default_date=timezone.now(),
    )
    line_of = {line.id: line.pk for line in lines or []}
    for name, column in _LINKS.items():
        _copy_links(name, column, line_of)


def _copy_links(name: str, column: str, line_of: dict[UUID, Any]) -> None:
    """The library writes the sets of a line of history one by one; many lines are written at once here."""
    through: Any = getattr(Organisation, name).through
    kept = cast("Any", next(rel.related_model for rel in _history_sets() if _holds(rel.related_model, column)))
    rows = []
    for some in _batches(list(line_of)):
        links = through.objects.filter(organisation_id__in=some).order_by("pk")
        rows += [
            kept(history_id=line_of[pk], organisation_id=pk, id=link, **{column: key})
            for link, pk, key in links.values_list("pk", "organisation_id", column)
        ]
    kept.objects.bulk_create(rows, batch_size=A_BATCH)


def _history_sets() -> list[Any]:
    history: Any = Organisation.history
    return list(history.model._meta.related_objects)  # noqa: SLF001  (where the library keeps the sets of a line)


def _holds(model: type[models.Model], column: str) -> bool:
    return any(getattr(one, "attname", "") == column for one in model._meta.get_fields())  # noqa: SLF001


def _batches(keys: Sequence[UUID]) -> list[Collection[UUID]]:
    return [keys[start : start + A_BATCH] for start in range(0, len(keys), A_BATCH)]
