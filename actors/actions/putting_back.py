"""Putting a fact back as a line of its history holds it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from actors.actions.directory import edit
from actors.actions.ecosystem import again, edit_participation, edit_relation
from actors.models import Ecosystem, Organisation, Participation, Relation
from actors.upkeep import history


@transaction.atomic
def put_value_back(organisation: Organisation, *, line: int, name: str, by: User) -> Organisation:
    """An edit like any other. Raises ``LookupError`` when that line is not of this page, and ``ValidationError`` when
    the fact cannot be again."""
    value = history.value_at(organisation, line, name)
    organisation._change_reason = _("valeur d’avant, rétablie")  # type: ignore[attr-defined]  # noqa: SLF001
    return edit(organisation, by=by, **{name: value})


@transaction.atomic
def put_row_value_back(
    ecosystem: Ecosystem, kind: str, *, line: int, name: str, evidence: bool, by: User
) -> Participation | Relation:
    """Likewise for a fact of a participation or of a relation; ``evidence``: whether this person may touch it."""
    row, values = history.row_values_at(ecosystem, kind, line, name, evidence=evidence)
    row._change_reason = _("valeur d’avant, rétablie")  # type: ignore[union-attr]  # noqa: SLF001
    if isinstance(row, Participation):
        return edit_participation(row, by=by, **values)
    for field, value in values.items():
        setattr(row, field, value)
    if again(row):
        raise ValidationError(_("Cette relation a été décrite à nouveau depuis."))
    return edit_relation(row, by=by, **values)
