from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.anchoring import Anchor
from commons.models import Identified
from reviews.models.round import Reader, RoundChapter


class RemarkQuerySet(models.QuerySet["Remark"]):
    def unanswered(self) -> "RemarkQuerySet":
        return self.filter(decision=None)


class Remark(Identified):
    """What a reader says about a passage, a paragraph (empty quote), of a chapter in a round."""

    class Kind(models.TextChoices):
        UNCLEAR = "unclear", _("pas clair")
        RECOGNISED = "recognised", _("je reconnais ma pratique")
        TRANSFERABLE = "transferable", _("transposable chez nous")
        MISSING = "missing", _("il manque quelque chose")
        WRONG = "wrong", _("inexact")

    chapter = models.ForeignKey(RoundChapter, on_delete=models.CASCADE, related_name="remarks")
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="remarks")
    block = models.CharField(max_length=16, blank=True)
    quote = models.TextField(_("passage"), max_length=2000, blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("type de remarque"), max_length=20, choices=Kind.choices, blank=True)
    text = models.TextField(_("remarque"), max_length=4000)
    made_at = models.DateTimeField(_("faite le"), default=timezone.now, editable=False)

    objects: ClassVar[RemarkQuerySet] = RemarkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("remarque")
        verbose_name_plural = _("remarques")

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.block, self.quote, self.prefix, self.suffix)

    @property
    def answer(self) -> "Decision | None":
        """Its decision, or nothing yet."""
        return getattr(self, "decision", None)


class Decision(Identified):
    """What is done with a remark, and why. Every remark gets one."""

    class Disposition(models.TextChoices):
        ACCEPTED = "accepted", _("prise en compte")
        PARTLY = "partly", _("prise en compte en partie")
        DECLINED = "declined", _("non retenue")
        DEFERRED = "deferred", _("pour une prochaine édition")

    remark = models.OneToOneField(Remark, on_delete=models.CASCADE, related_name="decision")
    disposition = models.CharField(_("suite donnée"), max_length=20, choices=Disposition.choices)
    reason = models.TextField(_("réponse et raison"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("suite donnée")
        verbose_name_plural = _("suites données")
        constraints = [
            models.CheckConstraint(
                name="decision_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Dites pourquoi : la personne qui a fait la remarque lira votre réponse."),
            )
        ]

    def __str__(self) -> str:
        return self.get_disposition_display()
