"""Making the file of an edition: whole and sealed, or absent, whatever kills the worker."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from commons.jobs import Progress, Refused
from commons.pdf import Made
from deliverables.models import Rendition
from deliverables.rendering import pdf


def make_rendition(rendition: Rendition, *, progress: Progress) -> None:
    """Render the PDF and store it. Safe to run twice; a try that comes too late leaves no file."""
    if rendition.state == Rendition.State.READY:
        progress.finish()
        return
    if rendition.edition.is_withdrawn:
        raise Refused(_("Cette édition a été retirée : son PDF n’est plus préparé."))
    made = pdf.make(rendition.edition, report=progress)
    _store(rendition, made, progress)


def _store(rendition: Rendition, made: Made, progress: Progress) -> None:
    folder = f"renditions/{rendition.pk}"
    name = ""
    try:
        with transaction.atomic():
            # Holds the job's row until the end: no other try can take over between this line and the commit.
            progress(95, _("rangement"))
            _remove_leftovers(folder, str(rendition.pk))
            name = _save_whole(f"{folder}/{progress.attempt}.pdf", made.content, prefix=f"{rendition.pk}-")
            Rendition.objects.filter(pk=rendition.pk).update(
                state=Rendition.State.READY,
                file=name,
                sha256=hashlib.sha256(made.content).hexdigest(),
                size=len(made.content),
                pages=made.pages,
            )
            progress.finish()
    except BaseException:
        if name:
            default_storage.delete(name)
        raise


def _remove_leftovers(folder: str, prefix: str) -> None:
    """What a try wrote before dying without committing: no row names it."""
    for aside in _aside().glob(f"{prefix}-*"):
        aside.unlink(missing_ok=True)
    if default_storage.exists(folder):
        for leftover in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{leftover}")


class _WrittenFile(File):
    """A file already on the disk: the storage moves it into place instead of copying it byte by byte."""

    def __init__(self, opened: IO[Any]) -> None:
        super().__init__(opened)
        self.path = opened.name

    def temporary_file_path(self) -> str:
        return self.path


def _save_whole(name: str, content: bytes, *, prefix: str) -> str:
    """Store ``content`` under ``name`` in one move within the volume: it is there whole, or not at all."""
    _aside().mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=_aside(), prefix=prefix, suffix=".part", delete=False) as written:
        try:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
            return default_storage.save(name, _WrittenFile(written))
        finally:
            Path(written.name).unlink(missing_ok=True)


def _aside() -> Path:
    """Where files are written before their move; on the same volume, or the move would be a copy."""
    return Path(settings.MEDIA_ROOT) / "tmp"
