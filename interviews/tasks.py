"""Work done by the worker. Ids in, safe to run twice."""

from functools import partial
from io import StringIO

from celery import shared_task
from django.core.management import call_command
from django.utils.translation import gettext as _

from commons import jobs
from commons.jobs import Progress, Refused
from commons.tables import Unreadable
from interviews import actions
from interviews.actions import field_sheets, importing
from interviews.grids import fieldsheets
from interviews.models import GridRevision, NoteImport, Terms


@jobs.work(importing.READ)
def read_import(progress: Progress, found: NoteImport) -> None:
    progress(10, _("lecture du document"))
    try:
        importing.read(found, done=partial(progress.finish, _("L’aperçu est prêt.")))
    except Unreadable as refusal:
        importing.refuse(found, done=partial(progress.fail, str(refusal)))
    except importing.NotWaiting as given_up:
        raise Refused(_("Ce fichier a été oublié avant d’être lu.")) from given_up


@shared_task(name="interviews.tasks.sweep_imports")
def sweep_imports() -> int:
    return importing.sweep()


@shared_task(name="interviews.tasks.erase_expired")
def erase_expired() -> None:
    call_command("erase_expired", stdout=StringIO())


@jobs.work(actions.MAKE_PDF)
def make_terms_pdf(progress: Progress, terms: Terms) -> None:
    actions.make_terms_pdf(terms, progress=progress)


@jobs.work(fieldsheets.MAKE)
def make_field_sheet(progress: Progress, revision: GridRevision) -> None:
    field_sheets.make_field_sheet(revision, progress=progress)
