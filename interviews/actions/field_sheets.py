"""The PDF of a field sheet: made by the worker, once for each content, whole or absent."""

from django.utils.translation import gettext as _

from commons import jobs, pdf
from commons.jobs import Progress
from commons.models import Job
from interviews.grids import fieldsheets
from interviews.models import GridRevision


def ask_field_sheet(revision: GridRevision) -> Job:
    """The work that makes the file."""
    return jobs.ask(fieldsheets.MAKE, target=revision)


def make_field_sheet(revision: GridRevision, *, progress: Progress) -> None:
    """Safe to run twice. What was made of an earlier content goes away."""
    progress(2, _("préparation"))
    html = fieldsheets.document(revision, ruled=True)
    path = fieldsheets.file_of(revision, html)
    if not path.exists():
        made = pdf.make(html, stylesheet=fieldsheets.STYLESHEET, metadata={}, report=progress)
        progress(95, _("rangement"))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(made.content)
        part.replace(path)
        for earlier in set(path.parent.glob("*.pdf")) - {path}:
            earlier.unlink(missing_ok=True)
    progress.finish()
