"""Organisations that may be one under two names: by SIREN, or by names compared as people read them.

Names are compared without accents, capitals, punctuation, small words nor legal forms, ordinals written one way
(« 27ème », « 27eme », « 27e »). Two names whose numbers differ are never alike: « Collège 12 » is not « Collège 13 ».
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from actors.models import Organisation
from commons.names import folded

#: Words that tell nothing of who it is: small ones, and legal forms.
_SMALL_WORDS = "a au aux d de des du en et l la le les ou par pour s sur un une dans"
_LEGAL_FORMS = (
    "asso association asbl club collectif cooperative ei eurl gie gip groupe groupement loi 1901 reseau sa sarl sas "
    "sasu sci scic scop societe syndicat"
)
_SMALL, _LEGAL = frozenset(_SMALL_WORDS.split()), frozenset(_LEGAL_FORMS.split())
_TOWN = {"commune": "ville", "mairie": "ville", "municipalite": "ville", "st": "saint", "ste": "sainte"}
_ORDINAL = re.compile(r"(\d+)(?:e|eme|ieme|er|ere|re|nd|nde)")
#: A key shared by more names than this says nothing: comparing them all would take minutes on a full directory.
_CROWD = 80
#: Out of 100: below, two names are not shown as alike.
ENOUGH = 75
SIREN, SAME, CORE, INITIALS, CLOSE, WITHIN = "siren", "same", "core", "initials", "close", "within"
REASONS = {
    SIREN: _("même SIREN"),
    SAME: _("même nom, aux accents, majuscules et traits d’union près"),
    CORE: _("même nom, à la forme juridique et aux mots courants près"),
    INITIALS: _("le sigle de l’une est fait des initiales de l’autre"),
    CLOSE: _("noms presque identiques"),
    WITHIN: _("le nom de l’une contient celui de l’autre"),
}
SAME_TOWN = _("même commune")


@dataclass(frozen=True)
class Spelling:
    """One name, ready to be compared."""

    compact: str
    words: tuple[str, ...]
    core: frozenset[str]
    numbers: frozenset[str]
    initials: str
    text: str


@lru_cache(maxsize=50_000)
def spelling(name: str) -> Spelling:
    """``name`` as typed or already folded."""
    words = [_TOWN.get(word, word) for word in map(_ordinal, folded(name).split())]
    telling = [word for word in words if word not in _SMALL] or words
    core = frozenset(_singular(word) for word in telling if word not in _LEGAL)
    return Spelling(
        compact="".join(words),
        words=tuple(telling),
        core=core or frozenset(telling),
        numbers=frozenset(word for word in telling if any(char.isdigit() for char in word)),
        initials="".join(word[0] for word in telling) if len(telling) > 2 else "",
        text=" ".join(sorted(core or telling)),
    )


def _ordinal(word: str) -> str:
    found = _ORDINAL.fullmatch(word)
    return f"{found[1]}e" if found else word


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _alike(one: Spelling, other: Spelling) -> tuple[int, str]:
    """Out of 100, and why; zero when nothing says that they are one."""
    if not one.compact or not other.compact:
        return 0, ""
    if one.compact == other.compact:
        return 95, SAME
    if _initials_of(one, other) or _initials_of(other, one):
        return 85, INITIALS
    if one.numbers != other.numbers:
        return 0, ""
    if one.core == other.core:
        return 90, CORE
    return _nearly(one, other)


def _initials_of(short: Spelling, long: Spelling) -> bool:
    return len(short.compact) > 2 and short.compact == long.initials


def _nearly(one: Spelling, other: Spelling) -> tuple[int, str]:
    if (one.core < other.core and len(one.core) > 1) or (other.core < one.core and len(other.core) > 1):
        return 78, WITHIN
    shortest = min(len(one.text), len(other.text))
    close = fuzz.ratio(one.text, other.text, score_cutoff=88) if shortest > 4 else 0
    return (int(close) - 6, CLOSE) if close else (0, "")


@dataclass(frozen=True)
class Card:
    """What is compared of an organisation."""

    pk: UUID
    spellings: tuple[Spelling, ...]
    siren: str = ""
    town: str = ""


@dataclass(frozen=True)
class Match:
    """An organisation that may be the one: ``score`` out of 100, and reasons in words."""

    pk: UUID
    score: int
    why: tuple[str, ...]

    @property
    def reason(self) -> str:
        return reason(self.why)


def reason(why: Iterable[str]) -> str:
    """Why two organisations are alike, in French."""
    return ", ".join(str(REASONS.get(code, SAME_TOWN)) for code in why)


def compare(one: Card, other: Card) -> tuple[int, tuple[str, ...]]:
    """How alike two organisations are, out of 100, and why."""
    why: list[str] = []
    score = 0
    if one.siren and one.siren == other.siren:
        score, why = 100, [SIREN]
    named, reason = max(_alike(a, b) for a in one.spellings for b in other.spellings)
    if one.siren and other.siren and one.siren != other.siren:
        named -= 15  # two legal persons: only the very same name is worth a look
    if named >= ENOUGH:
        score, why = max(score, named), [*why, reason]
        if one.town and one.town == other.town:
            score, why = min(100, score + 5), [*why, "town"]
    return score, tuple(why)


class Directory:
    """Organisations by what their names begin and end with: nobody is compared with everybody."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.cards = {card.pk: card for card in cards}
        self._by_key: dict[str, list[UUID]] = defaultdict(list)
        for card in self.cards.values():
            for key in _keys(card):
                self._by_key[key].append(card.pk)

    def near(self, card: Card) -> list[Match]:
        """Best first; ``card`` itself left out."""
        others = {pk for key in _keys(card) for pk in self._crowd(key)} - {card.pk}
        found = ((pk, *compare(card, self.cards[pk])) for pk in others)
        matches = [Match(pk, score, why) for pk, score, why in found if score >= ENOUGH]
        return sorted(matches, key=lambda match: (-match.score, str(match.pk)))

    def pairs(self) -> Iterator[tuple[UUID, Match]]:
        """Each pair alike, once."""
        shared: Counter[tuple[UUID, UUID]] = Counter()
        for key in self._by_key:
            shared.update(combinations(sorted(self._crowd(key)), 2))
        for one, other in shared:
            score, why = compare(self.cards[one], self.cards[other])
            if score >= ENOUGH:
                yield one, Match(other, score, why)

    def _crowd(self, key: str) -> Sequence[UUID]:
        found = self._by_key.get(key, ())
        exact = key[0] in "=#"
        return found if exact or len(found) <= _CROWD else ()


def _keys(card: Card) -> set[str]:
    keys = {f"#{card.siren}"} if card.siren else set()
    for name in card.spellings:
        keys |= {f"={name.compact}", f"={name.initials}"} if name.initials else {f"={name.compact}"}
        keys.add(f"~{name.text}")
        keys |= {f"<{word[:4]}" for word in name.core}
        keys |= {f">{word[-4:]}" for word in name.core if len(word) > 5}
    return keys


def cards(rows: QuerySet[Organisation]) -> Iterator[Card]:
    """In one query."""
    found = rows.order_by("pk").values_list("pk", "folded_names", "siren", "seat_id", "site_id")
    for pk, names, siren, seat, site in found.iterator():
        yield Card(pk, _spellings(names), siren, seat or site or "")


def card(organisation: Organisation) -> Card:
    town = organisation.seat_id or organisation.site_id or ""
    return Card(organisation.pk, _spellings(organisation.folded_names), organisation.siren, town)


def _spellings(folded_names: str) -> tuple[Spelling, ...]:
    return tuple(spelling(name) for name in folded_names.split(" / "))


def near(name: str, siren: str = "", limit: int = 5) -> list[tuple[Organisation, str]]:
    """Organisations that ``name`` (a name, initials or an alias) or ``siren`` may be, best first, each with why.

    Two queries, whatever the size of the directory; about 50 ms among 5,000 organisations.
    """
    asked = Card(UUID(int=0), (spelling(name),), siren)
    matches = Directory(cards(Organisation.objects.current())).near(asked)[:limit]
    found = Organisation.objects.select_related("seat").in_bulk([match.pk for match in matches])
    return [(found[match.pk], match.reason) for match in matches]
