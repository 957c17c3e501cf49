"""What beat does every night, by hand, or what it would do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commons.dates import date_format
from interviews.actions import retention
from interviews.models import Interview


class Command(BaseCommand):
    help = (
        "Prévient les binômes trente jours avant, puis efface les notes dont la date est passée. Restent les dates, "
        "les organisations, les comptes, le journal et les verbatims permis. Relancée, elle ne change rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="dit ce qui serait effacé, et n’écrit rien")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        told = retention.remind()
        erased = sum(retention.erase(interview) for interview in retention.due())
        retention.sweep_proofs()
        self.stdout.write(f"Binômes prévenus : {told}. Entretiens dont les notes sont effacées : {erased}.")

    def _check(self) -> None:
        due = {interview.pk for interview in retention.due()}
        near = retention.near()
        for interview in near:
            when = "aujourd’hui" if interview.pk in due else f"le {date_format(interview.erased_from)}"
            self.stdout.write(f"{_named(interview)}, {when} : {retention.contents(interview)}.")
        self.stdout.write(f"À effacer aujourd’hui : {len(due)}. Dans les trente jours : {len(near) - len(due)}.")


def _named(interview: Interview) -> str:
    return f"{interview.commons}, entretien du {date_format(interview.held_on)} ({interview.pk})"
