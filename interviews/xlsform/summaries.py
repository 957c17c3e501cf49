"""The report of a form of hundreds of rows, folded so that it can be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from interviews.xlsform.plans import Fate, Remark

#: What deserves to be read first.
_FATES = (Fate.LEFT, Fate.APPROXIMATED, Fate.KEPT)


@dataclass(frozen=True)
class Fold:
    """Rows alike. A row stands in as many folds as there are things to know of it."""

    heading: str
    remarks: list[Remark] = field(default_factory=list)


def folds(remarks: Iterable[Remark]) -> list[tuple[Fate, list[Fold]]]:
    """By fate, those that have the most rows last; a row taken as it is stands nowhere."""
    found: dict[Fate, dict[str, Fold]] = {fate: {} for fate in _FATES}
    for remark in remarks:
        for fate, heading in remark.headings:
            found[fate].setdefault(heading, Fold(heading)).remarks.append(remark)
    return [
        (fate, sorted(alike.values(), key=lambda fold: len(fold.remarks))) for fate, alike in found.items() if alike
    ]
