"""Putting a fact back as a line of its history holds it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from actors.actions.directory import edit
from actors.models import Organisation
from actors.upkeep import history


@transaction.atomic
def put_value_back(organisation: Organisation, *, line: int, name: str, by: User) -> Organisation:
    """An edit like any other. Raises ``LookupError`` when that line is not of this page, and ``ValidationError`` when
    the fact cannot be again."""
    value = history.value_at(organisation, line, name)
    organisation._change_reason = _("valeur d’avant, rétablie")  # type: ignore[attr-defined]  # noqa: SLF001
    return edit(organisation, by=by, **{name: value})
