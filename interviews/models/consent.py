from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models import Identified
from interviews.models.interview import Interviewee
from interviews.models.terms import Terms


class Consent(Identified):
    """What a person met allows. Nothing crosses towards a text without one that is still given."""

    class Level(models.TextChoices):
        NOTES_ONLY = "notes_only", _("notes de travail seulement")
        PSEUDONYMISED = "pseudonymised", _("citation sous pseudonyme")
        ATTRIBUTED = "attributed", _("citation avec le nom")

    interviewee = models.OneToOneField(Interviewee, on_delete=models.CASCADE, related_name="consent")
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, related_name="consents", verbose_name=_("notice d’information remise")
    )
    level = models.CharField(_("ce que la personne permet"), max_length=20, choices=Level.choices)
    #: No sound is ever stored here: only where the recording is kept, and when it is destroyed.
    recording = models.BooleanField(_("enregistrement accepté"), default=False)
    recording_place = models.CharField(_("où l’enregistrement est gardé"), max_length=200, blank=True)
    recording_delete_on = models.DateField(_("enregistrement à détruire le"), null=True, blank=True)
    recording_deleted_on = models.DateField(_("enregistrement détruit le"), null=True, blank=True, editable=False)
    given_on = models.DateField(_("donné le"))
    proof_note = models.CharField(_("comment il a été recueilli"), max_length=300, blank=True)
    proof_file = models.FileField(_("document signé"), upload_to="consents/%Y/", blank=True)
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        constraints = [
            models.CheckConstraint(
                name="consent_has_a_proof",
                condition=~Q(proof_note="") | ~Q(proof_file=""),
                violation_error_message=_("Dites comment le consentement a été recueilli, ou joignez le document."),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=models.F("given_on")),
                violation_error_message=_("Le retrait ne peut pas précéder l’accord."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interviewee} – {self.get_level_display()}"

    @property
    def is_given(self) -> bool:
        return self.withdrawn_on is None

    @property
    def allows_quotation(self) -> bool:
        """Quoting is allowed, under a pseudonym at least."""
        return self.is_given and self.level in (self.Level.PSEUDONYMISED, self.Level.ATTRIBUTED)

    @property
    def keeps_recording(self) -> bool:
        """A recording was kept, and nobody has said that it is destroyed."""
        return self.recording_deleted_on is None and bool(self.recording_place or self.recording_delete_on)

    @property
    def recording_is_due(self) -> bool:
        """It should be destroyed by now."""
        due: date | None = self.recording_delete_on
        return self.keeps_recording and due is not None and due <= timezone.localdate()


class ConsentChange(Identified):
    """A state a consent had, when, and who said so. Written once, never changed."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("le"), default=timezone.now, editable=False)
    #: Empty: the person, by their link.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    given = models.BooleanField(_("accord donné"))
    level = models.CharField(_("ce que la personne permet"), max_length=20, choices=Consent.Level.choices)
    recording = models.BooleanField(_("enregistrement accepté"))
    recording_destroyed = models.BooleanField(_("enregistrement détruit"), default=False)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("changement d’un consentement")
        verbose_name_plural = _("changements d’un consentement")

    def __str__(self) -> str:
        return f"{self.consent_id} – {self.at:%d/%m/%Y %H:%M}"
