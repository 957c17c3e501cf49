"""The first commons of an empty installation, who coordinates it, and a mail to see that mails leave."""

import getpass
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from accounts.actions import open_account
from accounts.models import User
from commons import outbox, tasks
from commons.actions import found_commons
from commons.models import Commons, OutgoingMail

QUESTIONS = {
    "commons_title": "Titre du commun",
    "email": "Adresse e-mail de la personne qui coordonne",
    "name": "Son nom",
}


class Command(BaseCommand):
    help = "Crée un commun et sa coordination, puis envoie un courrier d’essai. Peut être lancée plusieurs fois."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commons-title", help="titre du commun")
        parser.add_argument("--slug", help="son adresse : /communs/<slug>/ (par défaut, tirée du titre)")
        parser.add_argument("--email", help="adresse e-mail de la personne qui coordonne")
        parser.add_argument("--name", help="son nom")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="lit le mot de passe sur l’entrée standard, pour qu’il ne figure dans aucun historique",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = {key: options[key] or self._ask(key, question) for key, question in QUESTIONS.items()}
        slug = options["slug"] or slugify(answers["commons_title"])[:80]
        email = answers["email"].lower()
        self._check(email, slug)
        known = User.objects.filter(email__iexact=email).first()
        password = None if known else self._password(from_stdin=options["password_stdin"])
        with transaction.atomic():
            user = known or open_account(email, name=answers["name"], password=password)
            commons = found_commons(answers["commons_title"], slug=slug, coordinator=user)
            mail = self._write(commons, user)
        self.stdout.write(f"Le commun « {commons.title} » est à l’adresse {settings.SITE_URL}/communs/{slug}/.")
        self.stdout.write(f"{user.name} le coordonne{' (compte existant)' if known else ''}.")
        self._send(mail, email)
        self.stdout.write("Ensuite : importez les communes des départements étudiés (manage.py import_communes).")

    def _ask(self, key: str, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Il manque --{key.replace('_', '-')} ({question.lower()}).")
        while not (answer := input(f"{question} : ").strip()):
            pass
        return answer

    def _check(self, email: str, slug: str) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"« {email} » n’est pas une adresse e-mail.") from error
        if not slug or slug != slugify(slug):
            raise CommandError(f"« {slug} » ne peut pas servir d’adresse : lettres sans accent, chiffres et tirets.")

    def _password(self, *, from_stdin: bool) -> str | None:
        """``None`` when none is given: the person then signs in with a mailed code."""
        if from_stdin:
            typed = sys.stdin.readline().rstrip("\n")
        elif sys.stdin.isatty():
            typed = getpass.getpass("Mot de passe (rien : connexion par code reçu par e-mail) : ")
        else:
            return None
        try:
            validate_password(typed) if typed else None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return typed or None

    def _write(self, commons: Commons, user: User) -> OutgoingMail:
        link = settings.SITE_URL + reverse("account_login")
        outbox.write("first_steps", to=user.email, context={"name": user.name, "commons": commons.title, "link": link})
        return OutgoingMail.objects.filter(to=[user.email]).latest("created_at")

    def _send(self, mail: OutgoingMail, email: str) -> None:
        """At once, rather than by the worker: whoever installs must know whether mails leave."""
        tasks.send_mail(str(mail.pk))
        mail.refresh_from_db()
        if mail.sent_at:
            self.stdout.write(f"Un courrier d’essai est parti à {email}.")
        elif not mail.error:
            self.stdout.write(f"Un courrier d’essai est en route vers {email}.")  # the worker was quicker
        else:
            self.stderr.write(f"Le courrier d’essai n’est pas parti : {mail.error}. Il sera essayé à nouveau.")
