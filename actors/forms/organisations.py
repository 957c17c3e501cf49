"""Organisations of the directory named in a form."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.forms.lines import NamedLinesField, SuggestLines
from actors.models import Organisation
from actors.upkeep import similar
from commons.names import folded, on_one_line

PROPOSED = 4
#: The code of the error of a line that no organisation is named by; ``params["line"]`` is the line.
UNKNOWN = "unknown"


class OrganisationsField(NamedLinesField):
    """Organisations one a line: by a name, initials, an alias, or by identifier."""

    def __init__(self, **kwargs: Any) -> None:
        widget = SuggestLines("suggest_organisations", gettext_lazy("Chercher une organisation à ajouter"))
        super().__init__(**{"widget": widget, **kwargs})
        #: Lines said to be names that the directory lacks: those that are come as organisations not yet saved.
        self.new: frozenset[str] = frozenset()

    def find(self, lines: list[str]) -> tuple[list[Organisation], list[ValidationError]]:
        found: list[Organisation] = []
        wrong: list[ValidationError] = []
        names = {line: folded(line) for line in lines}
        new: dict[str, Organisation] = {}
        asked = Q(pk__in=[key for key in map(_identifier, lines) if key])
        for name in filter(None, names.values()):
            asked |= Q(folded_names__contains=name)
        rows = list(Organisation.objects.current().filter(asked).order_by("folded_name", "pk"))
        for line, name in names.items():
            same = [row for row in rows if row.pk == _identifier(line) or name == row.folded_name] or [
                row for row in rows if name in row.folded_names.split(" / ")
            ]
            if len(same) == 1:
                found += same
            elif name and not same and line in self.new:
                made = Organisation(name=on_one_line(line), kind=Organisation.Kind.OTHER)
                found.append(new.setdefault(name, made))
            else:
                wrong.append(_precise(line, same))
        return found, wrong

    def written(self, things: Iterable[Any]) -> Iterator[str]:
        keys = [thing.pk if isinstance(thing, Organisation) else thing for thing in things]
        rows = Organisation.objects.filter(pk__in=keys).order_by("folded_name", "pk")
        return iter(rows.values_list("name", flat=True))


def _identifier(line: str) -> UUID | None:
    try:
        return UUID(line)
    except ValueError:
        return None


def _precise(line: str, same: list[Organisation]) -> ValidationError:
    near = [row.name for row in same] or [row.name for row, _why in similar.near(line, limit=PROPOSED)]
    if near:
        sentence = _("« %(line)s » : précisez, %(near)s.")
    else:
        sentence = _(
            "« %(line)s » : aucune organisation de l’annuaire ne porte ce nom. Vérifiez-le, ou créez sa fiche."
        )
    params = {"line": line, "near": _(" ou ").join(near[:PROPOSED])}
    return ValidationError(sentence, code=None if same else UNKNOWN, params=params)
