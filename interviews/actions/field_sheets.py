"""The PDF of a field sheet: made by the worker, once for each content, whole or absent."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons import jobs, pdf
from commons.jobs import Progress
from commons.models import Job
from interviews.grids import fieldsheets
from interviews.models import GridRevision

#: After a failure, how long asking again does not start the work again.
PAUSE = timedelta(minutes=2)


@transaction.atomic
def ask_field_sheet(revision: GridRevision) -> Job:
    """The work that makes the file: the one going on, the last one if it has just failed, else a new one."""
    last = fieldsheets.latest_job(revision)
    if last and last.state == Job.State.FAILED and timezone.now() - last.created_at < PAUSE:
        return last
    return jobs.start(fieldsheets.MAKE, target=revision, by=None)


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
