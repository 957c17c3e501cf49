from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models import Identified
from interviews.models.interview import Interviewee
from interviews.models.note import NoteRevision


class MailedCode(models.Model):
    """The six digits last mailed to a person met: what proves that whoever holds the link is them."""

    LIVES = timedelta(minutes=10)
    MOST_TRIES = 5

    interviewee = models.OneToOneField(Interviewee, on_delete=models.CASCADE, primary_key=True, related_name="code")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("code envoyé")
        verbose_name_plural = _("codes envoyés")

    def __str__(self) -> str:
        return f"code de {self.interviewee_id}"

    @property
    def is_live(self) -> bool:
        return self.tries < self.MOST_TRIES and timezone.now() < self.sent_at + self.LIVES


class ValidationQuerySet(models.QuerySet["Validation"]):
    def latest_first(self) -> "ValidationQuerySet":
        return self.order_by("-asked_at", "-pk")


class Validation(Identified):
    """A person met is asked to read the shared account, as it stood in ``revision``, and to say that it is right."""

    interviewee = models.ForeignKey(Interviewee, on_delete=models.CASCADE, related_name="validations")
    revision = models.ForeignKey(NoteRevision, on_delete=models.CASCADE, related_name="validations")
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: Of the link mailed with the request: it opens the same page as the consent's own.
    token_digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("lue le"), null=True, blank=True)
    validated_at = models.DateTimeField(_("validée le"), null=True, blank=True)

    objects: ClassVar[ValidationQuerySet] = ValidationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("validation par la personne")
        verbose_name_plural = _("validations par la personne")
        constraints = [
            models.UniqueConstraint(fields=["interviewee", "revision"], name="validation_once_by_person_and_text")
        ]

    def __str__(self) -> str:
        return f"{self.interviewee} – version {self.revision.number}"


class AccountComment(Identified):
    """What a person met says of a block of the shared account, or of all of it, and what the pair answers."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("un commentaire")
        CORRECTION = "correction", _("une correction : voici ce qu’il faudrait lire")

    validation = models.ForeignKey(Validation, on_delete=models.CASCADE, related_name="comments")
    block = models.CharField(max_length=10, blank=True, editable=False)
    kind = models.CharField(_("c’est"), max_length=20, choices=Kind.choices, default=Kind.COMMENT)
    text = models.TextField(_("ce que vous voulez dire"), max_length=4000)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(_("réponse"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("commentaire du compte rendu")
        verbose_name_plural = _("commentaires du compte rendu")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.made_at:%d/%m/%Y}"
