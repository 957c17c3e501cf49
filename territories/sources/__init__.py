"""Where outlines and town halls come from: one module a source, all giving a département at a time.

Coordinates are WGS 84 degrees, longitude first, rounded to five decimals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from territories.geometry import Geometry

#: A source that failed for as many départements is not asked again.
MOST_FAILURES = 3


class SourceFailed(Exception):
    """The source gives nothing; the message says why and what to do, in French."""


class SourceMissing(SourceFailed):
    """The distribution, the folder or one of its files is not there."""


class SourceUnreadable(SourceFailed):
    """A file is there but is not what it should be."""


class SourceSilent(SourceFailed):
    """Another server did not answer, or not as it should."""


class UnknownDepartement(Exception):
    """A code that no département has; the message names it, in French."""


@dataclass(frozen=True)
class Drawn:
    """What a source knows of a commune. ``predates_merger``: the outline is that of before the commune merged."""

    outline: Geometry | None = None
    place: tuple[float, float] | None = None
    predates_merger: bool = False


class Source(Protocol):
    #: Each département is asked of another server: not done when its outlines are already here.
    is_remote: bool

    @property
    def notice(self) -> str:
        """What a map must say of these outlines."""

    def drawn_in(self, departement: str) -> dict[str, Drawn]:
        """By code of commune; empty when the source does not hold the département. Raises ``SourceFailed``."""


@dataclass
class InTurn:
    """Sources asked one after the other for each département: the first that holds it draws it alone."""

    sources: Sequence[Source]
    warn: Callable[[str], None]
    failures: dict[int, int] = field(default_factory=dict)

    def drawn_in(self, departement: str, already: str = "") -> tuple[str, dict[str, Drawn]]:
        """The notice of the source that answered and what it gave; nothing when none holds the département.

        ``already`` is the notice of the source that has drawn all the département before: a remote one is not asked
        again. Raises ``SourceFailed`` when no source held it and one at least failed.
        """
        last: SourceFailed | None = None
        for number, source in enumerate(self.sources):
            if source.is_remote and source.notice == already:
                return source.notice, {}
            if self.failures.get(number, 0) >= MOST_FAILURES:
                continue
            try:
                if drawn := source.drawn_in(departement):
                    return source.notice, drawn
            except SourceFailed as failed:
                self.failures[number] = self.failures.get(number, 0) + 1
                if number + 1 < len(self.sources):
                    self.warn(f"{failed} La source suivante est essayée.")
                last = failed
        if last:
            raise last
        return "", {}
