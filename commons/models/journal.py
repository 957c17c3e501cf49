from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models.base import Identified
from commons.verbs import verb_choices


class JournalEntry(Identified):
    """Who did what to what, and when. Written by actions in their own transaction; never a text of the users."""

    verb = models.CharField(_("action"), max_length=40, choices=verb_choices)
    target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    target_id = models.CharField(max_length=40)
    target = GenericForeignKey("target_type", "target_id")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("journal")
        indexes = [models.Index(fields=["target_type", "target_id", "-at"], name="journal_by_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_verb_display()}"
