"""Long work: claimed once, redone when it dies, given up with a sentence, never lost."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from commons import jobs
from commons.jobs import _publish as really_publish  # each test replaces the one in its module
from commons.models import Commons, Job
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
KIND = "tests.commons.essai"


@pytest.fixture
def ran(request: pytest.FixtureRequest) -> Any:
    """Registers the task ``KIND`` for the test; what it does is ``ran.does``, what it received is ``ran.targets``."""

    class Ran:
        targets: list[Any] = []
        does: Any = staticmethod(lambda progress, target: progress.finish("fait"))

    @jobs.work(KIND)
    def essai(progress: jobs.Progress, target: Any) -> None:
        Ran.targets.append(target)
        Ran.does(progress, target)

    yield Ran
    current_app.tasks.pop(KIND)


def start(target: Commons, callbacks: Any) -> Job:
    with callbacks(execute=True):
        return jobs.start(KIND, target=target, by=None)


def age(job: Job, **fields: Any) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(sent_at=long_ago, heartbeat=long_ago, **fields)


def test_a_job_runs_once_however_often_its_message_comes(ran, sent, django_capture_on_commit_callbacks) -> None:
    commons = factories.commons()
    job = start(commons, django_capture_on_commit_callbacks)
    [(task, args)] = sent
    for _time in range(3):
        current_app.tasks[task](*args)
    job.refresh_from_db()
    assert ran.targets == [commons]
    assert (job.state, job.progress, job.outcome) == (Job.State.DONE, 100, "fait")


def test_nothing_is_sent_when_the_transaction_is_undone(sent, django_capture_on_commit_callbacks) -> None:
    def start_then_fail() -> None:
        with transaction.atomic():
            jobs.start(KIND, target=factories.commons(), by=None)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        start_then_fail()
    assert sent == []
    assert not Job.objects.exists()


def test_starting_again_what_is_not_finished_gives_the_same_job(ran, sent, django_capture_on_commit_callbacks) -> None:
    commons = factories.commons()
    first = start(commons, django_capture_on_commit_callbacks)
    assert start(commons, django_capture_on_commit_callbacks) == first
    assert len(sent) == 1
    Job.objects.update(state=Job.State.DONE)
    assert start(commons, django_capture_on_commit_callbacks) != first


def test_what_a_late_try_brings_is_thrown_away(ran, sent, django_capture_on_commit_callbacks) -> None:
    kept: list[str] = []

    def slow(progress: jobs.Progress, target: Any) -> None:
        Job.objects.update(attempt=2, state=Job.State.QUEUED)  # given up for dead meanwhile
        progress(90)
        kept.append("trop tard")

    ran.does = slow
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    current_app.tasks[KIND](*sent[0][1])
    job.refresh_from_db()
    assert kept == []
    assert (job.state, job.attempt, job.progress) == (Job.State.QUEUED, 2, 0)


def test_the_reaper_sends_again_a_job_whose_worker_died(
    ran, run_jobs, sent, django_capture_on_commit_callbacks
) -> None:
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    sent.clear()
    age(job, state=Job.State.RUNNING, progress=40)
    assert jobs.reap() == 1
    assert sent == [(KIND, [str(job.pk), 2])]
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)


def test_the_reaper_sends_again_a_message_that_was_lost_without_counting_a_try(
    ran, sent, django_capture_on_commit_callbacks
) -> None:
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    sent.clear()
    age(job)
    assert jobs.reap() == 1
    assert sent == [(KIND, [str(job.pk), 1])]


def test_the_reaper_leaves_alone_what_is_alive(ran, sent, django_capture_on_commit_callbacks) -> None:
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=timezone.now())
    sent.clear()
    assert jobs.reap() == 0
    assert sent == []


def test_the_reaper_gives_up_with_a_sentence(ran, sent, settings, django_capture_on_commit_callbacks) -> None:
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    age(job, state=Job.State.RUNNING, attempt=settings.JOB_MAX_ATTEMPTS)
    assert jobs.reap() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert f"échoué {settings.JOB_MAX_ATTEMPTS} fois" in job.outcome


def test_a_failure_is_left_to_the_reaper_and_the_next_try_may_succeed(
    ran, run_jobs, django_capture_on_commit_callbacks
) -> None:
    tries: list[int] = []

    def fragile(progress: jobs.Progress, target: Any) -> None:
        tries.append(progress.attempt)
        if len(tries) == 1:
            raise OSError("plus de place")
        progress.finish()

    ran.does = fragile
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    age(job)
    jobs.reap()
    run_jobs()
    job.refresh_from_db()
    assert tries == [1, 2]
    assert job.state == Job.State.DONE


def test_what_cannot_be_done_says_why_and_is_not_tried_again(
    ran, run_jobs, sent, django_capture_on_commit_callbacks
) -> None:
    def refuse(progress: jobs.Progress, target: Any) -> None:
        raise jobs.Refused("Cette édition a été retirée.")

    ran.does = refuse
    job = start(factories.commons(), django_capture_on_commit_callbacks)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.outcome) == (Job.State.FAILED, "Cette édition a été retirée.")
    assert jobs.reap() == 0


def test_work_on_something_deleted_meanwhile_says_so(ran, run_jobs, django_capture_on_commit_callbacks) -> None:
    commons = factories.commons()
    job = start(commons, django_capture_on_commit_callbacks)
    commons.delete()
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "supprimé" in job.outcome
    assert ran.targets == []


def test_without_a_broker_nothing_is_lost(monkeypatch, ran, sent, run_jobs, django_capture_on_commit_callbacks) -> None:
    """A broker that does not answer: publishing goes on, the row waits, and the reaper sends it later."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("Redis ne répond pas")

    with monkeypatch.context() as patched:
        patched.setattr("commons.jobs._publish", really_publish)
        patched.setattr(current_app, "send_task", refuse)
        job = start(factories.commons(), django_capture_on_commit_callbacks)
    assert job.state == Job.State.QUEUED
    assert sent == []
    age(job)
    assert jobs.reap() == 1
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
