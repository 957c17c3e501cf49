"""Organisations, the circles they form around a commons, and the ecosystems they form on a territory."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import LinesField, RichTextField
from commons.models import Commons, Identified
from commons.names import folded
from territories.models import Commune, Territory


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User | AnonymousUser) -> "OrganisationQuerySet":
        """Sourced public facts on organisations are public."""
        return self


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
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    seat = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("implantation")
    )
    services = models.TextField(_("ce qu’elle fait, ce qu’elle propose"), max_length=2000, blank=True)
    website = models.URLField(_("site web"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def sort_key(self) -> str:
        """The order of a French reader: no database here knows that É stands beside E."""
        return folded(self.name)

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", args=[self.slug])


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

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.UniqueConstraint(fields=["commons", "organisation", "circle"], name="engagement_once_by_circle")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_circle_display()}"


class EcosystemQuerySet(models.QuerySet["Ecosystem"]):
    def visible_to(self, user: User | AnonymousUser) -> "EcosystemQuerySet":
        """Ecosystems are public; the states of participations and the confidence of relations are not."""
        return self


class Ecosystem(Identified):
    """A system of actors at work in a territory on a theme, studied by a commons."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="ecosystems")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="ecosystems")
    name = models.CharField(_("nom"), max_length=160)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    theme = models.CharField(_("sujet"), max_length=200)
    presentation = RichTextField(_("présentation"), blank=True)

    objects: ClassVar[EcosystemQuerySet] = EcosystemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("écosystème d’acteurs")
        verbose_name_plural = _("écosystèmes d’acteurs")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ecosystem_detail", args=[self.slug])


class Participation(Identified):
    """An organisation's place in an ecosystem; or, for a kind of actor nobody is found for yet, what is sought."""

    class State(models.TextChoices):
        MET = "met", _("rencontré")
        TO_APPROACH = "to_approach", _("à rencontrer")
        SOUGHT = "sought", _("recherché")

    ecosystem = models.ForeignKey(Ecosystem, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    sought = models.CharField(_("type d’acteur recherché"), max_length=160, blank=True)
    role = models.CharField(_("rôle"), max_length=200, blank=True)
    state = models.CharField(_("état"), max_length=20, choices=State.choices)
    since = models.CharField(_("depuis"), max_length=40, blank=True)
    until = models.CharField(_("jusqu’à"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["ecosystem", "organisation"],
                name="participation_once_by_ecosystem",
                violation_error_message=_("Cette organisation participe déjà à cet écosystème."),
            ),
            models.CheckConstraint(
                name="participation_names_an_organisation_or_what_is_sought",
                condition=Q(organisation__isnull=False) | (~Q(sought="") & Q(state="sought")),
                violation_error_message=_("Choisissez une organisation, ou dites quel type d’acteur est recherché."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.sought)


class Relation(Identified):
    """What one organisation does to another in an ecosystem: directed, typed, sourced."""

    class Kind(models.TextChoices):
        SUPPORTS = "supports", _("soutient")
        FUNDS = "funds", _("finance")
        MET_WITH = "met_with", _("a rencontré")
        WORKS_WITH = "works_with", _("travaille avec")
        INQUIRED_WITH = "inquired_with", _("a enquêté avec")
        TAKES_PART = "takes_part", _("participe au groupe de travail de")
        HOSTS = "hosts", _("accueille")
        LOCATED_IN = "located_in", _("est située sur le territoire de")

    class Nature(models.TextChoices):
        MONETARY = "monetary", _("monétaire")
        NON_MONETARY = "non_monetary", _("non monétaire")

    class Confidence(models.TextChoices):
        STATED = "stated", _("énoncée par la source")
        CONFIRMED = "confirmed", _("confirmée")
        DOUBTFUL = "doubtful", _("à vérifier")

    ecosystem = models.ForeignKey(Ecosystem, on_delete=models.CASCADE, related_name="relations")
    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations_out")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations_in")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature.choices)
    period = models.CharField(_("période"), max_length=60, blank=True)
    confidence = models.CharField(_("fiabilité"), max_length=20, choices=Confidence.choices)
    source_document = models.CharField(_("document source"), max_length=300)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(
                name="relation_between_two_organisations",
                condition=~Q(source=F("target")),
                violation_error_message=_("Une relation va d’une organisation à une autre."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
