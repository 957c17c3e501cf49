"""Preparing a composition: what is added and removed is kept at once, and becomes the territory's when saved."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons import jobs
from commons.models import Job
from territories.actions.composition import compose
from territories.geometry import Geometry
from territories.models import Commune, Composition, Territory

#: Changes that « Annuler » can give back.
MOST_CHANGES = 20
#: Communes whose union takes about a second; beyond, it is drawn by the worker.
AT_ONCE = 1000
#: More than any region has; every question about a territory's communes stays one query.
MOST_COMMUNES = 10_000
TOO_MANY = _("Un territoire compte au plus %(most)s communes : rien n’a été ajouté.")
CHANGED_MEANWHILE = _(
    "Pendant l’enregistrement, une autre personne a changé les communes de ce territoire : rien n’a été enregistré. "
    "Vos ajouts et vos retraits sont gardés : relisez-les, puis enregistrez de nouveau."
)
TASK = "territories.tasks.compose"


@transaction.atomic
def change(territory: Territory, *, by: User, add: Collection[str] = (), remove: Collection[str] = ()) -> Composition:
    """Adds and removes these codes in what ``by`` prepares. Raises ``ValidationError`` while it is being saved."""
    composition = _locked(territory, by)
    chosen = set(composition.codes)
    added, removed = set(add) - chosen, set(remove) & chosen
    if added or removed:
        if len(chosen) + len(added) > MOST_COMMUNES:
            raise ValidationError(TOO_MANY, params={"most": number_format(MOST_COMMUNES, force_grouping=True)})
        composition.codes = sorted((chosen | added) - removed)
        last = {"added": sorted(added), "removed": sorted(removed)}
        composition.changes = [*composition.changes, last][-MOST_CHANGES:]
        composition.save()
    return composition


@transaction.atomic
def undo(territory: Territory, *, by: User) -> Composition:
    """Gives back the last change; nothing to give back changes nothing."""
    composition = _locked(territory, by)
    if composition.changes:
        *composition.changes, last = composition.changes
        composition.codes = sorted((set(composition.codes) - set(last["added"])) | set(last["removed"]))
        composition.save()
    return composition


@transaction.atomic
def give_up(territory: Territory, *, by: User) -> None:
    """Forgets what was prepared; the territory is as it was."""
    _locked(territory, by)
    Composition.objects.filter(territory=territory, by=by).delete()


@transaction.atomic
def save(territory: Territory, *, by: User) -> Job | None:
    """What was prepared becomes the territory's; the job that does it when the union is long to draw.

    Raises ``ValidationError`` when no commune is chosen.
    """
    composition = _locked(territory, by)
    if not composition.codes:
        raise ValidationError(_("Un territoire compte au moins une commune : ajoutez-en une avant d’enregistrer."))
    if len(composition.codes) <= AT_ONCE:
        settle(composition)
        return None
    composition.save()
    return jobs.start(TASK, target=composition, by=by)


@transaction.atomic
def settle(composition: Composition, *, outline: Geometry | None = None) -> None:
    """Makes of what was prepared the territory's composition, and starts anew from there.

    Raises ``ValidationError`` when the territory is no longer what it was prepared from: what another person has saved
    since is never written over.
    """
    territory = Territory.objects.select_for_update().get(pk=composition.territory_id)
    held = sorted(territory.communes.values_list("pk", flat=True))
    if held not in (composition.base, composition.codes):
        raise ValidationError(CHANGED_MEANWHILE)
    communes = Commune.objects.filter(pk__in=composition.codes).defer("outline").order_by("pk")
    compose(territory, communes=communes, by=composition.by, outline=outline)
    composition.codes = composition.base = sorted(commune.pk for commune in communes)
    composition.changes = []
    composition.save()


def _locked(territory: Territory, by: User) -> Composition:
    """Two windows of one person wait for each other."""
    Territory.objects.select_for_update().get(pk=territory.pk)
    composition = Composition.objects.of(territory, by)
    if composition.job is not None and not composition.job.is_finished:
        raise ValidationError(_("La composition est en cours d’enregistrement : attendez qu’il soit terminé."))
    return composition
