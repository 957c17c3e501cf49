from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models.base import Identified


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        return self.filter(sent_at=None, next_try_at__lte=timezone.now())


class OutgoingMail(Identified):
    """A message written in the transaction that decided it, sent later by the worker, tried again on failure."""

    sender = models.CharField(_("expéditeur"), max_length=254)
    to = models.JSONField(_("destinataires"), default=list)
    reply_to = models.JSONField(_("réponse à"), default=list)
    subject = models.CharField(_("objet"), max_length=300)
    body = models.TextField(_("texte"))
    html = models.TextField(_("version HTML"), blank=True)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    error = models.CharField(_("dernière erreur"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    objects: ClassVar[OutgoingMailQuerySet] = OutgoingMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("courrier")
        verbose_name_plural = _("courriers")
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None), name="mail_waiting_by_next_try")
        ]

    def __str__(self) -> str:
        return self.subject
