"""Communes typed in a form: by name, by code, one or several."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.forms.lines import NamedLinesField, SuggestInput, SuggestLines
from territories import codes, search
from territories.models import Commune

#: What the page itself writes, « Étampes (91223) », and what people write, « Étampes (91) », are taken back.
_WITH_CODE = re.compile(r"(.*?)\s*\(([0-9][0-9AB][0-9]{0,3})\)", re.IGNORECASE)
#: Communes proposed when what was typed names several, or none.
PROPOSED = 6
#: Lines for which other names are looked for; beyond, the line is only said to be unknown.
CORRECTED = 5


def written(commune: Commune) -> str:
    return f"{commune.name} ({commune.code})"


class CommuneField(forms.CharField):
    """A commune typed by its name, or by its INSEE code, of today or of the past, when several bear that name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 80, "widget": SuggestInput("suggest_communes"), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        code = value if value and codes.CODE.fullmatch(str(value)) else None
        known = Commune.objects.defer("outline").filter(code=code).first() if code else None
        return written(known) if known else value

    def clean(self, value: Any) -> Commune | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        found, wrong = _meant([typed])
        if wrong:
            raise ValidationError(wrong[typed])
        return found[typed][0]


class CommunesField(NamedLinesField):
    """Communes one a line; a line may also be a pasted list of INSEE codes."""

    def __init__(self, **kwargs: Any) -> None:
        widget = SuggestLines("suggest_communes", gettext_lazy("Chercher une commune à ajouter"))
        super().__init__(**{"widget": widget, **kwargs})

    def find(self, lines: list[str]) -> tuple[list[Commune], list[str]]:
        found, wrong = _meant(lines)
        communes = [commune for line in lines for commune in found.get(line, [])]
        return communes, [_("« %(line)s » : %(why)s") % {"line": line, "why": why} for line, why in wrong.items()]

    def written(self, things: Iterable[Any]) -> Iterator[str]:
        keys = [thing if isinstance(thing, str) else thing.pk for thing in things]
        communes = Commune.objects.defer("outline").in_bulk(keys).values()
        return (written(commune) for commune in sorted(communes, key=lambda commune: commune.sort_key))


def _meant(lines: list[str]) -> tuple[dict[str, list[Commune]], dict[str, str]]:
    """The communes of each line, or why it has none."""
    listed = {line: _codes(line) for line in lines}
    known = codes.resolve([code for pieces in listed.values() for code in pieces]).found
    named = {line: _name(line) for line in lines if not listed[line]}
    rows = Commune.objects.defer("outline").filter(folded_name__in={name for name, _dep in named.values()})
    found: dict[str, list[Commune]] = {}
    wrong: dict[str, str] = {}
    same_name: dict[str, list[Commune]] = {}
    for commune in rows.order_by("code"):
        same_name.setdefault(commune.folded_name, []).append(commune)
    for line in lines:
        if line in named:
            name, departement = named[line]
            found[line] = [row for row in same_name.get(name, []) if not departement or row.departement == departement]
            if len(found[line]) != 1:
                wrong[line] = _precise(line, found[line], correct=len(wrong) < CORRECTED)
        else:
            found[line] = [known[code] for code in listed[line] if code in known]
            if unknown := [code for code in listed[line] if code not in known]:
                wrong[line] = _("Aucune commune connue ici n’a le code %(codes)s.") % {"codes": ", ".join(unknown)}
    return found, wrong


def _codes(line: str) -> list[str]:
    """The INSEE codes that the line is made of; empty when it is a name."""
    end = _WITH_CODE.fullmatch(line)
    pieces = [end[2]] if end else codes.listed(line)
    return pieces if all(codes.is_code(piece) and len(piece) > 3 for piece in pieces) else []


def _name(line: str) -> tuple[str, str]:
    """The name as it is searched, and the département when the line gives it."""
    end = _WITH_CODE.fullmatch(line)
    return (search.spelt(end[1]), end[2].upper()) if end else (search.spelt(line), "")


def _precise(line: str, same: list[Commune], *, correct: bool) -> str:
    near = same or (search.communes_named(_name(line)[0]) if correct else [])
    if not near:
        return _("Aucune commune connue ici ne porte ce nom. Vérifiez-le, ou donnez le code INSEE.")
    proposed = ", ".join(written(commune) for commune in near[:PROPOSED])
    return _("Précisez, par le code INSEE : %(near)s.") % {"near": proposed}
