"""A composition being prepared: nothing of it is public before it is saved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.models import Identified, Job
from territories.models.territory import Territory


class CompositionQuerySet(models.QuerySet["Composition"]):
    def of(self, territory: Territory, by: User) -> "Composition":
        """What ``by`` prepares for the territory, brought up to what has been saved since; unsaved when new."""
        made = self.filter(territory=territory, by=by).first() or Composition(territory=territory, by=by)
        made.rebase(set(territory.communes.values_list("pk", flat=True)))
        return made


class Composition(Identified):
    """The communes a person is choosing for a territory, kept between visits and devices until saved or given up."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="compositions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: Sorted codes: those chosen, and those of the territory when last looked at.
    codes = models.JSONField(_("communes choisies"), default=list)
    base = models.JSONField(_("communes au départ"), default=list)
    #: What « Annuler » gives back, oldest first: ``{"added": [code…], "removed": [code…]}``.
    changes = models.JSONField(_("changements"), default=list)
    changed_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    objects: ClassVar[CompositionQuerySet] = CompositionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("composition en cours")
        verbose_name_plural = _("compositions en cours")
        constraints = [models.UniqueConstraint(fields=["territory", "by"], name="composition_once_by_person")]

    def __str__(self) -> str:
        return f"{self.territory} – {self.by}"

    def rebase(self, current: set[str]) -> None:
        """Keeps what this person added and removed, on top of what the territory holds now."""
        base, chosen = set(self.base), set(self.codes)
        self.codes = sorted((current | (chosen - base)) - (base - chosen))
        self.base = sorted(current)

    @cached_property
    def job(self) -> Job | None:
        """The last long saving of this composition, finished or not."""
        return Job.objects.filter(target_id=str(self.pk)).order_by("-created_at", "pk").first()

    @property
    def is_refused(self) -> bool:
        """Its last saving failed, and nothing has been changed since: the page says why."""
        return self.job is not None and self.job.state == Job.State.FAILED and self.job.created_at >= self.changed_at

    @property
    def added(self) -> set[str]:
        return set(self.codes) - set(self.base)

    @property
    def removed(self) -> set[str]:
        return set(self.base) - set(self.codes)

    @property
    def is_changed(self) -> bool:
        return set(self.codes) != set(self.base)
