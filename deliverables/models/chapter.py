from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from analysis.models import Excerpt
from commons import richtext
from commons.fields import RichTextField
from commons.models import Identified
from deliverables.models.deliverable import Deliverable


class ChapterQuerySet(models.QuerySet["Chapter"]):
    def visible_to(self, user: User | AnonymousUser) -> "ChapterQuerySet":
        """Drafts are for researchers and coordinators; everyone else reads them only through ``reviews``."""
        return self.filter(deliverable__in=Deliverable.objects.drafted_by(user).values("pk"))


class Chapter(Identified):
    """A chapter being written. Its text is its latest revision."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=200)

    objects: ClassVar[ChapterQuerySet] = ChapterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("chapitre")
        verbose_name_plural = _("chapitres")
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "position"], name="chapter_position_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("chapter_edit", args=[self.pk])

    def latest(self) -> "ChapterRevision | None":
        return self.revisions.order_by("-number").first()


class ChapterRevisionQuerySet(models.QuerySet["ChapterRevision"]):
    def current(self) -> "ChapterRevisionQuerySet":
        """The latest revision of each chapter."""
        newer = ChapterRevision.objects.filter(chapter=OuterRef("chapter"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class ChapterRevision(Identified):
    """An immutable state of a chapter; rounds of review and editions point at one."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("révision"))
    title = models.CharField(_("titre"), max_length=200)
    body = RichTextField(_("texte"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("enregistrée le"), default=timezone.now, editable=False)

    objects: ClassVar[ChapterRevisionQuerySet] = ChapterRevisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("révision de chapitre")
        verbose_name_plural = _("révisions de chapitre")
        constraints = [models.UniqueConstraint(fields=["chapter", "number"], name="chapter_revision_number_once")]

    def __str__(self) -> str:
        return f"{self.title} – révision {self.number}"

    @property
    def words(self) -> int:
        return len(richtext.plain_text(self.body).split())


class Citation(Identified):
    """A chapter revision shows an excerpt: the link by which a withdrawal finds every text it touches."""

    revision = models.ForeignKey(ChapterRevision, on_delete=models.CASCADE, related_name="citations")
    excerpt = models.ForeignKey(Excerpt, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [models.UniqueConstraint(fields=["revision", "excerpt"], name="citation_once_by_revision")]

    def __str__(self) -> str:
        return f"{self.revision} ← {self.excerpt_id}"
