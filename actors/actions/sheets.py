"""The PDF of a territory's sheet: made by the worker, once for each content, whole or absent."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.atlas import sheets
from commons import jobs, pdf
from commons.jobs import Progress
from commons.models import Job
from territories.models import Territory

#: After a failure, how long a visitor's question does not start the work again.
PAUSE = timedelta(minutes=2)


@transaction.atomic
def ask_sheet(territory: Territory) -> Job:
    """The work that makes the file: the one going on, the last one if it has just failed, else a new one.

    Anyone may ask, so one territory keeps the worker busy once at a time, and once for each content.
    """
    last = sheets.latest_job(territory)
    if last and last.state == Job.State.FAILED and timezone.now() - last.created_at < PAUSE:
        return last
    return jobs.start(sheets.MAKE, target=territory, by=None)


def make_sheet(territory: Territory, *, progress: Progress) -> None:
    """Safe to run twice. What was made of an earlier content goes away."""
    progress(2, _("préparation"))
    document = sheets.document(sheets.of(territory))
    path = sheets.file_of(territory, document)
    if not path.exists():
        made = pdf.make(
            document,
            stylesheet=sheets.STYLESHEET,
            metadata={"dc:identifier": sheets.address(territory)},
            report=progress,
        )
        progress(95, _("rangement"))
        _keep(path, made.content)
    progress.finish()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
    for earlier in path.parent.glob("*.pdf"):
        if earlier != path:
            earlier.unlink(missing_ok=True)
