from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.models import Commons, Identified
from commons.policies import commons_written_by
from territories.models import Territory


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def published(self) -> "DeliverableQuerySet":
        """Those with an edition still served to everyone."""
        return self.filter(editions__withdrawn_at=None, editions__isnull=False).distinct()

    def drafted_by(self, user: User | AnonymousUser) -> "DeliverableQuerySet":
        """Those whose drafts ``user`` writes: researchers and coordinators of the commons."""
        return self.filter(commons__in=commons_written_by(user))


class Deliverable(Identified):
    """A document the commons promised; its chapters are drafts, its editions are public."""

    class Kind(models.TextChoices):
        FRAMING = "framing", _("note de cadrage")
        METHOD = "method", _("méthodologie et grille")
        CARTOGRAPHY = "cartography", _("cartographie")
        TERRITORY = "territory", _("restitution de terrain")
        COMMONS = "commons", _("commun de connaissances")
        SUMMARY = "summary", _("synthèse en quatre pages")
        MINUTES = "minutes", _("compte rendu")
        CASE = "case", _("fiche de cas")
        NEWS = "news", _("chronique")

    commons = models.ForeignKey(
        Commons, on_delete=models.PROTECT, related_name="deliverables", verbose_name=_("commun")
    )
    territory = models.ForeignKey(
        Territory,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliverables",
        verbose_name=_("territoire"),
    )
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("titre"), max_length=200)
    subtitle = models.CharField(_("sous-titre"), max_length=300, blank=True)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    abstract = models.TextField(_("résumé"), max_length=1500, blank=True)

    objects: ClassVar[DeliverableQuerySet] = DeliverableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("livrable")
        verbose_name_plural = _("livrables")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deliverable_detail", args=[self.slug])
