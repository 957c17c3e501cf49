from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import LinesField
from commons.models import Commons, Identified
from commons.policies import commons_written_by
from deliverables.models import ChapterRevision, Deliverable


class MirrorGroup(Identified):
    """Outsiders to whom the work is shown, who took no part in making it."""

    class Kind(models.TextChoices):
        PRACTITIONERS = "practitioners", _("accompagnateurs et consultants")
        STAKEHOLDERS = "stakeholders", _("élus, agents, acteurs socio-économiques, État")

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="mirror_groups")
    kind = models.CharField(_("composition"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("nom"), max_length=120)

    class Meta:
        verbose_name = _("groupe miroir")
        verbose_name_plural = _("groupes miroirs")

    def __str__(self) -> str:
        return self.name


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def managed_by(self, user: User | AnonymousUser) -> "ReviewRoundQuerySet":
        """Rounds whose remarks ``user`` answers: researchers and coordinators of the commons."""
        return self.filter(group__commons__in=commons_written_by(user))

    def open_now(self) -> "ReviewRoundQuerySet":
        now = timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)


class ReviewRound(Identified):
    """A reading of frozen chapters by a mirror group, between two moments; it closes at 23:59 in Paris."""

    group = models.ForeignKey(
        MirrorGroup, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("groupe miroir")
    )
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("livrable")
    )
    questions = LinesField(_("questions posées aux lecteurs"), blank=True)
    opens_at = models.DateTimeField(_("ouvre le"))
    closes_at = models.DateTimeField(_("ferme le"))

    objects: ClassVar[ReviewRoundQuerySet] = ReviewRoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        constraints = [
            models.CheckConstraint(
                name="round_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("La relecture doit fermer après son ouverture."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} – {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("round_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at


class RoundChapter(Identified):
    """A chapter revision as the readers see it: its HTML frozen when the round opened."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="chapters")
    revision = models.ForeignKey(ChapterRevision, on_delete=models.PROTECT, related_name="rounds")
    position = models.PositiveSmallIntegerField(_("rang"))
    html = models.TextField(_("texte figé"))

    class Meta:
        verbose_name = _("chapitre en relecture")
        verbose_name_plural = _("chapitres en relecture")
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="round_chapter_position_once")]

    def __str__(self) -> str:
        return self.revision.title


class ReaderQuerySet(models.QuerySet["Reader"]):
    def usable(self) -> "ReaderQuerySet":
        """Links that still open their round: not revoked, the round not closed for more than its grace."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Reader(Identified):
    """Someone who reads a draft through one round: by link (no account), or with an account."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="readings"
    )
    name = models.CharField(_("nom affiché à l’équipe"), max_length=120)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invité le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("lien valable jusqu’au"))
    revoked_at = models.DateTimeField(_("lien annulé le"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("première visite"), null=True, blank=True)

    objects: ClassVar[ReaderQuerySet] = ReaderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lecteur ou lectrice")
        verbose_name_plural = _("lecteurs et lectrices")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "email"],
                condition=~Q(email="") & Q(revoked_at=None),
                name="reader_once_by_round",
                violation_error_message=_("Cette adresse est déjà invitée à cette relecture."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
