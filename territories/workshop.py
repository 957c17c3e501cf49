"""What the page that composes a territory shows: the communes chosen, by département or EPCI, and their figures."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from hashlib import blake2s

from django.core.cache import cache
from django.db.models import Count
from django.utils.safestring import SafeString

from territories import background, maps
from territories.models import Commune, Composition, Zone

HOUR = 3600
#: Beyond, communes are shown one group at a time: the page stays light.
MOST_LISTED = 400


@dataclass
class Group:
    """Communes of one area that are chosen, and how many the area has in all as known here (``None``: not known)."""

    key: str
    name: str
    total: int | None
    count: int = 0
    population: int = 0
    #: Sorted by name; left empty when too many are chosen and this group is not the one asked for.
    communes: list[Commune] = field(default_factory=list)


@dataclass(frozen=True)
class Chosen:
    """The composition being prepared, in figures and in groups."""

    count: int
    population: int
    groups: list[Group]
    opened: str
    #: Changes with the communes: the address of the preview holds it, so that a browser keeps what has not changed.
    fingerprint: str

    @property
    def is_long(self) -> bool:
        return self.count > MOST_LISTED


def chosen(composition: Composition, *, by: str, opened: str) -> Chosen:
    """``by``: ``epci``, else by département. ``opened``: the key of the group to list when there are too many."""
    rows = Commune.objects.filter(pk__in=composition.codes).defer("outline").select_related("epci")
    communes = sorted(rows.order_by("pk"), key=lambda commune: commune.sort_key)
    groups = _groups(communes, by_epci=by == "epci")
    for group in groups:
        if len(communes) > MOST_LISTED and group.key != opened:
            group.communes = []
    return Chosen(
        count=len(communes),
        population=sum(group.population for group in groups),
        groups=groups,
        opened=opened,
        fingerprint=blake2s(",".join(composition.codes).encode(), digest_size=8).hexdigest(),
    )


def preview(composition: Composition) -> SafeString | None:
    """The map of the communes being chosen as if they were the territory's; nothing when none has an outline.

    A few tenths of a second, even for a region: kept an hour.
    """
    shown = copy(composition.territory)
    key = f"preview-{shown.kind}-{blake2s(','.join(composition.codes).encode()).hexdigest()}"
    kept: SafeString | None = cache.get(key)
    if kept is None:
        shown.outline = None
        many = len(composition.codes) > MOST_LISTED
        communes = Commune.objects.filter(pk__in=composition.codes).order_by("pk")
        drawn = _sketched(communes.defer("outline")) if many else list(communes)
        kept = maps.territory_drawing(shown, drawn, legend=False, sketched=many)
        cache.set(key, kept, HOUR)
    return kept


def _sketched(communes: Iterable[Commune]) -> list[Commune]:
    listed = list(communes)
    sketches = background.sketches({commune.departement for commune in listed})
    for commune in listed:
        commune.outline = sketches.get(commune.pk)
    return listed


def _groups(communes: Sequence[Commune], *, by_epci: bool) -> list[Group]:
    keys = {_key(commune, by_epci=by_epci) for commune in communes}
    totals, names = _totals(communes, by_epci=by_epci), dict(Zone.objects.filter(pk__in=keys).values_list("pk", "name"))
    made: dict[str, Group] = {}
    for commune in communes:
        key = _key(commune, by_epci=by_epci)
        group = made.setdefault(key, Group(key, names.get(key, commune.departement), totals.get(key)))
        group.count += 1
        group.population += commune.population or 0
        group.communes.append(commune)
    return sorted(made.values(), key=lambda group: (-group.count, group.name))


def _key(commune: Commune, *, by_epci: bool) -> str:
    if by_epci and commune.epci_id:
        return commune.epci_id
    return Zone.key(Zone.Kind.DEPARTEMENT, commune.departement)


def _totals(communes: Iterable[Commune], *, by_epci: bool) -> dict[str, int]:
    if by_epci:
        rows = Commune.objects.filter(epci__in={commune.epci_id for commune in communes if commune.epci_id})
        return dict(rows.order_by().values_list("epci").annotate(number=Count("pk")))
    rows = Commune.objects.filter(departement__in={commune.departement for commune in communes})
    counts = rows.order_by().values_list("departement").annotate(number=Count("pk"))
    return {Zone.key(Zone.Kind.DEPARTEMENT, code): number for code, number in counts}
