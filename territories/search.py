"""Finding communes and administrative areas by a name typed as people type: no accents, « st », a letter wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from rapidfuzz import fuzz, process

from commons.names import folded
from territories import codes
from territories.models import Commune, Zone

#: Communes proposed at most for a name.
MOST_COMMUNES, MOST_ZONES = 20, 8
#: Score (0 to 100, a share of letters in common) under which a name is another name, not a slip of the fingers.
ALIKE = 80.0
#: Fewer letters than this match everything.
SHORTEST = 2
_SPELT = {"st": "saint", "ste": "sainte"}


def spelt(text: str) -> str:
    """``"St-Chéron"`` → ``"saint cheron"``: folded, abbreviations written out."""
    return " ".join(_SPELT.get(word, word) for word in folded(text).split())


def communes_named(typed: str, *, near: Iterable[str] = ()) -> list[Commune]:
    """At most ``MOST_COMMUNES``, best first: the name itself, its beginning, a part of it, then names that look alike.

    Also an INSEE code, of today or of the past. ``near``: départements (codes) whose communes come first. Without
    their outline; two queries at most, three when nothing has these letters.
    """
    if codes.is_code(typed.strip()):
        return codes.resolve([typed]).communes
    wanted = spelt(typed)
    if len(wanted) < SHORTEST:
        return []
    rows = Commune.objects.defer("outline").select_related("epci")
    found = list(rows.filter(folded_name__contains=wanted).order_by("pk"))
    if not found:
        found = list(rows.filter(pk__in=_alike(wanted)).order_by("pk"))
    close = set(near)

    def rank(commune: Commune) -> tuple[int, float, int, str]:
        name = commune.folded_name
        near_enough = 0 if commune.departement in close else 1
        return _fit(name, wanted), near_enough - fuzz.ratio(name, wanted) / 50, -(commune.population or 0), commune.pk

    return sorted(found, key=rank)[:MOST_COMMUNES]


def zones_named(typed: str) -> list["Choice"]:
    """At most ``MOST_ZONES`` areas with communes known here, best first. A département also by its number."""
    wanted = spelt(typed)
    if len(wanted) < SHORTEST:
        return []
    number = Q(kind=Zone.Kind.DEPARTEMENT, code=wanted.upper())
    found = list(Zone.objects.filter(Q(folded_name__contains=wanted) | number).order_by("pk"))
    if not found:
        names = dict(Zone.objects.order_by("pk").values_list("pk", "folded_name"))
        found = list(Zone.objects.filter(pk__in=_closest(wanted, names, MOST_ZONES, partial=True)).order_by("pk"))
    best = sorted(found, key=lambda zone: (_fit(zone.folded_name, wanted), zone.folded_name, zone.pk))[:MOST_ZONES]
    return [choice for choice in with_counts(best) if choice.total]


@dataclass(frozen=True)
class Choice:
    """An area and how many communes known here it is made of."""

    zone: Zone
    total: int


def communes_of(zone: Zone) -> QuerySet[Commune]:
    """The communes known here of an EPCI, an EPT, a département or a region; unordered, with their outline."""
    match zone.kind:
        case Zone.Kind.EPCI:
            return Commune.objects.filter(epci=zone)
        case Zone.Kind.EPT:
            return Commune.objects.filter(ept=zone)
        case Zone.Kind.DEPARTEMENT:
            return Commune.objects.filter(departement=zone.code)
    parts = Zone.objects.filter(parent=zone, kind=Zone.Kind.DEPARTEMENT)
    return Commune.objects.filter(departement__in=parts.values("code"))


def with_counts(zones: list[Zone]) -> list[Choice]:
    """Each area with its number of communes: four queries, however many areas."""
    counts: dict[str, int] = {}
    for field in ("epci", "ept"):
        rows = Commune.objects.filter(**{f"{field}__in": zones}).order_by().values_list(field)
        counts |= dict(rows.annotate(number=Count("pk")))
    by_departement = dict(Commune.objects.order_by().values_list("departement").annotate(number=Count("pk")))
    parents = Zone.objects.filter(kind=Zone.Kind.DEPARTEMENT, parent__in=zones).order_by("pk")
    for departement in [*(zone for zone in zones if zone.kind == Zone.Kind.DEPARTEMENT), *parents]:
        number = by_departement.get(departement.code, 0)
        counts[departement.pk] = number
        if departement.parent_id in {zone.pk for zone in zones}:
            counts[departement.parent_id or ""] = counts.get(departement.parent_id or "", 0) + number
    return [Choice(zone, counts.get(zone.pk, 0)) for zone in zones]


def _fit(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in name else 3


def _alike(wanted: str) -> list[str]:
    names = dict(Commune.objects.order_by("pk").values_list("pk", "folded_name"))
    return _closest(wanted, names, MOST_COMMUNES) or _closest(wanted, names, MOST_COMMUNES, partial=True)


def _closest(wanted: str, names: dict[str, str], most: int, *, partial: bool = False) -> list[str]:
    """The keys of the names that look like ``wanted``, or of which a part does."""
    if partial:  # a short name is a part of anything
        names = {key: name for key, name in names.items() if len(name) >= len(wanted)}
    scorer = fuzz.partial_ratio if partial else fuzz.ratio
    found = process.extract(wanted, names, scorer=scorer, processor=None, score_cutoff=ALIKE, limit=most)
    return [key for _name, _score, key in found]
