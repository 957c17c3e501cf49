"""Territories composed of communes, how far they are studied, and who looks after them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import RichTextField
from commons.models import Commons, Identified, Membership
from commons.policies import writes_somewhere
from territories.models.commune import Commune


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def visible_to(self, user: User | AnonymousUser) -> "TerritoryQuerySet":
        """Territories are public once they have a commune; before that, whoever may compose them sees them."""
        if writes_somewhere(user):
            return self
        return self.filter(Exists(Territory.communes.through.objects.filter(territory=OuterRef("pk"))))


class Territory(Identified):
    """A set of communes studied or looked after, with what is known of its perimeter."""

    class Kind(models.TextChoices):
        METROPOLITAN = "metropolitan", _("métropolitain")
        PERI_URBAN = "peri_urban", _("péri-urbain")
        RURAL = "rural", _("rural")

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("certain")
        PROBABLE = "probable", _("probable")
        PARTIAL = "partial", _("partiel")

    name = models.CharField(_("nom"), max_length=160)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    presentation = RichTextField(_("présentation"), blank=True)
    communes = models.ManyToManyField(Commune, related_name="territories", verbose_name=_("communes"))
    #: What the zoning of its communes proposes, and why; ``kind`` is what a person decided.
    proposed_kind = models.CharField(_("type proposé"), max_length=20, choices=Kind.choices, blank=True)
    proposal_basis = models.CharField(_("ce qui fonde la proposition"), max_length=300, blank=True)
    kind_reason = models.CharField(_("raison du type retenu"), max_length=300, blank=True)
    kind_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind_decided_on = models.DateField(_("type retenu le"), null=True, blank=True)
    certainty = models.CharField(_("certitude du périmètre"), max_length=20, choices=Certainty.choices)
    justification = models.TextField(_("justification et source du périmètre"), max_length=1000)
    #: Union of the communes' outlines, as a GeoJSON geometry; derived by ``actions.compose``.
    outline = models.JSONField(_("contour"), null=True, blank=True, editable=False)

    objects: ClassVar[TerritoryQuerySet] = TerritoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory_detail", args=[self.slug])

    @property
    def is_tentative(self) -> bool:
        """Every commons that studies it does so as a hypothesis."""
        states = [terrain.state for terrain in self.terrains.all()]
        return bool(states) and all(state == Terrain.State.HYPOTHESIS for state in states)


class Terrain(Identified):
    """A territory as a field of study of a commons, and how far the contact is."""

    class State(models.TextChoices):
        HYPOTHESIS = "hypothesis", _("hypothèse")
        CONTACTED = "contacted", _("contact en cours")
        AGREED = "agreed", _("accord donné")

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="terrains")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="terrains")
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.HYPOTHESIS)
    note = models.CharField(_("précision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("terrain d’étude")
        verbose_name_plural = _("terrains d’étude")
        constraints = [
            models.UniqueConstraint(
                fields=["commons", "territory"],
                name="terrain_once_by_commons",
                violation_error_message=_("Ce territoire est déjà un terrain de ce commun."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} – {self.get_state_display()}"


class Mandate(Identified):
    """Which territory a partner looks after."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mandates")
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="mandates")

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        constraints = [models.UniqueConstraint(fields=["membership", "territory"], name="mandate_once_by_member")]

    def __str__(self) -> str:
        return f"{self.membership} – {self.territory}"


class Indicator(Identified):
    """A figure about a territory, with its unit, year and source."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicateur"), max_length=160)
    value = models.DecimalField(_("valeur"), max_digits=18, decimal_places=3)
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("année"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "name", "year"],
                name="indicator_once_by_year",
                violation_error_message=_("Cet indicateur a déjà une valeur pour cette année."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"
