"""The official code: communes, and the administrative areas made of whole communes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.names import folded
from territories import geometry


class Zone(models.Model):
    """An administrative area: EPCI, EPT of the Grand Paris, département or region. ``id`` is ``<kind>-<code>``."""

    class Kind(models.TextChoices):
        EPCI = "epci", _("intercommunalité")
        EPT = "ept", _("établissement public territorial")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")

    id = models.CharField(max_length=24, primary_key=True)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code ou SIREN"), max_length=9)
    name = models.CharField(_("nom"), max_length=160)
    #: Name without accents nor capitals, what a search compares.
    folded_name = models.CharField(max_length=160, default="", editable=False, db_index=True)
    #: The region of a département.
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("région")
    )

    class Meta:
        verbose_name = _("zone administrative")
        verbose_name_plural = _("zones administratives")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="zone_once_by_code")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key(kind: str, code: str) -> str:
        """``("epci", "200056232")`` → ``"epci-200056232"``."""
        return f"{kind}-{code}"


class Commune(models.Model):
    """A commune of the official code (COG). Coordinates are WGS 84 degrees, longitude first."""

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    #: Name without accents nor capitals, what a search compares; kept by ``save`` and by the import.
    folded_name = models.CharField(max_length=80, default="", editable=False, db_index=True)
    departement = models.CharField(_("département"), max_length=3, db_index=True)
    epci = models.ForeignKey(
        Zone,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="epci_communes",
        verbose_name=_("intercommunalité"),
    )
    ept = models.ForeignKey(
        Zone,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ept_communes",
        verbose_name=_("établissement public territorial"),
    )
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    outline = models.JSONField(_("contour (GeoJSON)"), null=True, blank=True)
    outline_source = models.CharField(_("source du contour"), max_length=120, blank=True)
    #: The outline is that of one of the communes it was made of: the source was drawn before they merged.
    outline_predates_merger = models.BooleanField(_("contour antérieur à la fusion"), default=False)
    longitude = models.FloatField(_("longitude de la mairie"), null=True, blank=True)
    latitude = models.FloatField(_("latitude de la mairie"), null=True, blank=True)
    #: INSEE's zoning as published, empty until it is imported: ``CATEAAV2020``, ``TAAV2017``, ``DENS_AAV``.
    attraction_category = models.CharField(_("catégorie dans l’aire d’attraction"), max_length=2, blank=True)
    attraction_size = models.CharField(_("tranche de l’aire d’attraction"), max_length=1, blank=True)
    density = models.CharField(_("densité (grille communale)"), max_length=1, blank=True)
    zoning_source = models.CharField(_("source du zonage"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = folded(self.name)
        super().save(*args, **kwargs)

    @property
    def sort_key(self) -> tuple[str, str]:
        """The order of a French reader: no database here knows that É stands beside E."""
        return self.folded_name or folded(self.name), self.code

    @property
    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude of the town hall, else of a point inside the outline, else nothing."""
        if self.longitude is not None and self.latitude is not None:
            return self.longitude, self.latitude
        return geometry.point_inside(self.outline) if self.outline else None


class FormerCommune(models.Model):
    """A code that is no longer in use, and the commune that took its ground over."""

    code = models.CharField(_("ancien code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("ancien nom"), max_length=80, blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.CASCADE, related_name="former", verbose_name=_("commune actuelle")
    )

    class Meta:
        verbose_name = _("ancienne commune")
        verbose_name_plural = _("anciennes communes")

    def __str__(self) -> str:
        return f"{self.code} → {self.commune}"
