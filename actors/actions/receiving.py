"""Files given to import: kept until the worker has read them, forgotten as soon as they are read."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from actors.actions.importing import in_state
from actors.ecosystems import graph_import
from actors.exchange import imports, matching
from actors.models import Ecosystem, ImportBatch
from commons.jobs import start
from commons.models import Job
from commons.tables import Unreadable

READ = "actors.tasks.read_import"
FOLDER = "imports"
#: After this, a file that nothing will read any more is erased.
KEPT_FOR = timedelta(days=1)
Step = Callable[[int, str], None]
_ABANDONED = (ImportBatch.State.READING, ImportBatch.State.UNREADABLE, ImportBatch.State.PREVIEWED)


@transaction.atomic
def keep(
    upload: File, *, kind: ImportBatch.Kind, by: User, ecosystem: Ecosystem | None = None, document: str = ""
) -> ImportBatch:
    """Keeps the file for a job that will read it; nothing else is written."""
    batch = ImportBatch.objects.create(
        kind=kind,
        state=ImportBatch.State.READING,
        file_name=str(upload.name)[-200:],
        document=document,
        ecosystem=ecosystem,
        by=by,
    )
    batch.file.save(str(batch.pk), upload)
    start(READ, target=batch, by=by)
    return batch


def read(batch: ImportBatch, *, step: Step, done: Callable[[], None]) -> None:
    """Reads and compares before any lock, then shows. ``done`` is called inside the transaction.

    Raises ``Unreadable``; ``NotWaiting`` when the file was given up meanwhile.
    """
    step(5, _("lecture du fichier"))
    try:
        with batch.file.open("rb") as file:
            if batch.kind == ImportBatch.Kind.GRAPH:
                lines = graph_import.read_file(file, batch.file_name, document=batch.document)
            else:
                lines = imports.read_file(file, batch.file_name)
    except (FileNotFoundError, ValueError) as lost:  # ``ValueError``: no file is named
        if isinstance(lost, Unreadable):
            raise
        raise Unreadable(_("Ce fichier n’est plus là\xa0: donnez-le à nouveau.")) from lost
    step(60, _("comparaison avec l’annuaire"))
    if batch.ecosystem is not None:
        lines = graph_import.plan(lines, batch.ecosystem)
    else:
        matching.match(lines, decided=False)
    with transaction.atomic():
        batch = in_state(batch, ImportBatch.State.READING)
        batch.lines, batch.state = lines, ImportBatch.State.PREVIEWED
        _let_go(batch)
        batch.save()
        done()


@transaction.atomic
def refuse(batch: ImportBatch, *, done: Callable[[], None]) -> None:
    """It cannot be read: its name stays in the list, and ``done`` says why. Raises ``NotWaiting``."""
    batch = in_state(batch, ImportBatch.State.READING)
    batch.state = ImportBatch.State.UNREADABLE
    _let_go(batch)
    batch.save()
    done()


@transaction.atomic
def give_up(batch: ImportBatch) -> None:
    """Forgets a file that was read by nobody, or only shown. Raises ``NotWaiting``."""
    batch = in_state(batch, *_ABANDONED)
    _let_go(batch)
    batch.delete()


def sweep() -> int:
    """Once a day: what no job will read any more becomes unreadable, and no file stays behind. Returns how many files
    were erased."""
    before = timezone.now() - KEPT_FOR
    awaited = Job.objects.unfinished().filter(kind=READ).values_list("target_id", flat=True)
    late = ImportBatch.objects.filter(state=ImportBatch.State.READING, created_at__lt=before)
    late.exclude(pk__in=list(awaited)).update(state=ImportBatch.State.UNREADABLE, file="")
    named = set(ImportBatch.objects.exclude(file="").values_list("file", flat=True))
    found = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    left = [f"{FOLDER}/{name}" for name in found if f"{FOLDER}/{name}" not in named]
    old = [name for name in left if default_storage.get_modified_time(name) < before]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _let_go(batch: ImportBatch) -> None:
    """The caller saves or deletes the row; its file goes once that is certain."""
    if batch.file:
        transaction.on_commit(partial(default_storage.delete, str(batch.file.name)))
        batch.file = ""
