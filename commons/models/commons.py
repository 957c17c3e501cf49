from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import GenericUUIDTaggedItemBase, TaggedItemBase

from commons.fields import LinesField, RichTextField
from commons.licences import Licence
from commons.models.base import Identified


class CommonsTag(GenericUUIDTaggedItemBase, TaggedItemBase):
    """A tag put on something whose identifier is a UUID."""

    class Meta:
        verbose_name = _("étiquette posée")
        verbose_name_plural = _("étiquettes posées")


class Commons(Identified):
    """The identity card of a knowledge commons: the fields of a card on the call's public wiki."""

    class Maturity(models.TextChoices):
        IDEA = "idea", _("Idée")
        PROTOTYPE = "prototype", _("Preuve de concept")
        PRODUCTION = "production", _("En production")
        MAINTAINED = "maintained", _("Entretenu")

    title = models.CharField(_("titre"), max_length=200)
    subtitle = models.CharField(_("sous-titre"), max_length=300, blank=True)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    summary = models.TextField(_("en une phrase"), max_length=600, blank=True)
    description = RichTextField(_("description"), blank=True)
    statement = RichTextField(_("position commune"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY_SA_4)
    maturity = models.CharField(
        _("niveau de développement"), max_length=20, choices=Maturity.choices, default=Maturity.IDEA
    )
    challenges = LinesField(_("défis auxquels il répond"), blank=True)
    themes = LinesField(_("thèmes"), blank=True)
    near_commons = LinesField(_("communs proches"), blank=True)
    wanted_resources = LinesField(_("richesses recherchées"), blank=True)
    wanted_skills = LinesField(_("compétences recherchées"), blank=True)
    referents = LinesField(_("personnes référentes"), blank=True)
    source = models.CharField(_("source de la fiche"), max_length=300, blank=True)
    aid_requested = models.DecimalField(_("aide demandée (€)"), max_digits=12, decimal_places=2, null=True, blank=True)
    requires_second_factor = models.BooleanField(_("second facteur demandé"), default=False)
    #: After an interview; its page may say another date.
    retention_months = models.PositiveSmallIntegerField(
        _("mois pendant lesquels les notes d’entretien sont gardées"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    tags = TaggableManager(_("étiquettes"), through=CommonsTag, blank=True)

    class Meta:
        verbose_name = _("commun")
        verbose_name_plural = _("communs")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commons_card", args=[self.slug])

    @property
    def licence_terms(self) -> Licence:
        return Licence(self.licence)

    def missing_fields(self) -> list[str]:
        """Names, in French, of the card's fields that say nothing yet."""
        empty: list[str] = []
        for name in (
            "subtitle",
            "summary",
            "description",
            "statement",
            "challenges",
            "themes",
            "near_commons",
            "wanted_resources",
            "wanted_skills",
            "referents",
            "aid_requested",
        ):
            value: Any = getattr(self, name)
            if not value:
                empty.append(str(self._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        return empty


class ResearchQuestion(Identified):
    """A question the commons puts to its territories; interview questions and cells refer to it."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="research_questions")
    number = models.PositiveSmallIntegerField(_("numéro"))
    text = models.TextField(_("question"), max_length=600)

    class Meta:
        verbose_name = _("question de recherche")
        verbose_name_plural = _("questions de recherche")
        constraints = [
            models.UniqueConstraint(
                fields=["commons", "number"],
                name="research_question_number_once",
                violation_error_message=_("Ce numéro est déjà pris par une autre question."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
