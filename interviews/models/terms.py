from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.dates import date_format
from commons.fields import RichTextField
from commons.models import Commons, Identified
from commons.policies import commons_written_by


class TermsQuerySet(models.QuerySet["Terms"]):
    def visible_to(self, user: User | AnonymousUser) -> "TermsQuerySet":
        """Those who hand it over: the writers of its commons. The people met read it through their link."""
        return self.filter(commons__in=commons_written_by(user))

    def newest_first(self) -> "TermsQuerySet":
        return self.order_by("-version")


class Terms(Identified):
    """A wording of the information sheet of a commons: never changed, a new wording is a new version."""

    commons = models.ForeignKey(Commons, on_delete=models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField(_("version"))
    body = RichTextField(_("texte de la notice"))
    since = models.DateField(_("en vigueur depuis le"), default=timezone.localdate, editable=False)
    #: Empty for the wording we propose, until the coordination writes its own.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    pdf = models.FileField(upload_to="terms/", blank=True, editable=False)

    objects: ClassVar[TermsQuerySet] = TermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice d’information")
        verbose_name_plural = _("notices d’information")
        constraints = [models.UniqueConstraint(fields=["commons", "version"], name="terms_version_once_by_commons")]

    def __str__(self) -> str:
        return gettext("version %(version)s du %(day)s") % {"version": self.version, "day": date_format(self.since)}

    def get_absolute_url(self) -> str:
        return reverse("terms_detail", args=[self.commons.slug, self.version])
