"""Where the names of an interview stand in a text, and what to write instead. Reads only."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from commons import richtext
from interviews.models import Identity, Interview, Interviewee, NoteRevision, Pseudonym
from interviews.people import designations, elsewhere
from interviews.people.agreement import agreed
from interviews.people.identities import Named, Spot, contacts
from interviews.people.spelling import Folded, fold, has_capital
from interviews.people.whole_names import Entry, WholeNames
from territories.models import Commune

Kind = Pseudonym.Kind
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
    owner: "_Owner | None" = None

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
class _Owner:
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
class _Found:
    start: int
    end: int
    owner: _Owner
    doubt: str = ""


class Names:
    """The names known of an interview, looked for in ``texts``: blocks, each after its identifier.

    Whoever is of ``shown`` agreed to be named: theirs are left.
    """

    def __init__(
        self, interview: Interview, texts: Sequence[tuple[str, str]] = (), *, shown: Collection[Interviewee] = ()
    ) -> None:
        self.interview = interview
        self.texts = texts
        met = identities_of(interview)
        free = [Named(identity.lines) for identity in met if identity.interviewee in shown]
        noted = Pseudonym.objects.filter(interview=interview).order_by("pk")
        kept = [each for each in noted if not any(own.spots(fold(each.name)) for own in free)]
        self.kept = [_Owner(each.kind, each.replacement, [each.name]) for each in kept]
        people = [(each.lines, each.interviewee.pseudonym) for each in met if each.interviewee not in shown]
        people += [([each.name], each.replacement) for each in kept if _is_persons_name(each)]
        self.knows_people = any(each.lines for each in met)
        self.people = [(Named(lines), _Owner(Kind.PERSON, said, lines[:1])) for lines, said in people if lines]

    @cached_property
    def _territory(self) -> list[Commune]:
        ecosystem = self.interview.ecosystem
        return list(ecosystem.territory.communes.defer("outline").order_by("code")) if ecosystem else []

    @cached_property
    def _near(self) -> set[str]:
        """The codes of the communes that a text surely means by their name."""
        return self._seats | {each.code for each in self._territory}

    @cached_property
    def communes(self) -> list[Commune]:
        """Of the territory, where those met sit, and those that the texts name."""
        return elsewhere.communes(self._said, near=self._near)

    @cached_property
    def met(self) -> list[Organisation]:
        return list(self.interview.organisations.order_by("name"))

    @property
    def _seats(self) -> set[str]:
        return {each.seat_id for each in self.met if each.seat_id}

    @cached_property
    def _said(self) -> elsewhere.Said:
        return elsewhere.Said(text for _block, text in self.texts)

    @cached_property
    def around(self) -> list[Organisation]:
        """Of the ecosystem or of the territory; those met left out."""
        here = [commune.pk for commune in self._territory]
        ecosystem = self.interview.ecosystem
        near = Q(participations__ecosystem=ecosystem) if ecosystem else Q(pk__in=[])
        near |= Q(seat__in=here) | Q(site__in=here)
        found = Organisation.objects.current().filter(near).exclude(pk__in=[each.pk for each in self.met])
        return list(found.only("name", "short_name", "aliases", "kind").distinct().order_by("name"))

    @cached_property
    def far(self) -> list[Organisation]:
        """Of the rest of the directory, those that the texts name."""
        known = {*self.met, *self.around}
        return [each for each in elsewhere.organisations(self._said) if each not in known]

    @cached_property
    def owners(self) -> list[_Owner]:
        """Whose names are looked for whole, those noted first."""
        known = [_Owner(Kind.ORGANISATION, names=names_of(each), organisation=each) for each in self.met]
        aside = [
            _Owner(Kind.ORGANISATION, names=names_of(each), organisation=each, is_aside=True)
            for each in (*self.around, *self.far)
        ]
        places = [
            _Owner(Kind.PLACE, names=[each.name], commune=each, is_aside=each.code not in self._near)
            for each in self.communes
        ]
        said = {fold(name).text: each.replacement for each in self.kept for name in each.names}
        for owner in (*known, *aside, *places):  # a name is replaced like the other names of the same organisation
            owner.replacement = next(filter(None, (said.get(fold(name).text, "") for name in owner.names)), "")
            owner.is_noted = bool(owner.replacement)
            owner.is_aside = owner.is_aside and not owner.is_noted
        return [*self.kept, *known, *aside, *places]

    @cached_property
    def _whole(self) -> WholeNames:
        return WholeNames(Entry(name, rank) for rank, each in enumerate(self.owners) for name in each.names)

    def occurrences(self) -> list[Occurrence]:
        """In reading order, none across another."""
        found = [(block, text, self._in(fold(text))) for block, text in self.texts]
        self.tell_apart([each.owner for _block, _text, those in found for each in those])
        return [_seen(block, text, each) for block, text, those in found for each in those]

    def _in(self, text: Folded) -> list[_Found]:
        found = [_Found(spot.start, spot.end, _ANYONE) for spot in contacts(text)]
        for spot, rank in self._whole.find(text):
            owner = self.owners[rank]
            found.append(_Found(spot.start, spot.end, owner, spot.doubt or owner.doubt))
        taken = _apart([], found)
        for ways in (Named.spots, Named.initials_in):
            people = [(spot, owner) for named, owner in self.people for spot in ways(named, text)]
            taken = _apart(taken, [_Found(spot.start, spot.end, owner, spot.doubt) for spot, owner in people])
        return [_Found(*text.place(each.start, each.end), each.owner, each.doubt) for each in taken]

    def tell_apart(self, owners: Iterable[_Owner]) -> None:
        """Gives those that have no wording yet one each."""
        waiting = [owner for owner in dict.fromkeys(owners) if not owner.replacement]
        used = {owner.replacement for owner in self.owners if owner.replacement}
        kinds = [each.kind for each in (*self.met, *self.around)]
        for owner in waiting:
            if owner.organisation is not None:
                owner.replacement = designations.apart(designations.of_kind(owner.organisation.kind, kinds), used)
                used.add(owner.replacement)
        places = {owner: owner.commune for owner in waiting if owner.commune is not None}
        key = str(self.interview.pk)
        said = designations.of_communes(places.values(), territory=self._territory, used=used, key=key)
        for owner, commune in places.items():
            owner.replacement = said[commune.code]

    def proposals(self) -> list[Proposal]:
        """Those nobody noted: of the organisations and people met, of the communes where the former sit, and of those
        that the texts surely name."""
        seats = self._seats
        said = {each.owner for each in self.occurrences() if each.doubt != PLACE}
        near = [each for each in self.owners if each.commune and (each.commune.code in seats or each in said)]
        mine = [each for each in self.owners if each.organisation in self.met]
        people = [owner for _named, owner in self.people]
        self.tell_apart([*mine, *near])
        noted = {fold(name).text for each in self.kept for name in each.names}
        return [
            Proposal(owner.kind, name, owner.replacement)
            for owner in (*mine, *people, *near)
            for name in owner.names
            if fold(name).text not in noted
        ]


#: Whoever a telephone number or an e-mail address is of.
_ANYONE = _Owner("", PHONE_OR_MAIL, [""])


def _is_persons_name(kept: Pseudonym) -> bool:
    """« Zoé Martin », any part of which names; not « le maire », of which no word does."""
    return kept.kind == Kind.PERSON and has_capital(kept.name)


def is_said(kept: Pseudonym, text: Folded) -> bool:
    """Whole, or by a part of it when it is a person's. A word of every day without a capital names nobody."""
    found = [spot for spot, _rank in WholeNames([Entry(kept.name, 0)]).find(text)]
    if _is_persons_name(kept):
        found += Named([kept.name]).spots(text)
    return any(not spot.doubt or has_capital(text.as_written(spot.start, spot.end)) for spot in found)


def names_of(organisation: Organisation) -> list[str]:
    return [name for name in (organisation.name, organisation.short_name, *organisation.aliases) if name]


def identities_of(interview: Interview) -> list[Identity]:
    met = Identity.objects.filter(interviewee__interview=interview).select_related("interviewee")
    return list(met.order_by("interviewee__pseudonym", "pk"))


def blocks_of(revision: NoteRevision | None) -> list[tuple[str, str]]:
    return [(block.id, block.text) for block in richtext.blocks(revision.body) if block.id] if revision else []


def occurrences(interview: Interview, revision: NoteRevision) -> list[Occurrence]:
    return Names(interview, blocks_of(revision)).occurrences()


def _apart(taken: list[_Found], found: Iterable[_Found]) -> list[_Found]:
    """``taken``, and of ``found`` what crosses none of it, the longest at each place, in reading order."""
    kept = sorted(taken, key=lambda each: each.start)
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        at = bisect_left(kept, each.start, key=lambda other: other.end - 1)
        if at == len(kept) or kept[at].start >= each.end:
            kept.insert(at, each)
    return kept


def _seen(block: str, text: str, found: _Found) -> Occurrence:
    owner, start = found.owner, found.start
    taken, written = 0, owner.replacement
    if owner is not _ANYONE:
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
