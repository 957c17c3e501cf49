"""The PDF of a territory's sheet: made by the worker, once for each content, whole or absent."""

from pathlib import Path

from django.utils.translation import gettext as _

from actors.atlas import sheets
from commons import jobs, pdf
from commons.jobs import Progress
from commons.models import Job
from territories.models import Territory


def ask_sheet(territory: Territory) -> Job:
    """The work that makes the file. Anyone may ask."""
    return jobs.ask(sheets.MAKE, target=territory)


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
