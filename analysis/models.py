"""Excerpts: passages taken from a note, the only road by which what was said may reach a text."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.models import Identified
from interviews.models import Consent, Interview, Interviewee, NoteRevision


class ExcerptQuerySet(models.QuerySet["Excerpt"]):
    def visible_to(self, user: User | AnonymousUser) -> "ExcerptQuerySet":
        """Excerpts are pseudonymised and for the researchers and coordinators of their commons."""
        interviews = Interview.objects.visible_to(user)
        return self.filter(revision__note__interview__in=interviews.values("pk"))

    def with_evidence(self) -> "ExcerptQuerySet":
        """With what leads back to the territory; identities stay where they are."""
        people = Interviewee.objects.select_related("consent")
        return self.select_related(
            "speaker__consent", "revision__note__interview__ecosystem__territory"
        ).prefetch_related(Prefetch("revision__note__interview__interviewees", people))

    def publishable(self) -> "ExcerptQuerySet":
        """Those that consent lets into a text, the speaker's or every interviewee's when none is named, that
        nobody they come from declined, and that designate nobody else."""
        allowing = [Consent.Level.PSEUDONYMISED, Consent.Level.ATTRIBUTED]
        named = Q(speaker__consent__withdrawn_on=None, speaker__consent__level__in=allowing)
        people = Interviewee.objects.filter(interview=OuterRef("revision__note__interview"))
        refusing = people.exclude(consent__withdrawn_on=None, consent__level__in=allowing)
        unnamed = Q(Exists(people)) & ~Q(Exists(refusing))
        return (
            self.filter(Q(named, speaker__isnull=False) | Q(unnamed, speaker=None))
            .filter(declined=False, names_someone=False)
            .exclude(public_wording="")
        )


class Excerpt(Identified):
    """A passage of a note revision, and the wording under which it may be shown to others.

    ``start`` and ``end`` are code points of the revision's plain text, end excluded; ``quote`` is what stood there.
    """

    class Obstacle(models.TextChoices):
        """Why a passage may not be quoted."""

        WITHDRAWN = "withdrawn", _("consentement retiré")
        MISSING = "missing", _("consentement à recueillir")
        REFUSED = "refused", _("la personne n’a pas permis la citation")
        DECLINED = "declined", _("la personne a refusé cette citation")
        UNWORDED = "unworded", _("formulation publiable à écrire")
        NAMING = "naming", _("désigne une personne : à reformuler")

    revision = models.ForeignKey(
        NoteRevision, on_delete=models.PROTECT, related_name="excerpts", verbose_name=_("note")
    )
    start = models.PositiveIntegerField(editable=False)
    end = models.PositiveIntegerField(editable=False)
    quote = models.TextField(_("passage"), editable=False)
    speaker = models.ForeignKey(
        Interviewee,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="excerpts",
        verbose_name=_("qui parle"),
    )
    public_wording = models.TextField(_("formulation publiable"), max_length=2000, blank=True)
    #: The wording, or who it is said to come from, designates someone who may not be named. Kept by
    #: ``analysis.naming``, so that reading a passage never means reading an identity.
    names_someone = models.BooleanField(default=False, editable=False)
    #: Someone it comes from refused this quotation (``QuotationAnswer``), whatever they allow of the rest.
    declined = models.BooleanField(default=False, editable=False)
    memo = models.TextField(_("mémo"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ExcerptQuerySet] = ExcerptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("verbatim")
        verbose_name_plural = _("verbatims")
        constraints = [models.CheckConstraint(name="excerpt_is_not_empty", condition=Q(end__gt=models.F("start")))]

    def __str__(self) -> str:
        return self.public_wording or str(_("verbatim sans formulation publiable"))

    def get_absolute_url(self) -> str:
        return reverse("excerpt_detail", args=[self.pk])

    @property
    def interview(self) -> Interview:
        return self.revision.note.interview

    def consents(self) -> list[Consent | None]:
        """The consent of each person concerned; ``None`` where nothing was recorded."""
        people = [self.speaker] if self.speaker else list(self.interview.interviewees.all())
        return [person.recorded_consent for person in people]

    @property
    def obstacle(self) -> "Excerpt.Obstacle | None":
        """What keeps the passage out of a text, the gravest first; the rule of ``ExcerptQuerySet.publishable``."""
        consents = self.consents()
        if any(consent is not None and not consent.is_given for consent in consents):
            return self.Obstacle.WITHDRAWN
        if not consents or None in consents:
            return self.Obstacle.MISSING
        if not all(consent is not None and consent.allows_quotation for consent in consents):
            return self.Obstacle.REFUSED
        if self.declined:
            return self.Obstacle.DECLINED
        if not self.public_wording:
            return self.Obstacle.UNWORDED
        return self.Obstacle.NAMING if self.names_someone else None

    @property
    def is_publishable(self) -> bool:
        return self.obstacle is None

    @property
    def is_withdrawn(self) -> bool:
        return self.obstacle is self.Obstacle.WITHDRAWN

    @property
    def attribution(self) -> str:
        """Who speaks, as a text may say it: pseudonym and function, or the function of the interview."""
        if self.speaker is None:
            return str(_("entretien, personnes non nommées"))
        return f"{self.speaker.pseudonym}, {self.speaker.function}"


class QuotationAnswer(Identified):
    """What a person met says of a quotation proposed to them, in the wording they read."""

    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="answers")
    interviewee = models.ForeignKey(Interviewee, on_delete=models.CASCADE, related_name="quotation_answers")
    accepted = models.BooleanField(_("acceptée"))
    wording = models.TextField(_("formulation lue"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("réponse à une citation")
        verbose_name_plural = _("réponses à une citation")
        constraints = [
            models.UniqueConstraint(fields=["excerpt", "interviewee"], name="quotation_answered_once_by_person")
        ]

    def __str__(self) -> str:
        return f"{self.interviewee} – {self.at:%d/%m/%Y}"
