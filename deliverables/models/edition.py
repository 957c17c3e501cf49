from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.licences import Licence
from commons.models import Identified
from deliverables.models.chapter import ChapterRevision
from deliverables.models.deliverable import Deliverable


class EditionQuerySet(models.QuerySet["Edition"]):
    def served(self) -> "EditionQuerySet":
        """Editions everyone may read: published and not withdrawn."""
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> "EditionQuerySet":
        return self.order_by("-published_at")


class Edition(Identified):
    """A frozen, citable state of a deliverable. ``html`` and ``manifest`` never change; ``checksum`` seals them."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="editions")
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("titre"), max_length=200)
    changes = models.TextField(_("ce qui a changé"), max_length=1000, blank=True)
    #: What the edition is made of: chapters and revisions, excerpts, licence, credits, software.
    manifest = models.JSONField(_("manifeste"))
    html = models.TextField(_("texte figé (HTML)"))
    checksum = models.CharField(_("empreinte SHA-256"), max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("publiée le"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("raison du retrait"), max_length=600, blank=True)

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")
        constraints = [
            models.UniqueConstraint(
                fields=["deliverable", "version"],
                name="edition_version_once",
                violation_error_message=_("Cette version existe déjà."),
            ),
            models.CheckConstraint(
                name="edition_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""),
                violation_error_message=_("Un retrait a toujours une raison, qui sera lue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("edition_detail", args=[self.deliverable.slug, self.version])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def address(self) -> str:
        """Its permanent address, as it was when it was published."""
        return str(self.manifest["address"])

    @property
    def licence(self) -> Licence:
        return Licence(self.manifest["licence"])

    @property
    def is_fictional(self) -> bool:
        """It cites an invented interview: the page and the files say so."""
        return bool(self.manifest["fictional"])

    @property
    def citation(self) -> str:
        """How to cite it, as plain text."""
        return _("%(authors)s (%(year)s). %(title)s, version %(version)s. %(commons)s. %(address)s. %(licence)s.") % {
            "authors": ", ".join(self.manifest["authors"]),
            "year": timezone.localtime(self.published_at).year,
            "title": self.title,
            "version": self.version,
            "commons": self.manifest["deliverable"]["commons"],
            "address": self.address,
            "licence": self.licence.short,
        }


class EditionChapter(Identified):
    """A chapter revision in an edition, in order."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="chapters")
    revision = models.ForeignKey(ChapterRevision, on_delete=models.PROTECT, related_name="editions")
    position = models.PositiveSmallIntegerField(_("rang"))

    class Meta:
        verbose_name = _("chapitre d’édition")
        verbose_name_plural = _("chapitres d’édition")
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="edition_chapter_position_once")]

    def __str__(self) -> str:
        return f"{self.edition} {self.position}"


class Rendition(Identified):
    """An edition as a file, made by the worker: whole and sealed, or absent."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        READY = "ready", _("prêt")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=10, choices=Format.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    file = models.FileField(upload_to="renditions/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("taille (octets)"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)

    class Meta:
        verbose_name = _("rendu")
        verbose_name_plural = _("rendus")
        constraints = [
            models.UniqueConstraint(fields=["edition", "format"], name="rendition_once_by_format"),
            models.CheckConstraint(
                name="rendition_ready_with_its_file",
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.get_format_display()})"
