"""The programme as pages show it: promises beside what exists, amounts that sum. Reads only."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from commons.models import Commons
from cooperation.models import BudgetLine, ExpectedDeliverable, Phase
from deliverables.models import Deliverable, Edition


@dataclass(frozen=True)
class Promise:
    title: str
    deliverable: Deliverable | None
    edition: Edition | None


@dataclass(frozen=True)
class PhaseShown:
    phase: Phase
    promises: list[Promise]


@dataclass(frozen=True)
class Budget:
    """Amounts in euros; ``rate`` is the share of the total that is asked for, in per cent."""

    lines: list[BudgetLine]
    total: Decimal
    requested: Decimal | None
    rate: Decimal | None


def phases(commons: Commons) -> list[PhaseShown]:
    editions = Edition.objects.served().newest_first()
    expected = ExpectedDeliverable.objects.order_by("position").select_related("deliverable")
    found = Phase.objects.filter(commons=commons).order_by("number")
    return [
        PhaseShown(phase, [_promise(item) for item in phase.expected.all()])
        for phase in found.prefetch_related(
            Prefetch("expected", expected.prefetch_related(Prefetch("deliverable__editions", editions)))
        )
    ]


def _promise(item: ExpectedDeliverable) -> Promise:
    editions = list(item.deliverable.editions.all()) if item.deliverable else []
    return Promise(item.title, item.deliverable, editions[0] if editions else None)


def budget(commons: Commons) -> Budget:
    lines = BudgetLine.objects.filter(commons=commons)
    total = lines.total()
    rate = commons.aid_requested * 100 / total if commons.aid_requested and total else None
    return Budget(list(lines.order_by("position")), total, commons.aid_requested, rate)
