"""The demonstration's characters and how to be them; kept in a file beside the database, never in it."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts.models import User
from commons import tokens
from commons.models import Commons, Membership, Role

PASSWORD = "coopérer-au-grand-jour"  # noqa: S105 - shown on the demonstration's own home page


@dataclass(frozen=True)
class Account:
    """A line of the table on the home page: an account, or a link for someone who has none."""

    role: str
    email: str = ""
    password: str = ""
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True)
class Character:
    key: str
    name: str
    email: str
    role: Role
    title: str


CHARACTERS = (
    Character("coordinator", "Maïwenn Le Goff", "coordination@demonstration.example", Role.COORDINATOR, "Coordination"),
    Character(
        "efc", "Tobias Ferrand", "chercheur.efc@demonstration.example", Role.RESEARCHER, "Recherche, approche EFC"
    ),
    Character(
        "ess", "Inès Carpentier", "chercheuse.ess@demonstration.example", Role.RESEARCHER, "Recherche, approche ESS"
    ),
    Character("partner", "Hugo Delattre", "alec@demonstration.example", Role.PARTNER, "Conseil d’une ALEC"),
    Character("expert", "Solène Aubry", "comite@demonstration.example", Role.EXPERT, "Comité d’experts-ressources"),
)


def build(commons: Commons) -> dict[str, User]:
    """The five accounts and their places in the team, by key."""
    people: dict[str, User] = {}
    for character in CHARACTERS:
        user = User.objects.filter(email=character.email).first()
        if user is None:
            user = User.objects.create_user(character.email, PASSWORD, name=character.name)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Membership.objects.get_or_create(user=user, commons=commons, defaults={"role": character.role})
        people[character.key] = user
    return people


def keep(links: list[Account]) -> None:
    """Write the accounts and links for the home page and for ``make run``, once the transaction has committed."""
    lines = [Account(c.title, c.email, PASSWORD) for c in CHARACTERS] + links

    def write() -> None:
        path = settings.VAR / "demo-accounts.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        draft.replace(path)

    transaction.on_commit(write)


def kept_link(prefix: str, purpose: tokens.Purpose, digest: str | None) -> str:
    """The link kept for ``digest``, if the one in the file still opens it; empty when a new one must be made."""
    for line in shown():
        link: str = line["link"]
        if link.startswith(prefix) and digest == tokens.digest_of(purpose, link.removeprefix(prefix).rstrip("/")):
            return link
    return ""


def shown() -> list[dict[str, Any]]:
    """The kept lines; empty before the demonstration is built."""
    try:
        kept: list[dict[str, Any]] = json.loads((settings.VAR / "demo-accounts.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return []
    return kept
