from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Ecosystem, Organisation
from commons.models import Commons, Identified, Role
from commons.policies import commons_written_by
from interviews.models.grid import Approach, GridRevision

if TYPE_CHECKING:
    from interviews.models.consent import Consent
    from interviews.models.identity import Identity


#: How long before its notes are erased the pair is told.
NOTICE = timedelta(days=30)


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User | AnonymousUser) -> "InterviewQuerySet":
        """The interview's existence and its shared account are for the writers of its commons."""
        return self.filter(commons__in=commons_written_by(user))

    def raw_visible_to(self, user: User | AnonymousUser) -> "InterviewQuerySet":
        """Those whose raw notes and identities ``user`` may read: own pair, coordination, or opened to the team."""
        if not isinstance(user, User):
            return self.none()
        mine = Interviewer.objects.filter(user=user).values("interview")
        coordinated = Q(commons__in=user.memberships.filter(role=Role.COORDINATOR).values("commons"))
        return self.visible_to(user).filter(Q(pk__in=mine) | Q(opened_to_team=True) | coordinated)


class Interview(Identified):
    """A conversation with local actors, by a pair of researchers, with one frozen grid."""

    class State(models.TextChoices):
        PLANNED = "planned", _("prévu")
        HELD = "held", _("tenu")
        WRITTEN = "written", _("rédigé")
        VALIDATED = "validated", _("validé par la personne")
        WITHDRAWN = "withdrawn", _("retiré")
        CANCELLED = "cancelled", _("annulé")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("sur place")
        REMOTE = "remote", _("à distance")

    class Travel(models.TextChoices):
        NONE = "none", _("aucun")
        WALK = "walk", _("à pied ou à vélo")
        PUBLIC = "public", _("transports en commun ou train")
        CAR = "car", _("voiture")

    commons = models.ForeignKey(Commons, on_delete=models.PROTECT, related_name="interviews", verbose_name=_("commun"))
    #: May wait, but nothing is quoted from an interview that leads back to no territory.
    ecosystem = models.ForeignKey(
        Ecosystem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interviews",
        verbose_name=_("écosystème d’acteurs"),
    )
    organisations = models.ManyToManyField(
        Organisation, related_name="interviews", verbose_name=_("organisations rencontrées")
    )
    revision = models.ForeignKey(
        GridRevision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interviews",
        verbose_name=_("grille"),
    )
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("heure"), null=True, blank=True)
    place = models.CharField(_("adresse ou lien"), max_length=200, blank=True)
    mode = models.CharField(_("lieu"), max_length=20, choices=Mode.choices, default=Mode.ON_SITE)
    travel = models.CharField(_("déplacement"), max_length=20, choices=Travel.choices, default=Travel.NONE)
    distance_km = models.PositiveSmallIntegerField(_("distance aller (km)"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.PLANNED)
    cancel_reason = models.CharField(_("raison de l’annulation"), max_length=300, blank=True)
    #: Of the calendar: a calendar keeps the event whose number is the highest.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    opened_to_team = models.BooleanField(_("notes brutes ouvertes à l’équipe"), default=False)
    #: Empty: so many months after its day, as the commons says.
    retained_until = models.DateField(_("notes gardées jusqu’au"), null=True, blank=True)
    retention_reason = models.CharField(_("raison de cette date"), max_length=300, blank=True)
    #: When the pair was told that the notes are about to be erased.
    retention_told_on = models.DateField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("notes effacées le"), null=True, blank=True, editable=False)
    #: Interviews of the demonstration are invented, and every page and file that shows them says so.
    fictional = models.BooleanField(_("entretien fictif"), default=False)

    objects: ClassVar[InterviewQuerySet] = InterviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entretien")
        verbose_name_plural = _("entretiens")

    def __str__(self) -> str:
        return f"{self.ecosystem or self.commons} – {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("interview_detail", args=[self.pk])

    @property
    def kept_until(self) -> date:
        """The day from which its notes may be erased."""
        return self.retained_until or months_after(self.held_on, self.commons.retention_months)

    @property
    def erased_from(self) -> date:
        """The day they are: never sooner than ``NOTICE`` after the pair was told, which may be today at the soonest."""
        return max(self.kept_until, (self.retention_told_on or timezone.localdate()) + NOTICE)


class Interviewer(Identified):
    """One of the pair, and the approach they bring."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="interviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approach = models.CharField(_("approche"), max_length=10, choices=Approach.choices)

    class Meta:
        verbose_name = _("enquêteur ou enquêtrice")
        verbose_name_plural = _("binôme")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "user"],
                name="interviewer_once_by_interview",
                violation_error_message=_("Cette personne fait déjà partie du binôme."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({Approach(self.approach).short})"


class Interviewee(Identified):
    """A person met: a pseudonym and a function. Who they are is kept apart (``Identity``)."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="interviewees")
    pseudonym = models.CharField(_("pseudonyme"), max_length=80)
    function = models.CharField(_("fonction"), max_length=120)

    class Meta:
        verbose_name = _("personne rencontrée")
        verbose_name_plural = _("personnes rencontrées")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "pseudonym"],
                name="pseudonym_once_by_interview",
                violation_error_message=_("Ce pseudonyme est déjà pris dans cet entretien."),
            )
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def recorded_consent(self) -> "Consent | None":
        """What this person allowed, when it was noted."""
        return getattr(self, "consent", None)

    @property
    def known_identity(self) -> "Identity | None":
        """Who this person is, when it was noted; for those who may read it."""
        return getattr(self, "identity", None)
