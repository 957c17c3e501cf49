from django.db import models
from django.utils.translation import gettext_lazy as _

from interviews.fields import EncryptedTextField
from interviews.models.interview import Interviewee


class Identity(models.Model):
    """Who a person met is, encrypted and in a table of its own: no page that shows pseudonyms loads it."""

    interviewee = models.OneToOneField(Interviewee, on_delete=models.CASCADE, primary_key=True, related_name="identity")
    name = EncryptedTextField(_("nom"), blank=True)
    email = EncryptedTextField(_("adresse e-mail"), blank=True)
    phone = EncryptedTextField(_("téléphone"), blank=True)
    more = EncryptedTextField(_("autres précisions"), blank=True)

    class Meta:
        verbose_name = _("identité")
        verbose_name_plural = _("identités")

    def __str__(self) -> str:
        """Never the name: this is what a log or an error page would show."""
        return f"identité de {self.interviewee_id}"

    @property
    def lines(self) -> list[str]:
        """What is known, one thing a line."""
        return [value for value in (self.name, self.email, self.phone, self.more) if value]
