"""A fictional team of researchers with their notes, and what the database says was saved of them.

``python -m benchmarks.writers make COUNT`` prints what each writer needs to save (``Writer``, as JSON lines);
``python -m benchmarks.writers saved`` prints the save keys found, one a line, as often as they are.
"""

import json
import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Writer:
    """Someone who writes a note: the cookies of their browser, the address they save to."""

    session: str
    csrf: str
    path: str


def make(count: int, *, env: Mapping[str, str]) -> list[Writer]:
    return [Writer(**json.loads(line)) for line in _ask("make", str(count), env=env)]


def saved(*, env: Mapping[str, str]) -> Counter[str]:
    """How many times each save was written."""
    return Counter(_ask("saved", env=env))


def _ask(*words: str, env: Mapping[str, str]) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.writers", *words]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def _make(count: int) -> list[Writer]:
    from datetime import date  # noqa: PLC0415 - what follows is run where Django is set up

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from commons.models import Commons, Membership, Role  # noqa: PLC0415
    from interviews import actions  # noqa: PLC0415
    from interviews.models import Note  # noqa: PLC0415

    commons = Commons.objects.create(title="Commun mesuré", slug="commun-mesure")
    writers = []
    for number in range(count):
        user = User.objects.create(name=f"Enquêtrice {number}", email=f"enquetrice{number}@mesures.example")
        Membership.objects.create(user=user, commons=commons, role=Role.RESEARCHER)
        interview = actions.open_interview(
            commons, organisations=[], held_on=date(2026, 3, 1), pair=[(user, "efc")], by=user
        )
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session.save()
        note = Note.objects.get(interview=interview, author=user)
        writers.append(Writer(str(session.session_key), secrets.token_hex(16), note.get_absolute_url()))
    return writers


def _main(order: str, *words: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    if order == "make":
        for writer in _make(int(words[0])):
            print(json.dumps(asdict(writer)))  # noqa: T201
        return
    from interviews.models import NoteRevision  # noqa: PLC0415

    for key in NoteRevision.objects.exclude(save_key=None).values_list("save_key", flat=True):
        print(key)  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    _main(*sys.argv[1:])
