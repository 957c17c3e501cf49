"""Ecosystems of actors: who takes part, what each does to the others, and how the graph is laid out."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from actors.models.organisation import Organisation
from commons.fields import RichTextField
from commons.models import Commons, Identified
from territories.models import Territory


class EcosystemQuerySet(models.QuerySet["Ecosystem"]):
    def visible_to(self, user: User | AnonymousUser) -> "EcosystemQuerySet":
        """Ecosystems are public as soon as their territory is; the states of participations and the confidence of
        relations are not."""
        seen = Territory.objects.visible_to(user)
        return self.filter(territory__in=seen.order_by().values("pk"))


class Ecosystem(Identified):
    """A system of actors at work in a territory on a theme, studied by a commons."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="ecosystems")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="ecosystems")
    name = models.CharField(_("nom"), max_length=160)
    slug = models.SlugField(_("adresse"), unique=True, max_length=80)
    theme = models.CharField(_("sujet"), max_length=200)
    period = models.CharField(_("période"), max_length=60, blank=True)
    #: The larger ecosystem it is a part of: a programme inside a landlord's, a site inside a network's.
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        verbose_name=_("partie de l’écosystème"),
    )
    presentation = RichTextField(_("présentation"), blank=True)

    objects: ClassVar[EcosystemQuerySet] = EcosystemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("écosystème d’acteurs")
        verbose_name_plural = _("écosystèmes d’acteurs")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ecosystem_detail", args=[self.slug])

    def clean(self) -> None:
        """Raises ``ValidationError`` when it would be a part of itself, directly or by way of others, or of what
        another commons studies."""
        larger = self.part_of
        if larger is not None and larger.commons_id != self.commons_id:
            raise ValidationError({"part_of": _("Choisissez un écosystème que le même commun étudie.")})
        while larger is not None:
            if larger.pk == self.pk:
                raise ValidationError({"part_of": _("Un écosystème ne peut pas faire partie de lui-même.")})
            larger = larger.part_of


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
    #: Whether a researcher, a coordinator or the machine once put this organisation here; said when it is put, so that
    #: it outlives the accounts of those who did.
    placed_by_team = models.BooleanField(default=True, editable=False)
    history = HistoricalRecords()

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
        MEMBER_OF = "member_of", _("est membre de")
        RUNS = "runs", _("anime")
        INITIATED = "initiated", _("est à l’initiative de")
        INCUBATES = "incubates", _("accompagne la création de")
        FRANCHISE_OF = "franchise_of", _("est franchisée par")
        TRANSFERS_TO = "transfers_to", _("cède un bien à")
        CONTRIBUTES_TO = "contributes_to", _("apporte au capital de")
        MOBILISES = "mobilises", _("mobilise")
        IDENTIFIES = "identifies", _("a identifié")
        PRESENTS_TO = "presents_to", _("a présenté son expérience à")
        PURCHASES_FROM = "purchases_from", _("achète à")
        SUPPLIES = "supplies", _("fournit")
        TRAINS = "trains", _("forme")
        ADVISES = "advises", _("conseille")
        OTHER = "other", _("est en lien avec")

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
    #: As the source says it, when no other kind does: what the pages and files then say.
    wording = models.CharField(_("relation, dans les mots de la source"), max_length=200, blank=True)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature.choices)
    period = models.CharField(_("période"), max_length=60, blank=True)
    confidence = models.CharField(_("fiabilité"), max_length=20, choices=Confidence.choices)
    source_document = models.CharField(_("document source"), max_length=300)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(
                name="relation_between_two_organisations",
                condition=~Q(source=F("target")),
                violation_error_message=_("Une relation va d’une organisation à une autre."),
            ),
            models.CheckConstraint(
                name="relation_worded_only_when_no_kind_says_it",
                condition=Q(wording="") | Q(kind="other"),
                violation_error_message=_("Les mots de la source ne vont qu’avec « est en lien avec »."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.said} {self.target}"

    @property
    def said(self) -> str:
        """What the one does to the other, in words."""
        return self.wording or self.get_kind_display()


class Headcount(Identified):
    """How many members of one kind an ecosystem counts, as a source says it, named or not."""

    ecosystem = models.ForeignKey(Ecosystem, on_delete=models.CASCADE, related_name="headcounts")
    kind = models.CharField(_("type de membres"), max_length=20, choices=Organisation.Kind.choices)
    count = models.PositiveIntegerField(_("nombre"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("composition en chiffres")
        verbose_name_plural = _("compositions en chiffres")
        constraints = [
            models.UniqueConstraint(
                fields=["ecosystem", "kind"],
                name="headcount_once_by_kind",
                violation_error_message=_("Ce type de membres a déjà un nombre."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.get_kind_display()}"


class Layout(models.Model):
    """Where the nodes of an ecosystem's graph stand, computed once for what the graph then held."""

    ecosystem = models.OneToOneField(Ecosystem, on_delete=models.CASCADE, primary_key=True, related_name="layout")
    #: Digest of the nodes and relations laid out: another one means that the layout is to be computed again.
    fingerprint = models.CharField(max_length=64)
    #: ``{organisation id: [x, y]}``, in the units of the drawing.
    positions = models.JSONField(default=dict)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("disposition d’un graphe")
        verbose_name_plural = _("dispositions des graphes")

    def __str__(self) -> str:
        return str(self.ecosystem)


class PinnedNode(Identified):
    """A node that a person has put somewhere: no layout moves it again."""

    ecosystem = models.ForeignKey(Ecosystem, on_delete=models.CASCADE, related_name="pinned_nodes")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    x = models.FloatField()
    y = models.FloatField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("nœud placé à la main")
        verbose_name_plural = _("nœuds placés à la main")
        constraints = [models.UniqueConstraint(fields=["ecosystem", "organisation"], name="pinned_node_once")]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.ecosystem}"
