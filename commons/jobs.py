"""Long work: started by name once the transaction has committed, followed in the database, redone when it dies.

A task is written ``@jobs.work("app.tasks.name")`` and receives ``(progress, target)``; it must be safe to run twice.
Brokers lose and repeat messages: the ``Job`` row is what counts. A try that is no longer the current one stops at its
first ``progress`` call and its result is thrown away.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app, shared_task
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from commons.models import Job

logger = logging.getLogger(__name__)

#: After a failure, how long asking for a file does not start the work again.
PAUSE = timedelta(minutes=2)


class Superseded(Exception):
    """This try has been given up for dead and replaced: whatever it brings is too late."""


class Refused(Exception):
    """The work cannot be done and trying again would not help; the message is shown to the person."""


class Progress:
    """What a running try may say. Each call checks that the try is still the current one."""

    def __init__(self, job: UUID, attempt: int) -> None:
        self.job, self.attempt = job, attempt

    def __call__(self, percent: int, step: str = "") -> None:
        """Raises ``Superseded`` when another try has taken over."""
        self._update(progress=percent, step=step, heartbeat=timezone.now())

    def finish(self, outcome: str = "") -> None:
        """To be called inside the transaction that stores the result, so that both are kept or neither."""
        self._update(state=Job.State.DONE, progress=100, step="", outcome=outcome, heartbeat=timezone.now())

    def fail(self, reason: str) -> None:
        self._update(state=Job.State.FAILED, outcome=reason, heartbeat=timezone.now())

    def _update(self, **values: Any) -> None:
        mine = Job.objects.filter(pk=self.job, attempt=self.attempt, state=Job.State.RUNNING)
        if not mine.update(**values):
            raise Superseded


def start(kind: str, *, target: models.Model, by: User | None) -> Job:
    """The job ``kind`` on ``target``: the unfinished one if there is one, else a new one, sent on commit."""
    target_type = ContentType.objects.get_for_model(target)
    job, created = Job.objects.unfinished().get_or_create(
        kind=kind, target_type=target_type, target_id=str(target.pk), defaults={"by": by}
    )
    if created:
        transaction.on_commit(partial(_send, job))
    return job


def latest(kind: str, target: models.Model) -> Job | None:
    """The last time this work was done on ``target``, or is being done."""
    target_type = ContentType.objects.get_for_model(target)
    asked = Job.objects.filter(kind=kind, target_type=target_type, target_id=str(target.pk))
    return asked.order_by("-created_at").first()


@transaction.atomic
def ask(kind: str, *, target: models.Model) -> Job:
    """The job that makes a file anyone may ask for: the one going on, the last one if it has just failed, else a new
    one. So one target keeps the worker busy once at a time."""
    last = latest(kind, target)
    if last and last.state == Job.State.FAILED and timezone.now() - last.created_at < PAUSE:
        return last
    return start(kind, target=target, by=None)


def send_on_commit(task: str, *args: str) -> None:
    """Run a small task soon after the transaction, without a ``Job``: its own rows say whether it is done."""
    transaction.on_commit(partial(_publish, task, list(args)))


def reap() -> int:
    """Send again every job that died or whose message was lost; give up after ``JOB_MAX_ATTEMPTS``.

    Returns how many were sent.
    """
    sent = 0
    for job in Job.objects.stale().order_by("created_at")[:50]:
        current = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state)
        if job.attempt >= settings.JOB_MAX_ATTEMPTS:
            reason = _("Ce travail a échoué %(tries)d fois de suite. Relancez-le ; s’il échoue encore, signalez-le.")
            current.update(state=Job.State.FAILED, outcome=reason % {"tries": job.attempt})
            continue
        taken = current.update(
            state=Job.State.QUEUED, attempt=job.attempt + (job.state == Job.State.RUNNING), sent_at=timezone.now()
        )
        if taken:
            job.refresh_from_db()
            _send(job)
            sent += 1
    return sent


def work(name: str) -> Callable[[Callable[[Progress, Any], None]], Any]:
    """Register a function as the Celery task ``name``; it runs inside a claim on its job."""

    def register(function: Callable[[Progress, Any], None]) -> Any:
        @shared_task(name=name)
        def run(job_id: str, attempt: int) -> None:
            _run(function, UUID(job_id), attempt)

        return run

    return register


def _send(job: Job) -> None:
    _publish(job.kind, [str(job.pk), job.attempt])


def _publish(task: str, args: list[Any]) -> None:
    try:
        current_app.send_task(task, args=args)
    except Exception:  # no broker: nothing is lost, the row is there and beat will send it again
        logger.warning("%s%s waits: the broker does not answer", task, args, exc_info=True)


def _run(function: Callable[[Progress, Any], None], job_id: UUID, attempt: int) -> None:
    claimed = Job.objects.filter(pk=job_id, attempt=attempt, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, heartbeat=timezone.now(), progress=0
    )
    if not claimed:
        return  # a repeated or late message
    job = Job.objects.get(pk=job_id)
    progress = Progress(job_id, attempt)
    try:
        with _heartbeat(job_id, attempt):
            if job.target is None:
                raise Refused(_("Ce que ce travail devait traiter a été supprimé."))
            function(progress, job.target)
    except Superseded:
        logger.info("job %s: try %s came too late", job_id, attempt)
    except Refused as refusal:
        progress.fail(str(refusal))
    except Exception:
        logger.exception("job %s failed at try %s", job_id, attempt)
        _try_again_later(job_id, attempt)


def _try_again_later(job_id: UUID, attempt: int) -> None:
    """Leave the job to the reaper, which counts the tries."""
    Job.objects.filter(pk=job_id, attempt=attempt, state=Job.State.RUNNING).update(step=_("nouvel essai à venir"))


@contextmanager
def _heartbeat(job_id: UUID, attempt: int) -> Iterator[None]:
    """Beats from a thread while the work runs: a layout that computes for a minute is not taken for dead."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(settings.JOB_STALE_AFTER / 4):
            Job.objects.filter(pk=job_id, attempt=attempt, state=Job.State.RUNNING).update(heartbeat=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    if not connection.in_atomic_block:  # in a test's transaction the thread would not see the row
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        if thread.is_alive():
            thread.join()
