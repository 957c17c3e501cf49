from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.models import Commons, Identified, ResearchQuestion
from commons.models.team import WRITERS


class Approach(models.TextChoices):
    """The reading a question calls for, or a researcher brings."""

    EFC = "efc", _("économie de la fonctionnalité et de la coopération")
    ESS = "ess", _("économie sociale et solidaire")
    BOTH = "both", _("les deux")

    @property
    def short(self) -> str:
        return {"efc": "EFC", "ess": "ESS", "both": "EFC et ESS"}[self.value]


class Dimension(models.TextChoices):
    """The three dimensions of an economic model (seed of the commons)."""

    MONETARY = "monetary", _("monétaire")
    REAL = "real", _("réelle")
    INSTITUTIONAL = "institutional", _("institutionnelle")


class GridQuerySet(models.QuerySet["Grid"]):
    def visible_to(self, user: User | AnonymousUser) -> "GridQuerySet":
        """Grids are for the researchers and coordinators of their commons."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(commons__memberships__user=user, commons__memberships__role__in=WRITERS)


class Grid(Identified):
    """An interview guide. What interviews use is one of its revisions."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="grids")
    title = models.CharField(_("titre"), max_length=160)

    objects: ClassVar[GridQuerySet] = GridQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("grille d’entretien")
        verbose_name_plural = _("grilles d’entretien")

    def __str__(self) -> str:
        return self.title


class GridRevision(Identified):
    """A state of a grid, frozen when an interview first uses it."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("révision"))
    frozen_at = models.DateTimeField(_("figée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("révision de grille")
        verbose_name_plural = _("révisions de grille")
        constraints = [models.UniqueConstraint(fields=["grid", "number"], name="grid_revision_number_once")]

    def __str__(self) -> str:
        return f"{self.grid} – révision {self.number}"


class Section(Identified):
    revision = models.ForeignKey(GridRevision, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=160)

    class Meta:
        verbose_name = _("partie de la grille")
        verbose_name_plural = _("parties de la grille")
        constraints = [models.UniqueConstraint(fields=["revision", "position"], name="section_position_once")]

    def __str__(self) -> str:
        return self.title


class Question(Identified):
    """``key`` names the same question through the revisions of a grid."""

    class Kind(models.TextChoices):
        LONG_TEXT = "long_text", _("texte long")
        SHORT_TEXT = "short_text", _("texte court")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("type de réponse"), max_length=20, choices=Kind.choices, default=Kind.LONG_TEXT)
    text = models.CharField(_("question"), max_length=400)
    prompts = models.TextField(_("relances"), max_length=1000, blank=True)
    dimension = models.CharField(_("dimension"), max_length=20, choices=Dimension.choices, blank=True)
    approach = models.CharField(_("approche"), max_length=10, choices=Approach.choices, default=Approach.BOTH)
    research_question = models.ForeignKey(
        ResearchQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["section", "position"], name="question_position_once"),
            models.UniqueConstraint(fields=["section", "key"], name="question_key_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def approach_label(self) -> str:
        return Approach(self.approach).short
