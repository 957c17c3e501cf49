"""After a new identity key was put before the former one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.actions import key_rotation


class Command(BaseCommand):
    help = (
        "Chiffre à nouveau, avec la première clé de IDENTITY_KEY, les identités et les secrets des seconds facteurs. "
        "Interrompue, elle se relance ; relancée, elle ne change plus rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compte ce qui est à chiffrer à nouveau, n’écrit rien")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            turn = key_rotation.look() if options["check"] else key_rotation.rotate(self._tell)
        except key_rotation.Unopened as refusal:
            raise CommandError(
                f"{refusal.count} valeur(s) ne s’ouvrent avec aucune des clés de IDENTITY_KEY. Rien n’a été changé : "
                "remettez la clé d’avant, après une virgule, puis relancez."
            ) from refusal
        if options["check"]:
            self.stdout.write(f"À chiffrer à nouveau : {turn.renewed}. Déjà avec la première clé : {turn.already}.")
            return
        self.stdout.write(f"Chiffrées à nouveau : {turn.renewed}. Déjà avec la première clé : {turn.already}.")
        if left := key_rotation.look().renewed:
            raise CommandError(
                f"{left} valeur(s) viennent d’être écrites avec une autre clé : redémarrez tous les services avec la "
                "nouvelle, puis relancez cette commande."
            )
        self.stdout.write("Tout s’ouvre avec la première clé : les suivantes peuvent être retirées.")

    def _tell(self, turn: key_rotation.Turn) -> None:
        self.stdout.write(f"… {turn.seen} valeurs vues")
