"""What is written about a territory: its name, its perimeter, its kind; its creation and its removal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from territories.models import Territory

#: Addresses that are pages of the list, not territories.
TAKEN = ("nouveau", "comparer")


@transaction.atomic
def create(territory: Territory, *, by: User) -> Territory:
    """A territory still without communes, seen only by who may compose it. Its kind is decided by ``by``."""
    territory.slug = _free_slug(territory.name)
    territory.kind_decided_by, territory.kind_decided_on = by, timezone.localdate()
    territory.full_clean()
    territory.save()
    journal.record(Verb.TERRITORY_EDITED, territory, by=by)
    return territory


@transaction.atomic
def edit(territory: Territory, *, by: User, **facts: Any) -> Territory:
    """Changes the facts named. The address does not follow the name: links to the page go on working."""
    kept = Territory.objects.get(pk=territory.pk)
    if any(getattr(kept, name) != value for name, value in facts.items()):
        _write(territory, facts)
        journal.record(Verb.TERRITORY_EDITED, territory, by=by)
    return territory


@transaction.atomic
def decide_kind(territory: Territory, *, kind: str, reason: str, by: User) -> Territory:
    """The kind that a person retains, and why; what the zoning proposes is kept beside it, untouched."""
    kept = Territory.objects.get(pk=territory.pk)
    if (kept.kind, kept.kind_reason, kept.kind_decided_by_id is None) == (kind, reason, False):
        return kept
    decided = {"kind_decided_by": by, "kind_decided_on": timezone.localdate()}
    _write(territory, {"kind": kind, "kind_reason": reason, **decided})
    journal.record(Verb.TERRITORY_TYPED, territory, by=by)
    return territory


@transaction.atomic
def remove(territory: Territory, *, by: User) -> None:
    """Removes a territory that nothing uses. Raises ``ValidationError``, naming what does, otherwise."""
    journal.record(Verb.TERRITORY_REMOVED, territory, by=by)
    try:
        territory.delete()
    except ProtectedError as used:
        raise ValidationError(
            _("Ce territoire ne peut pas être supprimé : il sert à %(uses)s."),
            params={"uses": ", ".join(sorted(f"« {thing} »" for thing in used.protected_objects))},
        ) from used


def _write(territory: Territory, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(territory, name, value)
    territory.full_clean()
    territory.save(update_fields=list(facts))


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "territoire"
    taken = {*TAKEN, *Territory.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
