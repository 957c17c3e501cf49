"""Grids from files: a form becomes a grid or the next revision of one."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons import journal
from commons.models import Commons
from commons.verbs import Verb
from interviews.models import Grid, GridRevision, Interview
from interviews.xlsform import exchange, stored
from interviews.xlsform.plans import GridPlan


class DraftWaits(Exception):
    """The grid has a revision in preparation, and nobody said that it may be replaced."""

    def __init__(self, draft: GridRevision) -> None:
        super().__init__(str(draft))
        self.draft = draft


class Outcome(TextChoices):
    CREATED = "created", _("grille créée")
    REVISED = "revised", _("révision préparée")
    REPLACED = "replaced", _("révision en préparation remplacée")
    SAME = "same", _("rien à faire")


@dataclass(frozen=True)
class Brought:
    revision: GridRevision
    outcome: Outcome


def named(commons: Commons, title: str) -> Grid | None:
    """The grid of this title, the first made when there are several."""
    return Grid.objects.filter(commons=commons, title=title).order_by("pk").first()


def outcome_of(plan: GridPlan, grid: Grid | None) -> Outcome:
    """What ``bring_in`` would do of a plan that ``stored.settle`` has seen; nothing is written."""
    if grid is None:
        return Outcome.CREATED
    latest = grid.revisions.order_by("-number").first()
    if latest is not None and exchange.same(stored.plan_of(latest), _under(plan, grid)):
        return Outcome.SAME
    return Outcome.REPLACED if draft_of(grid) else Outcome.REVISED


@transaction.atomic
def bring_in(
    plan: GridPlan, *, commons: Commons, by: User | None, grid: Grid | None = None, replace: bool = False
) -> Brought:
    """Writes the plan as a new grid, or as the next revision of ``grid``, unless it is what ``grid`` says already.

    Raises ``DraftWaits`` when a draft stands there and ``replace`` does not say that it may go. What an interview uses
    is frozen, never replaced.
    """
    Commons.objects.select_for_update(no_key=True).get(pk=commons.pk)
    stored.settle(plan, commons)
    outcome = outcome_of(plan, grid)
    if grid is None:
        grid = Grid.objects.create(commons=commons, title=plan.title)
        journal.record(Verb.GRID_CREATED, grid, by=by)
        return _written(plan, grid, 1, outcome)
    if outcome == Outcome.SAME:
        return Brought(grid.revisions.order_by("-number")[0], outcome)
    draft = _drafts(grid).select_for_update().first()
    if draft is not None and not replace:
        raise DraftWaits(draft)
    number = draft.number if draft else (grid.revisions.aggregate(Max("number"))["number__max"] or 0) + 1
    if draft is not None:
        draft.delete()
    grid.revisions.filter(frozen_at=None).update(frozen_at=timezone.now())
    journal.record(Verb.GRID_REVISED, grid, by=by)
    return _written(_under(plan, grid), grid, number, outcome)


def draft_of(grid: Grid) -> GridRevision | None:
    """What ``bring_in`` would replace."""
    return _drafts(grid).first()


def _drafts(grid: Grid) -> QuerySet[GridRevision]:
    """Its revision in preparation, when no interview uses it."""
    used = Interview.objects.filter(revision__grid=grid).values("revision")
    return GridRevision.objects.filter(grid=grid, frozen_at=None).exclude(pk__in=used)


def _under(plan: GridPlan, grid: Grid) -> GridPlan:
    """A revision bears the title of its grid."""
    return GridPlan(grid.title, plan.sections, plan.extra)


def _written(plan: GridPlan, grid: Grid, number: int, outcome: Outcome) -> Brought:
    revision = GridRevision.objects.create(grid=grid, number=number, extra=plan.extra)
    stored.fill(revision, plan)
    return Brought(revision, outcome)
