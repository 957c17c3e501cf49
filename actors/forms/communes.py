"""A commune typed in a form."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commons.names import folded
from territories.models import Commune

#: An INSEE code; the field is shown again with whatever was typed, which may be no text for a database.
_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
#: Communes proposed when what was typed names several.
PROPOSED = 6


class CommuneField(forms.CharField):
    """A commune typed by its name, or by its INSEE code when several bear that name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 80, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        known = Commune.objects.filter(code=value).first() if value and _CODE.fullmatch(str(value)) else None
        return f"{known.name} ({known.code})" if known else value

    def clean(self, value: Any) -> Commune | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        # What the page itself writes, « Étampes (91223) », is taken back as it is.
        code = typed[-6:-1] if typed.endswith(")") else typed
        exact = Commune.objects.filter(code=code.upper()).first()
        return exact or self._named(typed)

    def _named(self, typed: str) -> Commune:
        wanted = folded(typed)
        rows = Commune.objects.order_by("name", "code").values_list("code", "name", "departement")
        same = [row for row in rows if folded(row[1]) == wanted]
        if len(same) == 1:
            return Commune.objects.get(code=same[0][0])
        near = same or [row for row in rows if wanted and wanted in folded(row[1])]
        if not near:
            raise ValidationError(_("Aucune commune connue ici ne porte ce nom. Vérifiez-le, ou donnez le code INSEE."))
        raise ValidationError(
            _("Précisez, par le code INSEE : %(near)s."),
            params={"near": ", ".join(f"{name} ({code})" for code, name, _dep in near[:PROPOSED])},
        )
