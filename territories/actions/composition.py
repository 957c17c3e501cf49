"""Which communes make a territory, and the outline they draw together."""

from collections.abc import Callable, Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commons import journal
from commons.policies import Person
from commons.verbs import Verb
from territories import geometry, outlines, zoning
from territories.models import Commune, Territory


@transaction.atomic
def compose(
    territory: Territory,
    *,
    communes: Iterable[Commune],
    by: Person | None,
    outline: geometry.Geometry | None = None,
) -> None:
    """Makes these communes, and no other, those of the territory, draws its outline anew (unless ``outline`` was drawn
    ahead) and looks again at the kind that their zoning proposes; the kind that a person decided stays.

    Doing it again with the same communes changes nothing and leaves no line in the journal.
    """
    chosen = {commune.pk: commune for commune in communes}
    if not chosen:
        raise ValidationError(_("Un territoire compte au moins une commune."))
    before = set(territory.communes.values_list("pk", flat=True)), territory.outline
    territory.communes.set(chosen.values())
    territory.outline = outline or drawn(chosen)
    _propose(territory, chosen.values())
    if (set(chosen), territory.outline) != before:
        territory.save(update_fields=["outline"])
        journal.record(Verb.TERRITORY_COMPOSED, territory, by=by)


def drawn(codes: Collection[str], progress: Callable[[int], None] = lambda percent: None) -> geometry.Geometry | None:
    """The outline of these communes together, département after département; nothing when none has an outline.

    Reads only. About a second for a thousand communes; ``progress`` is told how far, in percent.
    """
    rows = Commune.objects.filter(pk__in=codes).only("departement", "outline", "outline_source")
    by_departement: dict[str, list[geometry.Geometry | None]] = {}
    for commune in outlines.of_one_source(rows.order_by("departement", "pk")):
        by_departement.setdefault(commune.departement, []).append(commune.outline)
    parts = []
    for done, held in enumerate(by_departement.values(), 1):
        parts.append(geometry.union(held))
        progress(90 * done // len(by_departement))
    whole = geometry.union(parts)
    return geometry.simplified_as_whole(whole) if whole else None


@transaction.atomic
def redraw_territories_with(codes: Collection[str]) -> int:
    """After an import: draws anew the territories that hold one of these communes, a département's at most.

    Returns how many have changed.
    """
    redrawn = 0
    touched = Territory.communes.through.objects.filter(commune__in=codes).values("territory")
    for territory in Territory.objects.filter(pk__in=touched).order_by("slug"):
        held = list(territory.communes.order_by("pk").values_list("pk", flat=True))
        before, territory.outline = territory.outline, drawn(held)
        if territory.outline != before:
            territory.save(update_fields=["outline"])
            redrawn += 1
    return redrawn


@transaction.atomic
def propose_kinds_again() -> int:
    """After an import of the zoning: the kind proposed for each territory. Returns how many proposals have changed."""
    return sum(
        _propose(territory, territory.communes.defer("outline").order_by("pk"))
        for territory in Territory.objects.order_by("slug")
    )


def _propose(territory: Territory, communes: Iterable[Commune]) -> bool:
    """Keeps what the zoning proposes and why; says whether it has changed. The kind decided is not touched."""
    kind, basis = zoning.proposal(communes)
    before = territory.proposed_kind, territory.proposal_basis
    territory.proposed_kind, territory.proposal_basis = kind or "", basis
    changed = before != (territory.proposed_kind, basis)
    if changed:
        territory.save(update_fields=["proposed_kind", "proposal_basis"])
    return changed
