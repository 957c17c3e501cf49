"""Organisations that may be one: proposed by what is alike, unless a person has said that they are two."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

from actors.exchange import snapshots
from actors.models import NotDuplicate, Organisation
from actors.upkeep import similar
from actors.upkeep.similar import Directory, Match

#: Seconds a comparison of the whole directory is kept; any change of the directory makes it anew at once.
KEPT_FOR = 24 * 3600


@dataclass(frozen=True)
class Pair:
    """Two organisations alike, and why, in French."""

    one: Organisation
    other: Organisation
    score: int
    reason: str


Key = tuple[UUID, UUID, int, tuple[str, ...]]


def alike() -> list[Key]:
    """Every pair alike, the surest first; under two seconds among 5,000 organisations, at once when nothing changed."""
    key = "duplicates-{}-{}".format(*snapshots.fingerprint())
    found: list[Key] | None = cache.get(key)
    if found is None:
        directory = Directory(similar.cards(Organisation.objects.current()))
        found = [(one, match.pk, match.score, match.why) for one, match in directory.pairs()]
        found.sort(key=lambda row: (-row[2], str(row[0]), str(row[1])))
        cache.set(key, found, KEPT_FOR)
    return found


def proposed() -> list[Key]:
    """Those that nobody has dismissed."""
    dismissed = set(NotDuplicate.objects.order_by().values_list("one", "other"))
    return [row for row in alike() if (min(row[:2]), max(row[:2])) not in dismissed]


def shown(keys: list[Key]) -> list[Pair]:
    """In one query; a pair of which one has gone meanwhile is left out."""
    wanted = {pk for one, other, _score, _why in keys for pk in (one, other)}
    found = Organisation.objects.current().select_related("seat").in_bulk(list(wanted))
    return [
        Pair(found[one], found[other], score, Match(other, score, why).reason)
        for one, other, score, why in keys
        if one in found and other in found
    ]
