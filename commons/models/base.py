import uuid

from django.db import models


class Identified(models.Model):
    """A thing with an identifier nobody can guess: private addresses are made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
