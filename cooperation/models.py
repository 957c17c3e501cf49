"""The programme of a commons: phases, what each must deliver, and the budget."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from commons.fields import LinesField
from commons.models import Commons, Identified
from deliverables.models import Deliverable


class Phase(Identified):
    """A stretch of the programme; ``months`` is its length."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=200)
    months = models.PositiveSmallIntegerField(_("durée (mois)"))
    objectives = LinesField(_("objectifs"), blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [models.UniqueConstraint(fields=["commons", "number"], name="phase_number_once")]

    def __str__(self) -> str:
        return f"Phase {self.number} – {self.title}"


class ExpectedDeliverable(Identified):
    """Something a phase promises; linked to the live deliverable once it is begun."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="expected")
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("livrable attendu"), max_length=200)
    deliverable = models.ForeignKey(
        Deliverable, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises"
    )

    class Meta:
        verbose_name = _("livrable attendu")
        verbose_name_plural = _("livrables attendus")
        constraints = [models.UniqueConstraint(fields=["phase", "position"], name="expected_position_once")]

    def __str__(self) -> str:
        return self.title


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def total(self) -> Decimal:
        return self.aggregate(total=Sum("amount"))["total"] or Decimal(0)


class BudgetLine(Identified):
    """A line of the budget, in euros."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(_("rang"))
    label = models.CharField(_("poste"), max_length=200)
    amount = models.DecimalField(_("montant (€)"), max_digits=12, decimal_places=2)

    objects: ClassVar[BudgetLineQuerySet] = BudgetLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ligne de budget")
        verbose_name_plural = _("budget")
        constraints = [
            models.UniqueConstraint(fields=["commons", "position"], name="budget_line_position_once"),
            models.CheckConstraint(
                name="budget_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Un montant est supérieur à zéro."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
