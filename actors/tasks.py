"""Work done by the worker. Ids in, safe to run twice."""

from functools import partial

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext as _

from actors import actions
from actors.actions import graph_importing, importing, receiving
from actors.atlas import sheets
from actors.models import Ecosystem, ImportBatch
from commons import jobs, tables
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


@shared_task(name="actors.tasks.sweep_imports")
def sweep_imports() -> int:
    return receiving.sweep()


@jobs.work(receiving.READ)
def read_import(progress: Progress, batch: ImportBatch) -> None:
    try:
        receiving.read(batch, step=progress, done=partial(progress.finish, _("L’aperçu est prêt.")))
    except tables.Unreadable as refusal:
        receiving.refuse(batch, done=partial(progress.fail, str(refusal)))
    except importing.NotWaiting as given_up:
        raise Refused(_("Ce fichier a été oublié avant d’être lu.")) from given_up


@jobs.work(importing.PREVIEW)
def preview_import(progress: Progress, batch: ImportBatch) -> None:
    progress(10, _("comparaison avec l’annuaire"))
    importing.preview(batch)
    progress.finish(_("L’aperçu est prêt."))


@jobs.work(importing.APPLY)
def apply_import(progress: Progress, batch: ImportBatch) -> None:
    """Writes and ends in one transaction."""
    progress(10, _("comparaison avec l’annuaire"))
    by = Job.objects.select_related("by").get(pk=progress.job).by
    try:
        if batch.kind == ImportBatch.Kind.GRAPH:
            graph_importing.apply(batch, by=by, done=progress.finish)
        else:
            step = lambda percent: progress(percent, _("écriture"))  # noqa: E731
            importing.apply(batch, by=by, step=step, done=progress.finish)
    except importing.NotWaiting as already:
        raise Refused(_("Cet import n’attendait plus de confirmation.")) from already


@jobs.work(importing.UNDO)
def undo_import(progress: Progress, batch: ImportBatch) -> None:
    progress(10, _("retour à l’état d’avant"))
    by = Job.objects.select_related("by").get(pk=progress.job).by
    try:
        if batch.kind == ImportBatch.Kind.GRAPH:
            graph_importing.undo(batch, by=by, done=progress.finish)
        else:
            importing.undo(batch, by=by, done=progress.finish)
    except importing.NotWaiting as already:
        raise Refused(_("Cet import est déjà annulé.")) from already
