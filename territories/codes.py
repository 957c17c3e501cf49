"""INSEE codes as people type and paste them, and the communes of today that they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from territories.models import Commune, FormerCommune

CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")


@dataclass(frozen=True)
class Resolution:
    """What a list of typed codes means. ``found``: each code as typed → its commune of today, in the order typed."""

    found: dict[str, Commune]
    #: Codes as typed that no commune has or had, each once; a commune not imported here is unknown.
    unknown: list[str]
    #: Those of ``found`` that are codes of the past: as typed → the former commune.
    former: dict[str, FormerCommune]

    @property
    def communes(self) -> list[Commune]:
        """The communes of today, each once, in the order first typed."""
        return list({commune.pk: commune for commune in self.found.values()}.values())


def listed(text: str) -> list[str]:
    """The codes of a pasted text: parted by spaces, lines, commas, semicolons; quotes around them dropped."""
    return [piece for part in re.split(r"[\s,;]+", text) if (piece := part.strip("\"'«»"))]


def normal(typed: str) -> str:
    """``" 2a004 "`` → ``"2A004"``, ``"1001"`` → ``"01001"`` (a spreadsheet drops leading zeros). Not checked."""
    code = typed.strip().upper()
    return f"0{code}" if len(code) == 4 and code.isdecimal() and code.isascii() else code


def is_code(typed: str) -> bool:
    """It is written as an INSEE code of commune; whether one has it is another question."""
    return CODE.fullmatch(normal(typed)) is not None


def resolve(typed: Iterable[str]) -> Resolution:
    """The communes of today meant by these codes, merged communes and municipal arrondissements understood.

    Empty pieces are passed over; a code typed twice counts once. Communes come without their outline (deferred).
    The number of queries depends on the number of codes by thousands only.
    """
    wanted = {piece: normal(piece) for raw in typed if (piece := raw.strip())}
    codes = sorted({code for code in wanted.values() if CODE.fullmatch(code)})
    former = FormerCommune.objects.select_related("commune").defer("commune__outline").in_bulk(codes)
    current = Commune.objects.defer("outline").in_bulk([code for code in codes if code not in former])
    found = {code: past.commune for code, past in former.items()} | current
    return Resolution(
        found={piece: found[code] for piece, code in wanted.items() if code in found},
        unknown=[piece for piece, code in wanted.items() if code not in found],
        former={piece: former[code] for piece, code in wanted.items() if code in former},
    )
