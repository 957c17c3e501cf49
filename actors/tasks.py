"""Work done by the worker. Ids in, safe to run twice."""

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext as _

from actors import actions
from actors.actions import importing
from actors.atlas import sheets
from actors.models import Ecosystem, ImportBatch
from commons import jobs
from commons.jobs import Progress, Refused
from commons.models import Job
from territories.models import Territory


@shared_task(name="actors.tasks.ask_if_still_true")
def ask_if_still_true() -> int:
    """The yearly question, a few organisations a day. A demonstration writes to nobody real."""
    return 0 if settings.DEMONSTRATION else actions.ask_due(settings.FACT_CHECKS_A_DAY)


@jobs.work("actors.tasks.lay_out")
def lay_out(progress: Progress, ecosystem: Ecosystem) -> None:
    actions.lay_out(ecosystem, progress=progress)


@jobs.work(sheets.MAKE)
def make_sheet(progress: Progress, territory: Territory) -> None:
    actions.make_sheet(territory, progress=progress)


@jobs.work(importing.PREVIEW)
def preview_import(progress: Progress, batch: ImportBatch) -> None:
    progress(10, _("comparaison avec l’annuaire"))
    importing.preview(batch)
    progress.finish(_("L’aperçu est prêt."))


@jobs.work(importing.APPLY)
def apply_import(progress: Progress, batch: ImportBatch) -> None:
    """Compares before it takes any lock; writes and ends in one transaction."""
    progress(10, _("comparaison avec l’annuaire"))
    try:
        importing.apply(
            batch,
            by=Job.objects.select_related("by").get(pk=progress.job).by,
            step=lambda percent: progress(percent, _("écriture")),
            done=progress.finish,
        )
    except importing.NotWaiting as already:
        raise Refused(_("Cet import n’attendait plus de confirmation.")) from already


@jobs.work(importing.UNDO)
def undo_import(progress: Progress, batch: ImportBatch) -> None:
    progress(10, _("retour à l’état d’avant"))
    try:
        importing.undo(batch, by=Job.objects.select_related("by").get(pk=progress.job).by, done=progress.finish)
    except importing.NotWaiting as already:
        raise Refused(_("Cet import est déjà annulé.")) from already
