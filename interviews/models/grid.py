from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Organisation
from commons.models import Commons, Identified, ResearchQuestion
from commons.policies import commons_written_by


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
        return self.filter(commons__in=commons_written_by(user))


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
    purpose = models.CharField(_("ce que cette révision change"), max_length=300, blank=True)
    #: What an XLSForm said of the whole form that a grid has no use for, given back when it is exported.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("révision de grille")
        verbose_name_plural = _("révisions de grille")
        constraints = [
            models.UniqueConstraint(fields=["grid", "number"], name="grid_revision_number_once"),
            models.UniqueConstraint(
                fields=["grid"],
                condition=models.Q(frozen_at=None),
                name="one_draft_revision_by_grid",
                violation_error_message=_("Cette grille a déjà une révision en préparation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grid} – révision {self.number}"


class Section(Identified):
    """``key`` names the same section through the revisions of a grid."""

    revision = models.ForeignKey(GridRevision, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=160)
    help = models.TextField(_("aide"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("partie de la grille")
        verbose_name_plural = _("parties de la grille")
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="section_position_once"),
            models.UniqueConstraint(fields=["revision", "key"], name="section_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(Identified):
    """``key`` names the same question through the revisions of a grid, and answers are kept under it."""

    class Kind(models.TextChoices):
        LONG_TEXT = "long_text", _("texte long")
        SHORT_TEXT = "short_text", _("texte court")
        ONE_CHOICE = "one_choice", _("un choix")
        SEVERAL_CHOICES = "several_choices", _("plusieurs choix")
        SCALE = "scale", _("échelle")
        NUMBER = "number", _("nombre")
        DATE = "date", _("date")
        ORGANISATION = "organisation", _("organisation")
        COMMUNE = "commune", _("commune")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("type de réponse"), max_length=20, choices=Kind.choices, default=Kind.LONG_TEXT)
    text = models.CharField(_("question"), max_length=400)
    help = models.TextField(_("aide"), max_length=4000, blank=True)
    prompts = models.TextField(_("relances"), max_length=4000, blank=True)
    #: Of a scale: its two ends, and what each means.
    scale_low = models.SmallIntegerField(_("de"), null=True, blank=True)
    scale_high = models.SmallIntegerField(_("à"), null=True, blank=True)
    scale_low_label = models.CharField(_("le bas signifie"), max_length=80, blank=True)
    scale_high_label = models.CharField(_("le haut signifie"), max_length=80, blank=True)
    #: Of a number.
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    #: When it is asked: ``{"join": "all" | "any", "tests": [{"key", "operator", "value"}]}``, or empty for always.
    #: Operators are those of ``interviews.grids.conditions``.
    conditions = models.JSONField(_("condition"), default=dict, blank=True)
    #: Values of ``Organisation.Kind`` it is meant for; none for all.
    organisation_kinds = models.JSONField(_("types d’acteurs visés"), default=list, blank=True)
    #: What an XLSForm said of it that a grid has no use for, given back when it is exported.
    extra = models.JSONField(default=dict, blank=True, editable=False)
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

    @property
    def meant_for(self) -> list[str]:
        """The kinds of actor it is meant for, in words; none for all."""
        labels = dict(Organisation.Kind.choices)
        return [str(labels.get(kind, kind)) for kind in self.organisation_kinds]


class Choice(Identified):
    """An option of a closed question. One that is no longer offered is archived: past answers still read."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"))
    label = models.CharField(_("libellé"), max_length=400)
    archived = models.BooleanField(_("archivé"), default=False)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="choice_position_once"),
            models.UniqueConstraint(fields=["question", "key"], name="choice_key_once"),
        ]

    def __str__(self) -> str:
        return self.label
