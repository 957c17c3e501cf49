"""A written-up interview put at the end of a note: kept, read, shown, then put as one revision. Nothing is replaced."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons import journal
from commons.jobs import start
from commons.pandoc import TooSlow, Unconvertible
from commons.richtext import TooLong, TooTangled
from commons.tables import Unreadable
from commons.verbs import Verb
from interviews.actions.notes import save_note
from interviews.models import Interview, Note, NoteImport, Question
from interviews.notes import documents, headings

READ = "interviews.tasks.read_import"
FOLDER = "note_imports"
#: Seconds that a person waits: what is light but takes longer, on a busy machine or by its form, is for a job too.
AT_ONCE = 0.8
#: After this, a text that nobody confirmed is forgotten.
KEPT_FOR = timedelta(days=7)
Waiting = NoteImport.State
State = Interview.State


class NotWaiting(Exception):
    """It was given up, or put already."""


class Closed(Exception):
    """The interview takes no imported text as it stands; the message says why, and what to do."""


_CLOSED = {
    State.CANCELLED: _("Cet entretien est annulé : prévoyez-le à nouveau avant d’y importer un texte."),
    State.WITHDRAWN: _("Les personnes rencontrées ont retiré leur accord : rien ne s’ajoute plus à cet entretien."),
    State.VALIDATED: _(
        "Le compte rendu est validé par la personne rencontrée : dites d’abord, sur la page de l’entretien, "
        "qu’il est à valider à nouveau."
    ),
}


def closed(interview: Interview) -> str:
    """Why it takes no imported text, empty when it does."""
    return str(_CLOSED.get(State(interview.state), ""))


def begin(note: Note, upload: File, *, kind: str, by: User) -> NoteImport:
    """Reads what is light at once, and keeps the rest for a job. Raises ``Unreadable``, ``Closed``: nothing is kept."""
    _require_open(Interview.objects.get(pk=note.interview_id))
    data = upload.read()
    document = _at_once(data, kind)  # before the transaction: nobody waits for it to write
    found = NoteImport(note=note, by=by, format=kind)
    with transaction.atomic():
        if document is not None:
            found.body, found.warnings, found.state = document.body, document.warnings, Waiting.SHOWN
            found.save()
            return found
        found.save()
        found.file.save(str(found.pk), ContentFile(data))
        start(READ, target=found, by=by)
        return found


def read(found: NoteImport, *, done: Callable[[], None]) -> None:
    """By the worker. ``done`` is called inside the transaction. Raises ``Unreadable``, ``NotWaiting``."""
    try:
        with found.file.open("rb") as file:
            document = _read(file.read(), found.format)
    except (FileNotFoundError, ValueError) as lost:  # ``ValueError``: no file is named
        if isinstance(lost, Unreadable):
            raise
        raise Unreadable(gettext("Ce fichier n’est plus là : donnez-le à nouveau.")) from lost
    with transaction.atomic():
        found = _in_state(found, Waiting.READING)
        found.body, found.warnings, found.state = document.body, document.warnings, Waiting.SHOWN
        _let_go(found)
        found.save()
        done()


@transaction.atomic
def refuse(found: NoteImport, *, done: Callable[[], None]) -> None:
    """It cannot be read, and ``done`` says why. Raises ``NotWaiting``."""
    found = _in_state(found, Waiting.READING)
    found.state = Waiting.UNREADABLE
    _let_go(found)
    found.save()
    done()


@transaction.atomic
def apply(found: NoteImport, *, choices: dict[str, str], by: User) -> None:
    """The text goes to the end of the note, each part under the question chosen (block of its heading → key).

    Whatever was saved meanwhile stays above it. Raises ``NotWaiting``, ``TooLong``, ``Closed``, ``Erased``.
    """
    note = Note.objects.select_for_update().get(pk=found.note_id)
    found = _in_state(found, Waiting.SHOWN)
    # Locked: nobody validates or cancels it meanwhile.
    _require_open(Interview.objects.select_for_update(no_key=True).get(pk=note.interview_id))
    questions = questions_of(note)
    keys = {question.key for question in questions}
    chosen = {block: key for block, key in choices.items() if key in keys}
    placed = headings.passages(headings.of(found.body, questions), chosen)
    latest = note.latest()
    save_note(
        note,
        body=(latest.body if latest else "") + found.body,
        base=latest.number if latest else 0,
        passages={**(latest.passages if latest else {}), **placed},
        save_key=found.pk,
        by=by,
    )
    found.state, found.body = Waiting.APPLIED, ""
    found.save()
    journal.record(Verb.NOTE_IMPORTED, note, by=by)


@transaction.atomic
def give_up(found: NoteImport) -> None:
    """Forgets a text that was not put. Raises ``NotWaiting``."""
    found = _in_state(found, Waiting.READING, Waiting.SHOWN, Waiting.UNREADABLE)
    _let_go(found)
    found.delete()


def questions_of(note: Note) -> list[Question]:
    """Those of the grid of its interview, in order."""
    asked = Question.objects.filter(section__revision=note.interview.revision_id, section__revision__isnull=False)
    return list(asked.select_related("section").order_by("section__position", "position"))


def sweep() -> int:
    """Once a day: what nobody confirmed is forgotten, and no file stays behind. Returns how many were."""
    before = timezone.now() - KEPT_FOR
    late = list(NoteImport.objects.filter(created_at__lt=before).exclude(state=Waiting.APPLIED).order_by("pk"))
    for found in late:
        try:
            give_up(found)
        except NotWaiting:
            continue
    named = set(NoteImport.objects.exclude(file="").values_list("file", flat=True))
    kept = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for name in (f"{FOLDER}/{one}" for one in kept):
        if name not in named and default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
    return len(late)


def _at_once(data: bytes, kind: str) -> documents.Document | None:
    """``None``: nobody waits for it. Raises ``Unreadable``."""
    if not documents.is_light(data, kind):
        return None
    try:
        return _read(data, kind, longest=AT_ONCE)
    except Unreadable as refusal:
        if isinstance(refusal.__cause__, TooSlow):
            return None
        raise


def _read(data: bytes, kind: str, *, longest: float | None = None) -> documents.Document:
    try:
        return documents.read(data, kind, longest=longest)
    except (Unconvertible, TooLong, TooTangled) as refusal:
        raise Unreadable(str(refusal)) from refusal


def _in_state(found: NoteImport, *states: str) -> NoteImport:
    """Locked: of two clicks, the second finds it done. Raises ``NotWaiting``."""
    waiting = NoteImport.objects.select_for_update().filter(pk=found.pk, state__in=states).first()
    if waiting is None:
        raise NotWaiting
    return waiting


def _require_open(interview: Interview) -> None:
    if reason := closed(interview):
        raise Closed(reason)


def _let_go(found: NoteImport) -> None:
    """The caller saves or deletes the row; its file goes once that is certain."""
    if found.file:
        transaction.on_commit(partial(default_storage.delete, str(found.file.name)))
        found.file = ""
