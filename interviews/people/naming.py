"""Where the names of an interview stand in a text, and what to write instead. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from django.db.models import Q

from actors.models import Organisation
from commons import richtext
from interviews.models import Identity, Interview, Interviewee, NoteRevision, Pseudonym
from interviews.people import designations, elsewhere
from interviews.people.identities import Named, contacts
from interviews.people.occurrences import ANYONE, PLACE, Found, Occurrence, Owner, Proposal, apart, seen
from interviews.people.spelling import Folded, fold, has_capital
from interviews.people.whole_names import Entry, WholeNames
from territories.models import Commune

Kind = Pseudonym.Kind


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
        self.kept = [Owner(each.kind, each.replacement, [each.name]) for each in kept]
        people = [(each.lines, each.interviewee.pseudonym) for each in met if each.interviewee not in shown]
        people += [([each.name], each.replacement) for each in kept if _is_persons_name(each)]
        self.knows_people = any(each.lines for each in met)
        self.people = [(Named(lines), Owner(Kind.PERSON, said, lines[:1])) for lines, said in people if lines]

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
    def owners(self) -> list[Owner]:
        """Whose names are looked for whole, those noted first."""
        known = [Owner(Kind.ORGANISATION, names=names_of(each), organisation=each) for each in self.met]
        aside = [
            Owner(Kind.ORGANISATION, names=names_of(each), organisation=each, is_aside=True)
            for each in (*self.around, *self.far)
        ]
        places = [
            Owner(Kind.PLACE, names=[each.name], commune=each, is_aside=each.code not in self._near)
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
        return [seen(block, text, each) for block, text, those in found for each in those]

    def _in(self, text: Folded) -> list[Found]:
        found = [Found(spot.start, spot.end, ANYONE) for spot in contacts(text)]
        for spot, rank in self._whole.find(text):
            owner = self.owners[rank]
            found.append(Found(spot.start, spot.end, owner, spot.doubt or owner.doubt))
        taken = apart([], found)
        for ways in (Named.spots, Named.initials_in):
            people = [(spot, owner) for named, owner in self.people for spot in ways(named, text)]
            taken = apart(taken, [Found(spot.start, spot.end, owner, spot.doubt) for spot, owner in people])
        return [Found(*text.place(each.start, each.end), each.owner, each.doubt) for each in taken]

    def tell_apart(self, owners: Iterable[Owner]) -> None:
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
