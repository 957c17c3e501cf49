"""Where the names of an interview stand in a text, and what to write instead. Reads only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from actors.models import Organisation
from commons import richtext
from interviews.models import Identity, Interview, Interviewee, NoteRevision, Pseudonym
from interviews.people import identities

Kind = Organisation.Kind
_MARKED = re.compile(r'<mark data-name="(\d+)">[^<]*</mark>')
PHONE_OR_MAIL = "[…]"


@dataclass(frozen=True)
class Proposal:
    """A name known of the interview, and a neutral wording."""

    kind: str
    name: str
    replacement: str


@dataclass(frozen=True)
class Occurrence:
    """A name as it stands in a text block: code points of the block's text, end excluded."""

    block: str
    start: int
    end: int
    text: str
    replacement: str
    before: str = ""
    after: str = ""

    @property
    def key(self) -> str:
        return f"{self.block}:{self.start}:{self.end}"


def neutral(kind: str) -> str:
    """What an organisation of this kind is called when it is not named."""
    said = {
        Kind.NETWORK: _("un réseau"),
        Kind.ENERGY_AGENCY: _("une agence locale de l’énergie"),
        Kind.LOCAL_AUTHORITY: _("une collectivité"),
        Kind.PUBLIC_BODY: _("un organisme public"),
        Kind.COMPANY: _("une entreprise"),
        Kind.COOPERATIVE: _("une coopérative"),
        Kind.ASSOCIATION: _("une association"),
        Kind.LANDLORD: _("un bailleur social"),
        Kind.RESEARCH: _("une équipe de recherche"),
    }
    return said.get(Kind(kind), _("une organisation"))


def proposals(interview: Interview) -> list[Proposal]:
    """From the organisations met, the communes of the territory and the people met; those kept are left out."""
    found = [
        Proposal(Pseudonym.Kind.ORGANISATION, name, neutral(each.kind))
        for each in interview.organisations.order_by("name")
        for name in names_of(each)
    ]
    found += [
        Proposal(Pseudonym.Kind.PERSON, identity.name, identity.interviewee.pseudonym)
        for identity in _identities(interview)
        if identity.name
    ]
    if interview.ecosystem is not None:
        communes = interview.ecosystem.territory.communes.order_by("name").values_list("name", flat=True)
        found += [Proposal(Pseudonym.Kind.PLACE, name, _("une commune du territoire")) for name in communes]
    kept = {each.name.casefold() for each in Pseudonym.objects.filter(interview=interview)}
    return [each for each in found if each.name.casefold() not in kept]


def names_of(organisation: Organisation) -> list[str]:
    return [name for name in (organisation.name, organisation.short_name, *organisation.aliases) if name]


def _identities(interview: Interview) -> list[Identity]:
    met = Identity.objects.filter(interviewee__interview=interview).select_related("interviewee")
    return list(met.order_by("interviewee__pseudonym", "pk"))


def alone(interview: Interview) -> list[Interviewee]:
    """Those whose function nobody else has among all met in the territory: it may be enough to know them by."""
    people = list(Interviewee.objects.filter(interview=interview).order_by("pseudonym", "pk"))
    functions = [person.function for person in people]
    others = Interviewee.objects.filter(interview__ecosystem=interview.ecosystem_id, function__in=functions)
    shared = [person.function for person in others] if interview.ecosystem_id else functions
    return [person for person in people if shared.count(person.function) < 2]


def occurrences(interview: Interview, revision: NoteRevision) -> list[Occurrence]:
    """In reading order, none within another: kept names first, then organisations, then what names a person."""
    kept = [(each.name, each.replacement) for each in Pseudonym.objects.filter(interview=interview).order_by("pk")]
    known = [(each.name, each.replacement) for each in proposals(interview) if each.kind != Pseudonym.Kind.PLACE]
    names = sorted([*kept, *known], key=lambda pair: -len(pair[0]))
    people = [(line, each.interviewee.pseudonym) for each in _identities(interview) for line in each.lines]
    found: list[Occurrence] = []
    for block in richtext.blocks(revision.body):
        if block.id:
            spans = _without_overlap([*_whole(block.text, names), *_of_people(block.text, people)])
            found += [_seen(block, *span) for span in spans]
    return found


def _whole(text: str, names: Iterable[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    for name, replacement in names:
        for start, end in identities.places(text, name):
            yield start, end, replacement


def _of_people(text: str, people: list[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    for line, pseudonym in people:
        yield from _whole(text, [(written, pseudonym) for written in identities.initials(line)])
        for word in identities.found_in(text, [line]):
            replacement = PHONE_OR_MAIL if re.search(r"[\d@]", word) else pseudonym
            for start, end in identities.places(text, word):
                yield start, end, replacement
    for word in identities.found_in(text, []):  # telephone numbers and addresses of anyone
        for start, end in identities.places(text, word):
            yield start, end, PHONE_OR_MAIL


def _without_overlap(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    for span in spans:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in taken):
            taken.append(span)
    return sorted(taken)


def replaced(body: str, chosen: Iterable[Occurrence]) -> str:
    """Stored HTML with these names replaced; blocks and formatting stay."""
    starts = {block.id: block.start for block in richtext.blocks(body)}
    words = list(chosen)
    spans = [
        richtext.Span(starts[each.block] + each.start, starts[each.block] + each.end, (("data-name", str(rank)),))
        for rank, each in enumerate(words)
    ]
    written: set[str] = set()

    def write(found: re.Match[str]) -> str:
        """A name cut by formatting is written once, where it begins."""
        if found[1] in written:
            return ""
        written.add(found[1])
        return escape(words[int(found[1])].replacement)

    return _MARKED.sub(write, richtext.highlight(body, spans))


def _seen(block: richtext.Block, start: int, end: int, replacement: str) -> Occurrence:
    before, after = block.text[max(0, start - 40) : start], block.text[end : end + 40]
    return Occurrence(block.id, start, end, block.text[start:end], replacement, before, after)
