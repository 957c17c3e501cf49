"""Bringing organisations in by file: read and shown, written as a whole on confirmation, undone as a whole."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from actors import facts
from actors.actions.recording_many import A_BATCH, Change, write_many
from actors.exchange import matching, snapshots
from actors.exchange.matching import CHANGE, CREATE
from actors.models import ImportBatch, ImportedThing, Organisation
from actors.upkeep import uses
from commons import journal
from commons.jobs import start
from commons.models import Job
from commons.verbs import Verb

PREVIEW, APPLY, UNDO = "actors.tasks.preview_import", "actors.tasks.apply_import", "actors.tasks.undo_import"
#: Lines written while the person waits; more, and a job shows how far it is.
AT_ONCE = 300
Step = Callable[[int], None]


class NotWaiting(Exception):
    """It has already been imported, undone or given up: a second click, or somebody else's."""


@transaction.atomic
def begin(lines: list[dict[str, Any]], *, file_name: str, by: User) -> ImportBatch:
    """Keeps what the file says and compares it with the directory; nothing of the directory is written."""
    batch = ImportBatch.objects.create(
        kind=ImportBatch.Kind.ORGANISATIONS, file_name=file_name[-200:], lines=lines, by=by
    )
    if len(lines) > AT_ONCE:
        start(PREVIEW, target=batch, by=by)
    else:
        preview(batch)
    return batch


def preview(batch: ImportBatch) -> None:
    """Says again, line by line, what the import would do to the directory as it is."""
    matching.match(batch.lines, decided=False)
    batch.save(update_fields=["lines"])


@transaction.atomic
def choose(batch: ImportBatch, choices: dict[int, str], *, by: User) -> None:
    """What is decided of doubtful lines, by number of line: an identifier, ``another``, ``skip``. Others are passed
    over without a word: a page may be old."""
    batch = _waiting(batch)
    for line in batch.lines:
        choice = choices.get(line["number"])
        if choice in {near[0] for near in line.get("near", [])} | {matching.ANOTHER, matching.SKIP, ""}:
            line["choice"] = choice
    batch.save(update_fields=["lines"])


def confirm(batch: ImportBatch, *, by: User) -> Job | bool:
    """Imports now, or by a job when it is long. ``False``: the directory has moved, the preview is made anew.

    Raises ``NotWaiting``.
    """
    if len(batch.lines) > AT_ONCE:
        with transaction.atomic():
            return start(APPLY, target=_waiting(batch), by=by)
    return apply(batch, by=by)


def apply(
    batch: ImportBatch, *, by: User | None, step: Step = lambda percent: None, done: Callable[[], None] = lambda: None
) -> bool:
    """All the lines or none. ``False`` when the directory has changed since the preview in a way that changes what a
    line does: nothing is written, the preview is made anew. ``done`` is called inside the transaction.

    Raises ``NotWaiting``; ``IntegrityError`` when somebody writes the same name at the same instant.
    """
    prepared = _Prepared(batch)
    step(40)
    with transaction.atomic():
        batch = _waiting(batch)
        if prepared.is_stale(batch):
            prepared = _Prepared(batch)
        batch.lines = prepared.lines
        if not prepared.moved:
            _write(batch, by=by)
        batch.save()
        done()
    return not prepared.moved


class _Prepared:
    """The lines of an import, compared again and settled, before any lock is taken."""

    def __init__(self, batch: ImportBatch) -> None:
        self.fingerprint = snapshots.fingerprint()
        self.choices = _choices(batch)
        self.lines = deepcopy(batch.lines)
        matching.match(self.lines, decided=False)
        before = [matching.signature(line) for line in batch.lines]
        self.moved = [
            line["number"] for line, shown in zip(self.lines, before, strict=True) if matching.signature(line) != shown
        ]
        for line in self.lines:
            line["moved"] = line["number"] in self.moved
        if not self.moved:
            matching.match(self.lines, decided=True)

    def is_stale(self, batch: ImportBatch) -> bool:
        return self.fingerprint != snapshots.fingerprint() or self.choices != _choices(batch)


def _choices(batch: ImportBatch) -> list[str]:
    return [line["choice"] for line in batch.lines]


@dataclass(frozen=True)
class _Written:
    change: Change
    before: dict[str, Any]


def _write(batch: ImportBatch, *, by: User | None) -> None:
    written = []
    checkers = dict(Organisation.objects.exclude(checked_by=None).order_by().values_list("pk", "checked_by"))
    for line in batch.lines:
        if line["fate"] in (CREATE, CHANGE):
            created = line["fate"] == CREATE
            line["target"] = line["target"] or str(uuid4())
            after = {name: pair[1] for name, pair in line["diff"].items()}
            before = {} if created else {name: pair[0] for name, pair in line["diff"].items()}
            if "checked_on" in after:  # who gives a day of check is who checked
                after["checked_by"] = str(by.pk) if by else ""
                before |= {} if created else {"checked_by": str(checkers.get(UUID(line["target"]), ""))}
            written.append(_Written(Change(UUID(line["target"]), after, created), before))
    why = _("import de %(file)s") % {"file": batch.file_name}
    write_many([one.change for one in written], by=by, why=why)
    ImportedThing.objects.bulk_create(
        [
            ImportedThing(
                batch=batch,
                model="organisation",
                target_id=one.change.pk,
                created=one.change.created,
                before=one.before,
                after=one.change.facts,
            )
            for one in written
        ],
        batch_size=A_BATCH,
    )
    batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
    journal.record(Verb.ORGANISATIONS_IMPORTED, batch, by=by)


def ask_undo(batch: ImportBatch, *, by: User) -> Job | None:
    """Undoes now, or by a job when it is long. Raises ``NotWaiting``."""
    if batch.things.count() > AT_ONCE:
        with transaction.atomic():
            return start(UNDO, target=in_state(batch, ImportBatch.State.APPLIED), by=by)
    undo(batch, by=by)
    return None


@transaction.atomic
def undo(batch: ImportBatch, *, by: User | None, done: Callable[[], None] = lambda: None) -> None:
    """Gives back what the import changed and erases what it created. What was changed or used since is kept, and the
    lines of the import say so. Raises ``NotWaiting``."""
    batch = in_state(batch, ImportBatch.State.APPLIED)
    things = list(batch.things.order_by("pk"))
    undoing = _Undoing(things)
    why = _("import de %(file)s annulé") % {"file": batch.file_name}
    write_many(undoing.given_back, by=by, why=why)
    _erase(undoing.erased, by=by, why=why)
    for line in batch.lines:
        line["kept"] = undoing.kept.get(line["target"], "")
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
    batch.save()
    journal.record(Verb.IMPORT_UNDONE, batch, by=by)
    done()


class _Undoing:
    """What can be given back, and what is kept with the reason in words, by identifier."""

    def __init__(self, things: Sequence[ImportedThing]) -> None:
        everyone = [thing.target_id for thing in things]
        rows = Organisation.objects.order_by("pk")
        self.now = snapshots.of(rows.filter(pk__in=everyone) if len(everyone) <= A_BATCH else rows)
        self.merged = set(Organisation.objects.exclude(merged_into=None).order_by().values_list("pk", flat=True))
        self.used = uses.of({thing.target_id for thing in things if thing.created})
        self.given_back: list[Change] = []
        self.erased: list[UUID] = []
        self.kept: dict[str, str] = {}
        for thing in things:
            if thing.target_id not in self.now:
                self.kept[str(thing.target_id)] = _("effacée depuis")
            elif thing.created:
                self._uncreate(thing)
            else:
                self._give_back(thing)

    def _uncreate(self, thing: ImportedThing) -> None:
        pk = thing.target_id
        since = self._changed_since(thing)
        if pk in self.merged:
            self.kept[str(pk)] = _("gardée : fusionnée depuis")
        elif since:
            self.kept[str(pk)] = _("gardée : modifiée depuis (%(fields)s)") % {"fields": since}
        elif pk in self.used:
            self.kept[str(pk)] = _("gardée : utilisée depuis (%(uses)s)") % {"uses": ", ".join(self.used[pk])}
        else:
            self.erased.append(pk)

    def _give_back(self, thing: ImportedThing) -> None:
        changed = snapshots.differing(self.now[thing.target_id], thing.after)
        back = {name: value for name, value in thing.before.items() if name not in changed}
        if back:
            self.given_back.append(Change(thing.target_id, back))
        if changed:
            self.kept[str(thing.target_id)] = _("gardé, car modifié depuis : %(fields)s") % {"fields": _labels(changed)}

    def _changed_since(self, thing: ImportedThing) -> str:
        now = {name: value for name, value in self.now[thing.target_id].items() if value or name in thing.after}
        return _labels(snapshots.differing(thing.after, now))


def _labels(fields: dict[str, Any]) -> str:
    return ", ".join(facts.label(Organisation, name).lower() for name in fields)


def _erase(organisations: Sequence[UUID], *, by: User | None, why: str) -> None:
    """In a few queries; their histories stay, and say who erased them."""
    history: Any = Organisation.history
    for at in range(0, len(organisations), A_BATCH):
        some = organisations[at : at + A_BATCH]
        Organisation.objects.filter(pk__in=some).delete()
        history.filter(id__in=some, history_type="-").update(history_user=by, history_change_reason=why[:100])


def _waiting(batch: ImportBatch) -> ImportBatch:
    return in_state(batch, ImportBatch.State.PREVIEWED)


def in_state(batch: ImportBatch, *states: str) -> ImportBatch:
    """Locked: of two clicks, the second finds it done. Raises ``NotWaiting``."""
    found = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=states).first()
    if found is None:
        raise NotWaiting
    return found
