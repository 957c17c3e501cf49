"""Bringing actors and relations into an ecosystem by file: previewed, written on confirmation, undone as a whole."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from actors.actions import importing
from actors.actions.importing import APPLY, UNDO, in_state
from actors.actions.recording import erase, record
from actors.actions.recording_many import A_BATCH, Change, write_many
from actors.ecosystems import graph_import
from actors.ecosystems.graph_import import Row
from actors.exchange.matching import CHANGE, CREATE
from actors.models import Ecosystem, ImportBatch, ImportedThing, Organisation, Participation, Relation
from actors.upkeep import uses
from commons import journal
from commons.jobs import start
from commons.models import Job
from commons.verbs import Verb

MOVED = gettext_lazy(
    "L’annuaire ou l’écosystème a changé depuis cet aperçu\xa0: rien n’a été importé. Relisez, puis confirmez."
)
MODELS: dict[str, Any] = {"participation": Participation, "relation": Relation}
EDITED = {"participation": Verb.PARTICIPATION_EDITED, "relation": Verb.RELATION_EDITED}
REMOVED = {"participation": Verb.PARTICIPATION_REMOVED, "relation": Verb.RELATION_REMOVED}


@transaction.atomic
def begin(rows: list[Row], ecosystem: Ecosystem, *, file_name: str, by: User) -> ImportBatch:
    """The preview: nothing of it is written in the ecosystem yet."""
    return ImportBatch.objects.create(
        kind=ImportBatch.Kind.GRAPH,
        ecosystem=ecosystem,
        file_name=file_name,
        lines=graph_import.plan(rows, ecosystem),
        by=by,
    )


def confirm(batch: ImportBatch, choices: Mapping[str, str], *, by: User) -> Job | bool:
    """Imports now, or by a job when it is long, doubtful names settled by ``choices``. ``False``: see ``apply``.

    Raises ``NotWaiting``.
    """
    with transaction.atomic():
        batch = in_state(batch, ImportBatch.State.PREVIEWED)
        batch.choices = dict(choices)
        batch.save(update_fields=["choices"])
        if len(batch.lines) > importing.AT_ONCE:
            return start(APPLY, target=batch, by=by)
        return apply(batch, by=by)


@transaction.atomic
def apply(batch: ImportBatch, *, by: User | None, done: Callable[[str], None] = lambda said: None) -> bool:
    """Writes what was shown. ``False``, and a new preview, when the directory or the ecosystem has changed since.
    ``done`` is called inside the transaction, with a sentence when there is something to say. Raises ``NotWaiting``."""
    batch = in_state(batch, ImportBatch.State.PREVIEWED)
    ecosystem = Ecosystem.objects.select_for_update().get(pk=batch.ecosystem_id or UUID(int=0))
    fresh = graph_import.plan(batch.lines, ecosystem)
    if fresh != batch.lines:
        batch.lines = fresh
        batch.save()
        done(str(MOVED))
        return False
    batch.lines = graph_import.plan(batch.lines, ecosystem, batch.choices)
    why = _("import de %(file)s") % {"file": batch.file_name}
    things = _create_organisations(batch.lines, by=by, why=why)
    made = {thing.after["key"]: thing.target_id for thing in things}
    for name in MODELS:
        rows = [row for row in batch.lines if row["what"] == name]
        things += _create(name, ecosystem, [row for row in rows if row["fate"] == CREATE], made, by=by, why=why)
        things += [_change(name, row, by=by) for row in rows if row["fate"] == CHANGE]
    for thing in things:
        thing.batch = batch
    ImportedThing.objects.bulk_create(things, batch_size=A_BATCH)
    batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
    batch.save()
    journal.record(Verb.GRAPH_IMPORTED, ecosystem, by=by)
    done("")
    return True


def _create_organisations(lines: list[Row], *, by: User | None, why: str) -> list[ImportedThing]:
    rows = [row for row in lines if row["what"] == "name" and row["fate"] == CREATE]
    changes = [Change(uuid4(), {"name": row["name"], "aliases": [], **row["facts"]}, created=True) for row in rows]
    write_many(changes, by=by, why=why)
    return [
        ImportedThing(
            model="organisation", target_id=change.pk, created=True, after={**change.facts, "key": row["key"]}
        )
        for change, row in zip(changes, rows, strict=True)
    ]


def _create(
    name: str, ecosystem: Ecosystem, rows: list[Row], made: Mapping[str, UUID], *, by: User | None, why: str
) -> list[ImportedThing]:
    model = MODELS[name]
    made_rows = [model(ecosystem=ecosystem, **_columns(row, made)) for row in rows]
    model.objects.bulk_create(made_rows, batch_size=A_BATCH)
    model.history.bulk_history_create(
        made_rows, batch_size=A_BATCH, default_user=by, default_change_reason=why[:100], default_date=timezone.now()
    )
    return [ImportedThing(model=name, target_id=one.pk, created=True, after=_facts(one)) for one in made_rows]


def _columns(row: Row, made: Mapping[str, UUID]) -> dict[str, Any]:
    ends = [
        made.get(end.removeprefix(f"{CREATE} "), end) if end.startswith(f"{CREATE} ") else end for end in row["ends"]
    ]
    if row["what"] == "relation":
        confidence = row["facts"].get("confidence") or Relation.Confidence.STATED
        return {**row["facts"], "source_id": ends[0], "target_id": ends[1], "confidence": confidence}
    if row["sought"]:
        return {**row["facts"], "sought": row["name"][:160], "state": Participation.State.SOUGHT}
    state = row["facts"].get("state") or Participation.State.TO_APPROACH
    return {**row["facts"], "organisation_id": ends[0], "state": state}


def _change(name: str, row: Row, *, by: User | None) -> ImportedThing:
    thing = MODELS[name].objects.get(pk=row["target"])
    before = {field: pair[0] for field, pair in row["diff"].items()}
    after = {field: pair[1] for field, pair in row["diff"].items()}
    record(thing, after, EDITED[name], by=by)
    return ImportedThing(model=name, target_id=thing.pk, created=False, before=before, after=after)


def _facts(thing: Participation | Relation) -> dict[str, Any]:
    """As plain values, what undoing compares with: who changed it since keeps the change."""
    fields = [field for field in thing._meta.concrete_fields if field.name not in ("id", "ecosystem")]  # noqa: SLF001
    values = {field.attname: getattr(thing, field.attname) for field in fields}
    return {name: str(value) if value is not None else "" for name, value in values.items()}


def ask_undo(batch: ImportBatch, *, by: User) -> Job | int:
    """Undoes now, and says how many things were kept, or by a job when it is long. Raises ``NotWaiting``."""
    if batch.things.count() > importing.AT_ONCE:
        with transaction.atomic():
            return start(UNDO, target=in_state(batch, ImportBatch.State.APPLIED), by=by)
    return undo(batch, by=by)


@transaction.atomic
def undo(batch: ImportBatch, *, by: User | None, done: Callable[[str], None] = lambda said: None) -> int:
    """Takes out what the import brought in and gives back what it changed. Returns how many things were kept, because
    somebody has changed or used them since. Raises ``NotWaiting``."""
    batch = in_state(batch, ImportBatch.State.APPLIED)
    things = list(batch.things.order_by("pk"))
    kept = [thing for thing in things if thing.model in MODELS and not _undone(thing, by=by)]
    organisations = [thing for thing in things if thing.model == "organisation"]
    used = uses.of({thing.target_id for thing in organisations})
    for thing in organisations:
        organisation = Organisation.objects.filter(pk=thing.target_id).first()
        if organisation is None:
            continue
        if thing.target_id in used or any(getattr(organisation, name) != thing.after[name] for name in _COMPARED):
            kept.append(thing)
        else:
            erase(organisation, Verb.IMPORT_UNDONE, by=by)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
    batch.save()
    journal.record(Verb.IMPORT_UNDONE, batch, by=by)
    done(said_of(len(kept)))
    return len(kept)


def said_of(kept: int) -> str:
    """What was kept of an import undone, in a sentence; empty when nothing was."""
    if not kept:
        return ""
    return ngettext(
        "%(count)d ligne, modifiée ou utilisée depuis, a été gardée.",
        "%(count)d lignes, modifiées ou utilisées depuis, ont été gardées.",
        kept,
    ) % {"count": kept}


_COMPARED = ("name", "kind", "services", "source")


def _undone(thing: ImportedThing, *, by: User | None) -> bool:
    row = MODELS[thing.model].objects.filter(pk=thing.target_id).first()
    if row is None:
        return True
    if thing.created:
        if any(thing.after.get(name, value) != value for name, value in _facts(row).items()):
            return False
        erase(row, REMOVED[thing.model], by=by)
        return True
    back = {name: value for name, value in thing.before.items() if getattr(row, name) == thing.after[name]}
    record(row, back, EDITED[thing.model], by=by)
    return len(back) == len(thing.before)
