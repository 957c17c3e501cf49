from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.models.base import Identified
from commons.models.commons import Commons


class Role(models.TextChoices):
    PARTNER = "partner", _("partenaire (agence locale, collectivité)")
    EXPERT = "expert", _("comité d’experts-ressources")
    RESEARCHER = "researcher", _("chercheur ou chercheuse")
    COORDINATOR = "coordinator", _("coordination")

    @property
    def meaning(self) -> str:
        """One sentence for whoever is offered this place."""
        return {
            "partner": gettext("Vous tenez à jour ce que le commun publie de votre territoire et de ses acteurs."),
            "expert": gettext("Vous lisez et commentez les brouillons dont une relecture vous est ouverte."),
            "researcher": gettext("Vous menez des entretiens, tirez des verbatims et rédigez les livrables."),
            "coordinator": gettext("Vous rédigez, invitez l’équipe, ouvrez les relectures et publiez."),
        }[self.value]


#: Those who write: notes, excerpts, chapters.
WRITERS = (Role.RESEARCHER, Role.COORDINATOR)
#: Those who see how far contacts are and how sure relations are.
TRUSTED = (Role.EXPERT, *WRITERS)


class Membership(Identified):
    """A person's place in the team of a commons; one role at a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("depuis"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membre de l’équipe")
        verbose_name_plural = _("équipe")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "commons"],
                name="membership_once_by_commons",
                violation_error_message=_("Cette personne fait déjà partie de l’équipe."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(Identified):
    """A place offered by mail. The link holds a secret of which only the digest is kept."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent")
    sent_at = models.DateTimeField(_("envoyée le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "commons",
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once_by_address",
                violation_error_message=_("Une invitation est déjà en attente pour cette adresse."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()})"

    @property
    def is_usable(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
