"""For someone who lost their telephone, their key and their codes, at the request of their coordination."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from commons.actions import reset_second_factor


class Command(BaseCommand):
    help = "Retire les seconds facteurs d’un compte. La personne est prévenue par courrier ; le journal le garde."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="adresse e-mail du compte")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Aucun compte n’a l’adresse {email}.")
        if not reset_second_factor(user):
            raise CommandError(f"Le compte {user.email} n’a pas de second facteur.")
        self.stdout.write(f"Les seconds facteurs de {user.email} sont retirés ; un courrier le lui dit.")
