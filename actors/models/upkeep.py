"""Keeping the directory true: imports, merged duplicates, proposed corrections, yearly questions."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models.ecosystem import Ecosystem
from actors.models.organisation import Organisation
from commons.models import Identified


class ImportBatch(Identified):
    """A file of organisations or of relations: read and shown first, written on confirmation, undone as a whole."""

    class Kind(models.TextChoices):
        ORGANISATIONS = "organisations", _("organisations")
        GRAPH = "graph", _("écosystème (Kumu)")

    class State(models.TextChoices):
        READING = "reading", _("en lecture")
        UNREADABLE = "unreadable", _("illisible")
        PREVIEWED = "previewed", _("en attente de confirmation")
        APPLIED = "applied", _("importé")
        UNDONE = "undone", _("annulé")

    kind = models.CharField(_("contenu"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.PREVIEWED)
    file_name = models.CharField(_("fichier"), max_length=200)
    #: What was given, kept until it is read.
    file = models.FileField(upload_to="imports/", blank=True)
    #: The source of what a file of relations gives without one.
    document = models.CharField(max_length=300, blank=True)
    #: The ecosystem a graph is imported into.
    ecosystem = models.ForeignKey(Ecosystem, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    #: The lines as read, each with what is to become of it and why.
    lines = models.JSONField(default=list)
    #: What is decided of the doubtful names of a graph, by folded name.
    choices = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name


class ImportedThing(Identified):
    """What one import created or changed, and how the thing was before: what undoing needs."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="things")
    #: ``organisation``, ``participation`` or ``relation``.
    model = models.CharField(max_length=20)
    target_id = models.UUIDField()
    created = models.BooleanField()
    #: Facts before the import, by field; empty for what it created.
    before = models.JSONField(default=dict)
    #: Facts as the import left them: who changed them since keeps the change.
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("objet importé")
        verbose_name_plural = _("objets importés")

    def __str__(self) -> str:
        return f"{self.model} {self.target_id}"


class Merge(Identified):
    """Two organisations found to be one: what moved from the duplicate to the one kept, so that it can move back."""

    kept = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="merges")
    duplicate = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    #: What was moved and what was there before, by kind of thing.
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fusion")
        verbose_name_plural = _("fusions")

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"


class NotDuplicate(Identified):
    """Two organisations that look alike and that a person has said are two; ``one`` has the lower identifier."""

    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("paire écartée")
        verbose_name_plural = _("paires écartées")
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="not_duplicate_once")]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"


class Correction(Identified):
    """What someone who may not edit proposes: a partner outside their territory, a visitor. A person decides."""

    class State(models.TextChoices):
        PENDING = "pending", _("à examiner")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")

    #: What it is about; with neither, an organisation that is missing.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    ecosystem = models.ForeignKey(
        Ecosystem, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    #: The facts proposed, by field of the organisation, as typed; may be empty when words say it all.
    facts = models.JSONField(default=dict)
    message = models.TextField(_("ce qu’il faut corriger, et d’où vous le savez"), max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_name = models.CharField(_("votre nom"), max_length=120, blank=True)
    author_email = models.EmailField(_("votre adresse"), blank=True)
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.PENDING)
    reply = models.TextField(_("réponse"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("correction proposée")
        verbose_name_plural = _("corrections proposées")
        indexes = [models.Index(fields=["state", "created_at"], name="correction_by_state")]

    def __str__(self) -> str:
        return f"{self.organisation or self.ecosystem or self.author_name} – {self.get_state_display()}"


class FactCheckQuerySet(models.QuerySet["FactCheck"]):
    def waiting(self) -> "FactCheckQuerySet":
        """Asked and not yet answered."""
        return self.filter(answered_at=None)

    def open(self) -> "FactCheckQuerySet":
        """Whose link still serves."""
        return self.waiting().filter(sent_at__gt=timezone.now() - FactCheck.OPEN_FOR, organisation__merged_into=None)


class FactCheck(Identified):
    """The yearly question « toujours exact ? », mailed with a one-purpose link."""

    OPEN_FOR = timedelta(days=90)

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="fact_checks")
    sent_to = models.EmailField(_("envoyée à"))
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FactCheckQuerySet] = FactCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("question annuelle")
        verbose_name_plural = _("questions annuelles")

    def __str__(self) -> str:
        return f"{self.organisation} – {self.sent_at:%Y-%m-%d}"

    @property
    def closes_at(self) -> datetime:
        return self.sent_at + self.OPEN_FOR
