"""The facts of the directory in French words: what a field is called, what its value says."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commons.dates import date_format


def label(model: type[models.Model], name: str) -> str:
    """``"seat"`` → « Siège »."""
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # noqa: SLF001


def words(model: type[models.Model], name: str, value: Any) -> str:
    """``value`` as a page says it; « vide » when there is nothing. A row is given by itself or by its identifier."""
    if value in (None, "", [], ()):
        return _("vide")
    field = model._meta.get_field(name)  # noqa: SLF001
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(field, models.ForeignKey) and not isinstance(value, models.Model):
        return _row(field.related_model, value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(str(item) for item in value))
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def checked(on: date | None, by: str = "") -> str:
    """When an organisation was last checked, and ``by`` whom where that may be said."""
    if on is None:
        return _("Pas encore vérifiée")
    day = date_format(on, "j F Y")
    return (
        _("Vérifiée le %(day)s par %(name)s") % {"day": day, "name": by}
        if by
        else _("Vérifiée le %(day)s") % {"day": day}
    )


def _row(model: Any, key: Any) -> str:
    found = model._default_manager.filter(pk=key).first()  # noqa: SLF001
    return str(found) if found else _("effacé depuis")
