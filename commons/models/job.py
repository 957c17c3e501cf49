from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models.base import Identified


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def stale(self) -> "JobQuerySet":
        """Running without a heartbeat, or sent so long ago that the message must be lost."""
        limit = timezone.now() - timedelta(seconds=settings.JOB_STALE_AFTER)
        return self.filter(
            Q(state=Job.State.RUNNING, heartbeat__lt=limit) | Q(state=Job.State.QUEUED, sent_at__lt=limit)
        )


class Job(Identified):
    """A piece of long work and how far it is. ``kind`` is the name of its Celery task.

    Each try has a number: what a late try brings is thrown away because its number is no longer ``attempt``.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")

    kind = models.CharField(max_length=100)
    target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    target_id = models.CharField(max_length=40)
    target = GenericForeignKey("target_type", "target_id")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(_("avancement (%)"), default=0)
    step = models.CharField(_("étape"), max_length=120, blank=True)
    outcome = models.TextField(_("résultat"), blank=True)
    attempt = models.PositiveSmallIntegerField(_("essai"), default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    heartbeat = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("travail")
        verbose_name_plural = _("travaux")
        constraints = [
            models.CheckConstraint(name="job_progress_is_a_percentage", condition=Q(progress__lte=100)),
            models.UniqueConstraint(
                fields=["kind", "target_type", "target_id"],
                condition=Q(state__in=["queued", "running"]),
                name="job_once_at_a_time_by_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def waits_for_worker(self) -> bool:
        """Nobody has taken it for ten seconds: the page says that nothing is lost."""
        return self.state == self.State.QUEUED and timezone.now() - self.created_at > timedelta(seconds=10)

    @property
    def mark(self) -> str:
        """Changes whenever a page that follows it would say something else."""
        return f"{self.state}-{self.progress}-{int(self.waits_for_worker)}"
