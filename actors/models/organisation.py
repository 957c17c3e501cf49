"""Organisations, and the circles they form around a commons."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from accounts.models import User
from commons.fields import LinesField
from commons.models import Commons, CommonsTag, Identified
from commons.models.team import TRUSTED
from commons.names import folded
from commons.policies import roles_of
from territories.models import Commune, Zone


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def current(self) -> "OrganisationQuerySet":
        """Without those merged into another: their pages lead to it."""
        return self.filter(merged_into=None)

    def visible_to(self, user: User | AnonymousUser) -> "OrganisationQuerySet":
        """Sourced public facts on organisations are public."""
        return self.current()

    def named(self, typed: str) -> "OrganisationQuerySet":
        """Of which the names hold each word typed, in any order, whatever the accents and capitals."""
        rows = self
        for word in folded(typed).split():
            rows = rows.filter(folded_names__contains=word)
        return rows

    def unchecked_since(self, day: date) -> "OrganisationQuerySet":
        """Checked on that day at the latest, or never."""
        return self.filter(models.Q(checked_on__lte=day) | models.Q(checked_on=None))


class Organisation(Identified):
    """A public or private body. Only sourced public facts; never a person's phone or e-mail."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("réseau")
        ENERGY_AGENCY = "energy_agency", _("agence locale de l’énergie et du climat")
        LOCAL_AUTHORITY = "local_authority", _("collectivité")
        PUBLIC_BODY = "public_body", _("organisme public")
        COMPANY = "company", _("entreprise")
        COOPERATIVE = "cooperative", _("coopérative")
        ASSOCIATION = "association", _("association")
        LANDLORD = "landlord", _("bailleur social")
        RESEARCH = "research", _("recherche et conseil")
        OTHER = "other", _("autre ou à préciser")

    name = models.CharField(_("nom"), max_length=200, unique=True)
    short_name = models.CharField(_("sigle ou nom court"), max_length=60, blank=True)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    aliases = LinesField(_("autres noms"), blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    legal_form = models.CharField(_("forme juridique"), max_length=120, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, db_index=True)
    #: Of the establishment that the seat or the site is; its first nine digits are the SIREN.
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    seat = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("siège")
    )
    #: Where it works or receives, when that is not its seat.
    site = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    area_communes = models.ManyToManyField(
        Commune, blank=True, related_name="+", verbose_name=_("communes où elle intervient")
    )
    area_zones = models.ManyToManyField(
        Zone,
        blank=True,
        related_name="+",
        verbose_name=_("zones où elle intervient"),
    )
    nationwide = models.BooleanField(_("intervient dans toute la France"), default=False)
    services = models.TextField(_("ce qu’elle fait, ce qu’elle propose"), max_length=2000, blank=True)
    brings = models.TextField(_("ce qu’elle apporte"), max_length=2000, blank=True)
    seeks = models.TextField(_("ce qu’elle cherche"), max_length=2000, blank=True)
    website = models.URLField(_("site web"), blank=True)
    #: Generic and public: a switchboard, a contact@ address. Never a person's.
    contact_email = models.EmailField(_("adresse de contact publique"), blank=True)
    contact_phone = models.CharField(_("téléphone public"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("vérifiée par"),
    )
    #: The organisation of which this one turned out to be a duplicate.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", editable=False
    )
    #: Kept by ``save``: what a list sorts by, and what a search looks in (names, initials, aliases).
    folded_name = models.CharField(max_length=200, default="", editable=False, db_index=True)
    folded_names = models.TextField(default="", editable=False)
    themes = TaggableManager(_("thèmes"), through=CommonsTag, blank=True)
    history = HistoricalRecords(m2m_fields=[area_communes, area_zones], excluded_fields=["folded_name", "folded_names"])

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        # The directory's own order: a page of it is read, not the whole of it sorted.
        # Likewise for who is in one commune: without these, SQLite reads all of that order to find them.
        indexes = [
            models.Index(fields=["merged_into", "folded_name", "id"], name="organisation_in_order"),
            *(
                models.Index(fields=[at, "folded_name", "id"], condition=models.Q(merged_into=None), name=name)
                for at, name in (("seat", "organisation_by_seat"), ("site", "organisation_by_site"))
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Writes what lists sort by and searches look in; for who saves without ``save``."""
        self.folded_name = folded(self.name)
        self.folded_names = " / ".join(folded(name) for name in (self.name, self.short_name, *self.aliases) if name)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Django's own translates every label at each call: half of the time of a list."""
        return str(KINDS.get(self.kind, self.kind))

    @property
    def sort_key(self) -> str:
        """The order of a French reader: no database here knows that É stands beside E."""
        return self.folded_name

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", args=[self.slug])


KINDS: dict[str, Any] = dict(Organisation.Kind.choices)


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def entered(self) -> "EngagementQuerySet":
        """Without those that a commons would only like to bring in."""
        return self.exclude(circle=Engagement.Circle.TO_APPROACH)

    def visible_to(self, user: User | AnonymousUser) -> "EngagementQuerySet":
        """Circles are public. Whom a commons would like to bring in, its experts, researchers and coordinators see;
        others read it where the commons itself publishes it, on its card."""
        trusting = [commons for commons, role in roles_of(user).items() if role in TRUSTED]
        return self.filter(~models.Q(circle=Engagement.Circle.TO_APPROACH) | models.Q(commons__in=trusting))


class Engagement(Identified):
    """An organisation's part in a commons: a circle, a committee, with dates."""

    class Circle(models.TextChoices):
        OPERATIONAL = "operational", _("cercle opérationnel")
        EXPERTISE = "expertise", _("cercle d’expertise")
        DISSEMINATION = "dissemination", _("cercle de diffusion et de valorisation")
        COMMITTEE = "committee", _("comité d’experts-ressources")
        INTERESTED = "interested", _("organisations utilisatrices ou intéressées")
        TO_APPROACH = "to_approach", _("parties prenantes à rapprocher")

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="engagements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="engagements")
    circle = models.CharField(_("cercle"), max_length=20, choices=Circle.choices)
    role = models.CharField(_("rôle"), max_length=160, blank=True)
    since = models.DateField(_("depuis"), null=True, blank=True)
    until = models.DateField(_("jusqu’à"), null=True, blank=True)

    objects: ClassVar[EngagementQuerySet] = EngagementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.UniqueConstraint(fields=["commons", "organisation", "circle"], name="engagement_once_by_circle")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_circle_display()}"
