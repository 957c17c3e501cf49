from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors import seeding
from actors.models import Organisation


class Command(BaseCommand):
    help = "Remplit une base vide d’un annuaire fictif, pour mesurer. Les communes doivent être importées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisations", type=int, default=5000, metavar="NOMBRE")
        parser.add_argument("--relations", type=int, default=20000, metavar="NOMBRE")
        parser.add_argument(
            "--departement", default="91", metavar="CODE", help="où trois organisations sur dix siègent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["organisations"] < 2 or options["relations"] < 0:
            raise CommandError("Il faut au moins deux organisations, et un nombre de relations positif.")
        if Organisation.objects.exists():
            raise CommandError("Cette base contient déjà des organisations : donnez une base vide (VAR_DIR).")
        try:
            territory = seeding.seed(
                organisations=options["organisations"],
                relations=options["relations"],
                departement=options["departement"].upper().zfill(2),
            )
        except ValueError as error:
            raise CommandError(
                f"Aucune commune du département {error} : lancez d’abord « manage.py import_communes »."
            ) from error
        self.stdout.write(
            f"{options['organisations']} organisations et {options['relations']} relations fictives, "
            f"dans « {territory} » : {territory.get_absolute_url()}"
        )
