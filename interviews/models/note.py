from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import RichTextField
from commons.models import Identified
from interviews.models.interview import Interview


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User | AnonymousUser) -> "NoteQuerySet":
        """Raw notes: their author, the pair, the coordination, others once opened. The shared account: the writers."""
        if not isinstance(user, User):
            return self.none()
        raw = Interview.objects.raw_visible_to(user)
        writers = Interview.objects.visible_to(user)
        own = Q(author=None) | Q(author=user)
        return self.filter(Q(interview__in=raw.values("pk")) | Q(own, interview__in=writers.values("pk")))


class Note(Identified):
    """One researcher's notes of an interview; without an author, the account the pair shares."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("note d’entretien")
        verbose_name_plural = _("notes d’entretien")
        constraints = [
            models.UniqueConstraint(fields=["interview", "author"], name="note_once_by_author"),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(author=None), name="one_shared_account_by_interview"
            ),
        ]

    def __str__(self) -> str:
        if self.author is None:
            return gettext("Compte rendu partagé")
        return gettext("Notes – %(name)s") % {"name": self.author}

    def get_absolute_url(self) -> str:
        return reverse("note_edit", args=[self.interview_id, self.pk])

    @property
    def is_shared(self) -> bool:
        return self.author_id is None

    def latest(self) -> "NoteRevision | None":
        return self.revisions.order_by("-number").first()


class NoteRevision(Identified):
    """An immutable state of a note. Excerpts point at one, so later changes never move what was quoted.

    ``answers``: question key → value, in the shapes of ``interviews.grids.answers``. ``passages``: block identifier of
    ``body`` → keys of the questions it speaks of. ``save_key`` is the sender's: a save sent again is made once.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("révision"))
    body = RichTextField(_("texte"))
    answers = models.JSONField(_("réponses"), default=dict, blank=True)
    passages = models.JSONField(_("passages rangés"), default=dict, blank=True)
    save_key = models.UUIDField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("enregistrée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("révision de note")
        verbose_name_plural = _("révisions de note")
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="note_revision_number_once"),
            models.UniqueConstraint(fields=["note", "save_key"], name="note_saved_once_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.note} – version {self.number}"
