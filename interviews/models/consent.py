from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.models import Identified
from interviews.models.interview import Interviewee


class Consent(Identified):
    """What a person met allows. Nothing crosses towards a text without one that is still given."""

    class Level(models.TextChoices):
        NOTES_ONLY = "notes_only", _("notes de travail seulement")
        PSEUDONYMISED = "pseudonymised", _("citation sous pseudonyme")
        ATTRIBUTED = "attributed", _("citation avec le nom")

    interviewee = models.OneToOneField(Interviewee, on_delete=models.CASCADE, related_name="consent")
    terms_version = models.CharField(_("version de la notice d’information"), max_length=20)
    level = models.CharField(_("ce que la personne permet"), max_length=20, choices=Level.choices)
    recording = models.BooleanField(_("enregistrement accepté"), default=False)
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
