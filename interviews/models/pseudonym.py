from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.models import Identified
from interviews.fields import EncryptedTextField
from interviews.models.interview import Interview


class Pseudonym(Identified):
    """A name said in an interview, encrypted as an identity is, and what is written in its place."""

    class Kind(models.TextChoices):
        PERSON = "person", _("personne")
        ORGANISATION = "organisation", _("organisation")
        PLACE = "place", _("lieu")

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="pseudonyms")
    kind = models.CharField(_("c’est"), max_length=20, choices=Kind.choices)
    name = EncryptedTextField(_("nom dit dans l’entretien"), max_length=200)
    replacement = models.CharField(_("à écrire à la place"), max_length=120)

    class Meta:
        verbose_name = _("nom à remplacer")
        verbose_name_plural = _("noms à remplacer")

    def __str__(self) -> str:
        """Never the name."""
        return self.replacement
