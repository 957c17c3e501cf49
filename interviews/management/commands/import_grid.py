"""A grid from an XLSForm, without a browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons.models import Commons
from commons.tables import Unreadable
from interviews.actions import grid_files
from interviews.xlsform import exchange, stored
from interviews.xlsform.plans import Fate, GridPlan, Remark


class Command(BaseCommand):
    help = (
        "Importe une grille d’entretien depuis un XLSForm (.xlsx ou .xls), vérifié par pyxform, et dit ligne par ligne "
        "ce qui est repris, approché ou sans équivalent. Relancée sur le même fichier, elle ne change rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="le classeur")
        parser.add_argument("--commons", required=True, metavar="ADRESSE", help="le commun : /communs/<adresse>/")
        parser.add_argument("--check", action="store_true", help="dit ce qui serait importé, et n’écrit rien")
        parser.add_argument(
            "--replace", action="store_true", help="remplace la révision en préparation de la grille du même titre"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        commons = Commons.objects.filter(slug=options["commons"]).first()
        if commons is None:
            raise CommandError(f"Aucun commun à l’adresse « {options['commons']} ».")
        plan, remarks = _read(Path(options["file"]))
        unknown = stored.settle(plan, commons)
        grid = grid_files.named(commons, plan.title)
        if options["verbosity"]:
            self._tell(plan, remarks, unknown)
        if options["check"]:
            outcome = grid_files.outcome_of(plan, grid)
            self.stdout.write(f"Essai seulement, rien n’a été écrit. L’import donnerait : {outcome.label}.")
            return
        try:
            brought = grid_files.bring_in(plan, commons=commons, by=None, grid=grid, replace=options["replace"])
        except grid_files.DraftWaits as waiting:
            raise CommandError(
                f"« {waiting.draft} » est en préparation ; --replace la remplacera. Rien n’a été écrit."
            ) from waiting
        if brought.outcome == grid_files.Outcome.SAME:
            self.stdout.write(f"« {brought.revision} » dit déjà la même chose : rien n’a été changé.")
        else:
            self.stdout.write(f"{brought.outcome.label.capitalize()} : « {brought.revision} ».")

    def _tell(self, plan: GridPlan, remarks: list[Remark], unknown: list[str]) -> None:
        self.stdout.write(f"« {plan.title} » : parties, {len(plan.sections)} ; questions, {len(plan.questions())}.")
        for remark in remarks:
            place = f"{remark.sheet} {remark.row}" if remark.row else remark.sheet
            name = f" {remark.name}" if remark.name else ""
            self.stdout.write(f"  {place}{name} – {remark.fate.label} : {remark.says}")
        for one in unknown:
            self.stdout.write(f"  Question de recherche absente de ce commun, non reliée : {one}")
        counts = [f"{fate.label}, {sum(one.fate == fate for one in remarks)}" for fate in Fate]
        self.stdout.write(f"Lignes : {' ; '.join(counts)}.")


def _read(path: Path) -> tuple[GridPlan, list[Remark]]:
    try:
        with path.open("rb") as file:
            return exchange.understood(exchange.read(file, path.name))
    except OSError as error:
        raise CommandError(f"« {path} » ne s’ouvre pas : {error.strerror}.") from error
    except Unreadable as refusal:
        raise CommandError(str(refusal)) from refusal
