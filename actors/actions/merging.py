"""Two organisations found to be one, or said to be two: both can be taken back."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from actors import facts as words
from actors.actions import moving
from actors.actions.recording_many import Change, write_many
from actors.exchange import snapshots
from actors.exchange.snapshots import SETS, Snapshot
from actors.models import Merge, NotDuplicate, Organisation
from commons import journal
from commons.names import folded
from commons.verbs import Verb

#: What a person chooses between the two; the rest is gathered from both.
CHOSEN = tuple(name for name in snapshots.FIELDS if name not in (*SETS, "aliases", "nationwide", "checked_by"))


@transaction.atomic
def merge(kept: Organisation, duplicate: Organisation, *, taken: Iterable[str], by: User) -> Merge:
    """``duplicate`` becomes a way to ``kept``: everything that referred to it moves. ``taken``: the fields of which the
    duplicate's value is kept; names, areas and themes are gathered.

    Raises ``ValidationError`` when one of them has been merged already.
    """
    kept, duplicate = _locked(kept, duplicate)
    both = snapshots.of(Organisation.objects.filter(pk__in=[kept.pk, duplicate.pk]).order_by("pk"))
    before, theirs = both[kept.pk], both[duplicate.pk]
    after = gathered(before, theirs, taken)
    why = _("fusion de %(one)s et de %(other)s") % {"one": before["name"], "other": theirs["name"]}
    changed = {name: pair[1] for name, pair in snapshots.differing(before, after).items()}
    followers = [row.pk for row in Organisation.objects.filter(merged_into=duplicate).order_by("pk")]
    swapped = changed.get("name") == duplicate.name
    if swapped:  # a name belongs to one row: the duplicate takes the other in exchange
        _set_name_aside(duplicate)
    write_many([Change(kept.pk, changed)], by=by, why=why)
    given = {"name": before["name"]} if swapped else {}
    gone = [Change(duplicate.pk, {"merged_into": kept.pk} | given)]
    write_many([*gone, *(Change(pk, {"merged_into": kept.pk}) for pk in followers)], by=by, why=why)
    moved = moving.move(duplicate, kept, by=by) | {
        "before": {name: before[name] for name in changed},
        "after": changed,
        "name": theirs["name"],
        "followers": [str(pk) for pk in followers],
    }
    made = Merge.objects.create(kept=kept, duplicate=duplicate, moved=moved, by=by)
    journal.record(Verb.ORGANISATIONS_MERGED, kept, by=by)
    return made


def gathered(before: Snapshot, theirs: Snapshot, taken: Iterable[str]) -> Snapshot:
    """The facts of the one that stays."""
    after = before | {name: theirs[name] for name in taken if name in CHOSEN}
    if "checked_on" in set(taken):
        after["checked_by"] = theirs["checked_by"]
    if after["siret"] and after["siren"] and not after["siret"].startswith(after["siren"]):
        raise ValidationError(_("Le SIRET ne commence pas par le SIREN : gardez les deux de la même fiche."))
    after["nationwide"] = before["nationwide"] or theirs["nationwide"]
    for name in SETS:
        known = {item.casefold() for item in before[name]}
        after[name] = sorted([*before[name], *(item for item in theirs[name] if item.casefold() not in known)])
    names = (before["name"], before["short_name"], theirs["name"], theirs["short_name"], *theirs["aliases"])
    aliases = list(before["aliases"])
    spelt = {folded(after["name"]), folded(after["short_name"]), *map(folded, aliases)}
    for name in names:
        if name and folded(name) not in spelt:
            spelt.add(folded(name))
            aliases.append(name)
    return after | {"aliases": aliases}


def _set_name_aside(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(name=str(uuid4()))


@transaction.atomic
def separate(made: Merge, *, by: User) -> list[str]:
    """Everything moved goes back; what was changed since is kept, and said in the sentences returned.

    Raises ``ValidationError`` when it is done already, or when a later merge stands on this one.
    """
    made = Merge.objects.select_for_update().select_related("kept", "duplicate").get(pk=made.pk)
    kept, duplicate = made.kept, made.duplicate
    if made.undone_at is not None:
        raise ValidationError(_("Ces deux fiches sont déjà séparées."))
    if kept.merged_into_id is not None:
        raise ValidationError(
            _("« %(name)s » a été fusionnée à son tour depuis : séparez d’abord cette fusion-là.") % {"name": kept.name}
        )
    why = _("séparation de %(one)s et de %(other)s") % {"one": kept.name, "other": made.moved["name"]}
    said = _facts_back(made, by=by, why=why)
    said += moving.move_back(made.moved, duplicate, kept, by=by)
    made.undone_at = timezone.now()
    made.moved["said"] = said
    made.save()
    journal.record(Verb.MERGE_UNDONE, kept, by=by)
    return said


def _facts_back(made: Merge, *, by: User, why: str) -> list[str]:
    now = snapshots.one(made.kept)
    back, since = {}, []
    for name, before in made.moved["before"].items():
        after = made.moved["after"][name]
        if isinstance(after, list):
            added = [item for item in after if item not in before]
            back[name] = [item for item in now[name] if item not in added]
        elif now[name] == after:
            back[name] = before
        else:
            since.append(name)
    changes = [Change(made.duplicate.pk, {"merged_into": None} | _own_name(made, back))]
    followers = Organisation.objects.filter(pk__in=made.moved["followers"], merged_into=made.kept).order_by("pk")
    changes += [Change(row.pk, {"merged_into": made.duplicate.pk}) for row in followers]
    write_many([Change(made.kept.pk, back)], by=by, why=why)
    write_many(changes, by=by, why=why)
    if not since:
        return []
    labels = ", ".join(words.label(Organisation, name).lower() for name in since)
    return [_("changé depuis la fusion, gardé : %(fields)s") % {"fields": labels}]


def _own_name(made: Merge, back: dict[str, Any]) -> Snapshot:
    """The duplicate's name as it was, unless somebody else bears it now."""
    name = made.moved["name"]
    if name == made.duplicate.name:
        return {}
    if "name" in back:  # the one kept gives it back
        _set_name_aside(made.duplicate)
        return {"name": name}
    taken = Organisation.objects.exclude(pk=made.duplicate.pk).filter(name=name).exists()
    return {} if taken else {"name": name}


@transaction.atomic
def dismiss(one: Organisation, other: Organisation, *, by: User) -> NotDuplicate:
    """They are two: the pair is not proposed again. Said twice, it is said once."""
    low, high = sorted((one, other), key=lambda organisation: organisation.pk)
    pair, new = NotDuplicate.objects.get_or_create(one=low, other=high, defaults={"by": by})
    if new:
        journal.record(Verb.DUPLICATE_DISMISSED, low, by=by)
    return pair


@transaction.atomic
def propose_again(pair: NotDuplicate) -> None:
    """They may be one after all."""
    pair.delete()


def _locked(kept: Organisation, duplicate: Organisation) -> tuple[Organisation, Organisation]:
    """Both as they are now; of two clicks, the second finds them merged."""
    rows = Organisation.objects.select_for_update().filter(pk__in=[kept.pk, duplicate.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2 or any(row.merged_into_id for row in found.values()):
        raise ValidationError(_("L’une de ces fiches vient d’être fusionnée ou effacée : rien n’a été fait."))
    return found[kept.pk], found[duplicate.pk]
