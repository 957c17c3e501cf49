"""Moving what refers to one organisation to another, and back: each function says in JSON what it did."""

import json
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from actors.actions.recording import change, discard
from actors.models import (
    Correction,
    Engagement,
    FactCheck,
    NotDuplicate,
    Organisation,
    Participation,
    PinnedNode,
    Relation,
)
from commons.policies import Person

Moved = dict[str, Any]
#: Rows that merely follow.
_FOLLOWING: dict[str, type[models.Model]] = {"correction": Correction, "fact_check": FactCheck}
#: Rows of which an organisation has one by these fields, and what the one that stays takes from the other when empty.
_ONCE: dict[str, tuple[type[models.Model], tuple[str, ...], tuple[str, ...]]] = {
    "participation": (Participation, ("ecosystem_id",), ("role", "since", "until", "source")),
    "engagement": (Engagement, ("commons_id", "circle"), ("role", "since", "until")),
    "pinned_node": (PinnedNode, ("ecosystem_id",), ()),
}


def move(duplicate: Organisation, kept: Organisation, *, by: Person | None) -> Moved:
    """Everything that refers to ``duplicate`` refers to ``kept``, higher floors included."""
    moved: Moved = {name: _move_following(model, duplicate, kept) for name, model in _FOLLOWING.items()}
    for name, (model, keys, filled) in _ONCE.items():
        moved[name] = _move_once(model, keys, filled, duplicate, kept, by=by)
    moved["relation"] = _move_relations(duplicate, kept, by=by)
    moved["not_duplicate"] = _move_dismissed(duplicate, kept)
    for name, (forth, _back) in settings.ORGANISATION_MERGES.items():
        moved[name] = import_string(forth)(duplicate, kept)
    return moved


def move_back(moved: Moved, duplicate: Organisation, kept: Organisation, *, by: Person | None) -> list[str]:
    """What could not be given back, in French."""
    said: list[str] = []
    for name, model in _FOLLOWING.items():
        rows = _rows(model).filter(pk__in=moved[name], organisation=kept)
        rows.update(organisation=duplicate)
    for name, (model, _keys, _filled) in _ONCE.items():
        said += _move_once_back(model, moved[name], duplicate, kept, by=by)
    said += _move_relations_back(moved["relation"], duplicate, kept, by=by)
    _move_dismissed_back(moved.get("not_duplicate", {"moved": [], "removed": []}), duplicate, kept)
    for name, (_forth, back) in settings.ORGANISATION_MERGES.items():
        said += import_string(back)(duplicate, kept, moved.get(name, []))
    return said


def _rows(model: type[models.Model]) -> Any:
    return model._default_manager.order_by("pk")  # noqa: SLF001


def _move_following(model: type[models.Model], duplicate: Organisation, kept: Organisation) -> list[str]:
    rows = _rows(model).filter(organisation=duplicate)
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    rows.update(organisation=kept)
    return keys


def _move_once(
    model: type[models.Model],
    keys: tuple[str, ...],
    filled: tuple[str, ...],
    duplicate: Organisation,
    kept: Organisation,
    *,
    by: Person | None,
) -> Moved:
    moved: Moved = {"moved": [], "removed": [], "filled": []}
    theirs = {tuple(getattr(row, key) for key in keys): row for row in _rows(model).filter(organisation=kept)}
    for row in _rows(model).filter(organisation=duplicate):
        same = theirs.get(tuple(getattr(row, key) for key in keys))
        if same is None:
            change(row, {"organisation": kept}, by=by)
            moved["moved"].append(str(row.pk))
            continue
        moved["removed"].append(_frozen(row))
        discard(row, by=by)
        taken = {name: getattr(row, name) for name in filled if getattr(row, name) and not getattr(same, name)}
        if getattr(row, "state", "") == Participation.State.MET:
            taken["state"] = Participation.State.MET
        before = {name: getattr(same, name) for name in taken}
        if taken != before:
            change(same, taken, by=by)
            moved["filled"].append({"pk": str(same.pk), "before": _texts(before), "after": _texts(taken)})
    return moved


def _move_once_back(
    model: type[models.Model], moved: Moved, duplicate: Organisation, kept: Organisation, *, by: Person | None
) -> list[str]:
    found = {str(row.pk): row for row in _rows(model).filter(pk__in=moved["moved"], organisation=kept)}
    for row in found.values():
        change(row, {"organisation": duplicate}, by=by)
    gone = len(moved["moved"]) - len(found)
    for filled in moved["filled"]:
        row = _rows(model).filter(pk=filled["pk"]).first()
        now = {name: getattr(row, name, None) for name in filled["after"]}
        if row is not None and _texts(now) == filled["after"]:
            change(row, {name: _value(row, name, text) for name, text in filled["before"].items()}, by=by)
    return _put_back(model, moved["removed"], by=by) + _gone(model, gone)


def _move_relations(duplicate: Organisation, kept: Organisation, *, by: Person | None) -> Moved:
    """One that would go from an organisation to itself, or that is already said, is taken away and remembered."""
    moved: Moved = {"source": [], "target": [], "removed": []}
    known = {_said(row) for row in Relation.objects.filter(Q(source=kept) | Q(target=kept)).order_by("pk")}
    for row in Relation.objects.filter(Q(source=duplicate) | Q(target=duplicate)).order_by("pk"):
        frozen, ends = _frozen(row), [end for end in ("source", "target") if getattr(row, f"{end}_id") == duplicate.pk]
        for end in ends:
            setattr(row, f"{end}_id", kept.pk)
        if row.source_id == row.target_id or _said(row) in known:
            moved["removed"].append(frozen)
            discard(Relation.objects.get(pk=row.pk), by=by)
            continue
        known.add(_said(row))
        change(row, {}, by=by)
        for end in ends:
            moved[end].append(str(row.pk))
    return moved


def _move_relations_back(moved: Moved, duplicate: Organisation, kept: Organisation, *, by: Person | None) -> list[str]:
    gone = 0
    for end in ("source", "target"):
        found = Relation.objects.filter(pk__in=moved[end], **{end: kept}).order_by("pk")
        gone += len(moved[end]) - len(found)
        for row in found:
            change(row, {end: duplicate}, by=by)
    return _put_back(Relation, moved["removed"], by=by) + _gone(Relation, gone)


def _move_dismissed(duplicate: Organisation, kept: Organisation) -> Moved:
    """What was said to be another than ``duplicate`` is another than ``kept``; that these were two is taken back."""
    moved: Moved = {"moved": [], "removed": []}
    for pair in NotDuplicate.objects.filter(Q(one=duplicate) | Q(other=duplicate)).order_by("pk"):
        if _turn(pair, duplicate, kept):
            moved["moved"].append(str(pair.pk))
        else:
            moved["removed"].append(_frozen(pair))
            pair.delete()
    return moved


def _move_dismissed_back(moved: Moved, duplicate: Organisation, kept: Organisation) -> None:
    for pair in NotDuplicate.objects.filter(Q(one=kept) | Q(other=kept), pk__in=moved["moved"]).order_by("pk"):
        _turn(pair, kept, duplicate)
    for one in moved["removed"]:
        if not NotDuplicate.objects.filter(one=one["fields"]["one"], other=one["fields"]["other"]).exists():
            _put_back(NotDuplicate, [one], by=None)


def _turn(pair: NotDuplicate, before: Organisation, after: Organisation) -> bool:
    """``after`` in the place of ``before``; ``False`` when that would say nothing, or what is said already."""
    third = pair.other_id if pair.one_id == before.pk else pair.one_id
    low, high = sorted((third, after.pk))
    if low == high or NotDuplicate.objects.filter(one=low, other=high).exists():
        return False
    pair.one_id, pair.other_id = low, high
    pair.save()
    return True


def _said(relation: Relation) -> tuple[Any, ...]:
    return (
        relation.ecosystem_id,
        relation.source_id,
        relation.target_id,
        relation.kind,
        relation.wording,
        relation.period,
    )


def _frozen(row: models.Model) -> Moved:
    """Every column of a row, as JSON keeps it."""
    found: list[Moved] = json.loads(serializers.serialize("json", [row]))
    return found[0]


def _put_back(model: type[models.Model], frozen: list[Moved], *, by: Person | None) -> list[str]:
    lost = 0
    for one in frozen:
        row = next(iter(serializers.deserialize("json", json.dumps([one])))).object
        if _still_stands(row) and not _rows(model).filter(pk=row.pk).exists():
            change(row, {}, by=by)
        else:
            lost += 1
    return _gone(model, lost)


def _still_stands(row: models.Model) -> bool:
    """What the row refers to still exists."""
    for field in row._meta.concrete_fields:  # noqa: SLF001
        key = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey) and key is not None:
            related: Any = field.related_model
            if not _rows(related).filter(pk=key).exists():
                return False
    return True


def _gone(model: type[models.Model], count: int) -> list[str]:
    if not count:
        return []
    name = model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name  # noqa: SLF001
    return [_("%(count)d %(name)s : effacé ou changé depuis, laissé en l’état") % {"count": count, "name": name}]


def _texts(facts: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in facts.items()}


def _value(row: models.Model, name: str, text: str) -> Any:
    field: Any = row._meta.get_field(name)  # noqa: SLF001
    return field.to_python(text) if text or not field.null else None
