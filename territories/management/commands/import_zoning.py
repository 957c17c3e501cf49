from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons import tables
from territories import zoning_file
from territories.actions import zoned
from territories.models import Commune

#: Faulty lines beyond which a report only counts them.
MOST_FAULTS = 40


class Command(BaseCommand):
    help = (
        "Importe le zonage de l’INSEE (CSV ou XLSX) : aires d’attraction des villes (CATEAAV2020, TAAV2017) ou grille "
        "de densité (DENS_AAV). Il propose le type des territoires ; une personne décide."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="une ligne par commune, les titres sur la première")
        parser.add_argument(
            "--sauf-fautes",
            action="store_true",
            dest="despite",
            help="écrit les lignes justes et laisse les fautives ; sans elle, une seule faute arrête tout",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Commune.objects.exists():
            raise CommandError("Aucune commune ici : lancez d’abord « manage.py import_communes ».")
        found = _read(Path(options["file"]))
        say = self.stdout.write if options["verbosity"] else lambda sentence: None
        for fault in found.faults[:MOST_FAULTS]:
            self.stderr.write(f"  {fault}")
        if len(found.faults) > MOST_FAULTS:
            self.stderr.write(f"  … et {len(found.faults) - MOST_FAULTS} autres lignes.")
        if found.faults and not options["despite"]:
            raise CommandError(
                f"Lignes à corriger : {len(found.faults)}. Rien n’a été écrit. Corrigez-les, ou relancez avec "
                "--sauf-fautes pour écrire les autres."
            )
        written, proposed = zoned.bring_zoning(found.values)
        say(
            f"{len(found.values)} communes lues : {written} écrites, {len(found.values) - written} inchangées, "
            f"{len(found.faults)} lignes refusées, {found.elsewhere} communes de départements absents d’ici."
        )
        if without := Commune.objects.filter(attraction_category="").count():
            say(f"{without} communes restent sans aire d’attraction : rien n’est proposé pour elles.")
        if proposed:
            say(f"Territoires dont le type proposé a changé : {proposed}.")


def _read(path: Path) -> zoning_file.ZoningFile:
    try:
        with path.open("rb") as file:
            return zoning_file.read(file, path.name)
    except OSError as error:
        raise CommandError(f"{path} : le fichier ne s’ouvre pas ({error.strerror}).") from error
    except tables.Unreadable as error:
        raise CommandError(f"{path.name} : {error} Rien n’a été écrit.") from error
