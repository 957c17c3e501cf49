"""EFC or ESS, monetary, real or institutional: what the words of a line say of the reading it calls for."""

import re
from dataclasses import dataclass, replace

from commons.names import folded
from interviews.models.grid import Approach, Dimension


@dataclass(frozen=True)
class Marks:
    """What a line says of the reading it calls for, in brackets or in words."""

    text: str
    approach: str = ""
    dimension: str = ""

    @property
    def labels(self) -> list[str]:
        found = [Approach(self.approach).short] if self.approach else []
        return found + ([str(Dimension(self.dimension).label)] if self.dimension else [])


_BRACKETS = re.compile(r"\s*[\[(]([^\[\]()]{2,60})[\])]")
_TAIL = re.compile(r"\s+[–—-]\s+((?:EFC|ESS)(?:\s*(?:et|/|\+|&|,)\s*(?:EFC|ESS))?)\s*$")
_HEAD = re.compile(r"^((?:EFC|ESS)(?:\s*(?:et|/|\+|&)\s*(?:EFC|ESS))?)\s*[:–—]\s*(?=\S)")
_WORDS = {
    "efc": Approach.EFC, "ess": Approach.ESS, "les deux": Approach.BOTH,
    "monetaire": Dimension.MONETARY, "reelle": Dimension.REAL, "reel": Dimension.REAL,
    "institutionnelle": Dimension.INSTITUTIONAL, "institutionnel": Dimension.INSTITUTIONAL,
}  # fmt: skip


def marks(text: str) -> Marks:
    """What brackets of nothing but marks say, taken out of the text: ``"Qui paie ? (EFC, monétaire)"``."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        known = _known(match.group(1))
        found.update(known)
        return "" if known else match.group(0)

    for pattern in (_BRACKETS, _TAIL, _HEAD):
        text = pattern.sub(take, text)
    dimensions = [one for one in found if one in Dimension.values]
    approaches = {one for one in found if one in Approach.values}
    approach = Approach.BOTH if len(approaches) > 1 else next(iter(approaches), "")
    return Marks(text.strip(), str(approach), dimensions[0] if len(dimensions) == 1 else "")


def _known(said: str) -> set[str]:
    """The marks that these words are, none when there is any other word."""
    words = [folded(word) for word in re.split(r"\s*(?:,|;|/|\+|&|·|–|—|-|\bet\b)\s*", said) if word.strip()]
    plain = [re.sub(r"^(dimension|approche|lecture) ", "", word) for word in words]
    known = [_WORDS.get(word) for word in plain]
    dimensions = {one for one in known if one in Dimension.values}
    if not known or None in known or len(dimensions) > 1:
        return set()
    return {str(one) for one in known}


def said_by(title: str) -> Marks:
    """What the title of a part says of all its questions; its words stay."""
    marked = marks(title)
    named = [value for word, value in _WORDS.items() if f"dimension {word}" in folded(marked.text)]
    return replace(marked, dimension=marked.dimension or (str(named[0]) if named else ""))
