"""A grid as an XLSForm, without a browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from commons.models import Commons
from interviews.models import Grid, GridRevision
from interviews.xlsform import exchange, stored


class Command(BaseCommand):
    help = "Écrit une révision d’une grille d’entretien en XLSForm (.xlsx), que pyxform, ODK et Kobo acceptent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("grid", metavar="GRILLE", help="son titre, ou son identifiant")
        parser.add_argument("file", metavar="FICHIER", help="le classeur à écrire")
        parser.add_argument("--commons", required=True, metavar="ADRESSE", help="le commun : /communs/<adresse>/")
        parser.add_argument("--revision", type=int, metavar="N", help="la dernière par défaut")

    def handle(self, *args: Any, **options: Any) -> None:
        commons = Commons.objects.filter(slug=options["commons"]).first()
        if commons is None:
            raise CommandError(f"Aucun commun à l’adresse « {options['commons']} ».")
        revision = _revision(_grid(commons, options["grid"]), options["revision"])
        content, lost = exchange.xlsx(stored.plan_of(revision), version=str(revision.number))
        try:
            Path(options["file"]).write_bytes(content)
        except OSError as error:
            raise CommandError(f"« {options['file']} » ne s’écrit pas : {error.strerror}.") from error
        for one in lost:
            self.stderr.write(f"  Non rendu : {one}.")
        if options["verbosity"]:
            self.stdout.write(f"« {revision} » est dans {options['file']}.")


def _grid(commons: Commons, said: str) -> Grid:
    grids = Grid.objects.filter(commons=commons)
    try:
        found = list(grids.filter(pk=UUID(said)))
    except ValueError:
        found = list(grids.filter(title=said).order_by("pk")[:2])
    if len(found) != 1:
        titles = ", ".join(f"« {one.title} » ({one.pk})" for one in grids.order_by("title")[:20]) or "aucune"
        what = "Plusieurs grilles portent ce titre" if found else "Aucune grille de ce titre"
        raise CommandError(f"{what}. Grilles de ce commun : {titles}.")
    return found[0]


def _revision(grid: Grid, number: int | None) -> GridRevision:
    revisions = grid.revisions.order_by("-number")
    found = revisions.first() if number is None else revisions.filter(number=number).first()
    if found is None:
        raise CommandError(f"« {grid.title} » n’a pas de révision {number or 1}.")
    return found
