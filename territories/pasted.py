"""A pasted list of INSEE codes, read line by line: what is understood, and what is not with its reason."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commons.names import folded
from territories import codes
from territories.models import Commune, FormerCommune

#: Characters of a list of all the communes of France, with their names.
LONGEST = 1_500_000
#: Collectivities whose ground is not divided into communes of the official code used here.
ELSEWHERE = re.compile(r"97[578]\d\d|98\d{3}")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True)
class Refusal:
    """A line that gave nothing, or a code in it that did: ``number`` counts from 1, ``text`` is as typed."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Pasted:
    """``communes``: each once. ``former``: codes of the past understood. Codes twice in the list count once."""

    communes: list[Commune]
    former: list[FormerCommune]
    repeated: list[str]
    refused: list[Refusal]

    @property
    def left(self) -> str:
        """The lines refused, to be given back in the field."""
        return "\n".join(refusal.text for refusal in self.refused)


def read(text: str) -> Pasted:
    """The name of a commune beside its code is passed over; anything else there is given back."""
    lines = [(number, line.strip(), _codes_in(line)) for number, line in enumerate(text.splitlines(), 1)]
    found = codes.resolve(code for _number, _line, typed in lines for code in typed)
    seen: set[str] = set()
    repeated: dict[str, None] = {}
    refused: list[Refusal] = []
    for number, line, typed in lines:
        if line and not typed:
            refused.append(Refusal(number, line, _("aucun code INSEE dans cette ligne")))
        for code in typed:
            if code not in found.found:
                refused.append(Refusal(number, code, _why_unknown(code)))
            elif found.found[code].pk in seen:
                repeated[code] = None
            else:
                seen.add(found.found[code].pk)
        refused += [
            Refusal(number, rest, _("ni un code, ni le nom de la commune dont le code est sur cette ligne"))
            for rest in _beside(line, typed, found)
        ]
    return Pasted(found.communes, list(found.former.values()), list(repeated), refused)


def _codes_in(line: str) -> list[str]:
    """Codes of five characters; in a line without any, those of four digits, whose first zero a spreadsheet dropped."""
    words: list[str] = _TOKEN.findall(line.upper())
    full = [word for word in words if codes.CODE.fullmatch(word)]
    return full or [word for word in words if len(word) == 4 and word.isdecimal()]


def _beside(line: str, typed: list[str], found: codes.Resolution) -> list[str]:
    """What stands between the codes of a line and names none of them."""
    if not typed:
        return []
    names = {found.found[code].folded_name for code in typed if code in found.found}
    names |= {folded(found.former[code].name) for code in typed if code in found.former}
    pieces = re.split(rf"\b(?:{'|'.join(typed)})\b|[;,|/()\t]", line, flags=re.IGNORECASE)
    return [piece.strip() for piece in pieces if folded(piece) and folded(piece) not in names]


def _why_unknown(code: str) -> str:
    if ELSEWHERE.fullmatch(codes.normal(code)):
        return _("collectivité d’outre-mer sans commune dans le code officiel employé ici")
    if code.startswith("97"):
        return _("commune d’outre-mer inconnue, ou pas encore importée")
    return _("code inconnu, ou commune pas encore importée ; un code postal n’est pas un code INSEE")
