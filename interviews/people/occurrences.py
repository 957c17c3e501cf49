"""A name as it stands in a text, whom it is of, and what to write instead."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from interviews.people.agreement import agreed
from interviews.people.identities import Spot
from territories.models import Commune

PHONE_OR_MAIL = "[…]"
ASIDE = "aside"
PLACE = "place"
#: Why a name is pointed out, and left unless someone says otherwise.
DOUBTS = {
    Spot.WORD: _("mot courant ?"),
    Spot.INITIALS: _("initiales de quelqu’un d’autre ?"),
    ASIDE: _("dans l’annuaire, pas rencontrée ici"),
    PLACE: _("commune de ce nom, ou autre chose ?"),
}
#: Of what stands around a name, enough to know it by.
_AROUND = 40


@dataclass(frozen=True)
class Proposal:
    """A name known of the interview, and a neutral wording."""

    kind: str
    name: str
    replacement: str


@dataclass(frozen=True)
class Occurrence:
    """A name as it stands in a text, or in a block of it (``block``): code points, end excluded.

    ``doubt`` says why it may be left (``DOUBTS``): it is then replaced only if asked.
    """

    block: str
    start: int
    end: int
    text: str
    replacement: str
    before: str = ""
    after: str = ""
    doubt: str = ""
    owner: "Owner | None" = None

    @property
    def why(self) -> str:
        return str(DOUBTS.get(self.doubt, ""))

    @property
    def to_note(self) -> list[Proposal]:
        """So that the same is always written for the same: nobody noted it yet."""
        if self.owner is None or self.owner.is_noted or not (self.owner.organisation or self.owner.commune):
            return []
        return [Proposal(self.owner.kind, self.owner.names[0], self.owner.replacement)]

    @property
    def key(self) -> str:
        return f"{self.block}:{self.start}:{self.end}"


@dataclass(eq=False)
class Owner:
    """Whom a name is of; ``replacement`` is empty until one is needed."""

    kind: str
    replacement: str = ""
    names: Sequence[str] = ()
    organisation: Organisation | None = None
    commune: Commune | None = None
    #: Neither met in the interview nor noted: perhaps not worth hiding.
    is_aside: bool = False
    is_noted: bool = False

    @property
    def doubt(self) -> str:
        if not self.is_aside:
            return ""
        return PLACE if self.commune else ASIDE


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    owner: Owner
    doubt: str = ""


#: Whoever a telephone number or an e-mail address is of.
ANYONE = Owner("", PHONE_OR_MAIL, [""])


def apart(taken: list[Found], found: Iterable[Found]) -> list[Found]:
    """``taken``, and of ``found`` what crosses none of it, the longest at each place, in reading order."""
    kept = sorted(taken, key=lambda each: each.start)
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        at = bisect_left(kept, each.start, key=lambda other: other.end - 1)
        if at == len(kept) or kept[at].start >= each.end:
            kept.insert(at, each)
    return kept


def seen(block: str, text: str, found: Found) -> Occurrence:
    owner, start = found.owner, found.start
    taken, written = 0, owner.replacement
    if owner is not ANYONE:
        taken, written = agreed(text[max(0, start - 12) : start], owner.replacement)
    start -= taken
    return Occurrence(
        block,
        start,
        found.end,
        text[start : found.end],
        written,
        *_around(text, start, found.end),
        found.doubt,
        owner,
    )


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Whole words before and after."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"…{before.partition(' ')[2]}"
    if len(text) > end + _AROUND:
        after = f"{after.rpartition(' ')[0]}…"
    return before, after
