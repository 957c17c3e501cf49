"""Communes and the territories composed of them. A territory is a set of communes, never one code."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import RichTextField
from commons.models import Commons, Identified, Membership
from commons.names import folded
from territories import geometry


class Commune(models.Model):
    """A commune of the official code (COG). Coordinates are WGS 84 degrees, longitude first."""

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    departement = models.CharField(_("département"), max_length=3, db_index=True)
    epci_code = models.CharField(_("SIREN de l’EPCI"), max_length=9, blank=True)
    epci_name = models.CharField(_("EPCI"), max_length=160, blank=True)
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    outline = models.JSONField(_("contour (GeoJSON)"), null=True, blank=True)
    outline_source = models.CharField(_("source du contour"), max_length=120, blank=True)
    longitude = models.FloatField(_("longitude de la mairie"), null=True, blank=True)
    latitude = models.FloatField(_("latitude de la mairie"), null=True, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})"

    @property
    def sort_key(self) -> tuple[str, str]:
        """The order of a French reader: no database here knows that É stands beside E."""
        return folded(self.name), self.code

    @property
    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude of the town hall, else of a point inside the outline, else nothing."""
        if self.longitude is not None and self.latitude is not None:
            return self.longitude, self.latitude
        return geometry.point_inside(self.outline) if self.outline else None


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def visible_to(self, user: User | AnonymousUser) -> "TerritoryQuerySet":
        """Territories are public."""
        return self


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
