from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.fields import RichTextField
from commons.models import Identified
from interviews.models.note import Note


class NoteImportQuerySet(models.QuerySet["NoteImport"]):
    def visible_to(self, user: User | AnonymousUser) -> "NoteImportQuerySet":
        """Whoever gave the file, while the note is theirs to see."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(by=user, note__in=Note.objects.visible_to(user).values("pk"))


class NoteImport(Identified):
    """A written-up interview given as a file, shown before it is put at the end of ``note``.

    As confidential as the note: its name is not kept, the file is erased once read, the text once put.
    """

    class State(models.TextChoices):
        READING = "reading", _("en lecture")
        SHOWN = "shown", _("à confirmer")
        UNREADABLE = "unreadable", _("illisible")
        APPLIED = "applied", _("importé")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.READING)
    file = models.FileField(upload_to="note_imports/", blank=True)
    #: One of ``interviews.notes.documents.FORMATS``.
    format = models.CharField(max_length=10)
    body = RichTextField(_("texte"), blank=True)
    #: What was left out of the file, in French, one sentence each.
    warnings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[NoteImportQuerySet] = NoteImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import d’une note")
        verbose_name_plural = _("imports de notes")

    def __str__(self) -> str:
        return f"import {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("note_import_detail", args=[self.note.interview_id, self.note_id, self.pk])
