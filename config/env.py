"""The only reader of the environment: each variable is named, typed and explained here.

``.env.example`` documents the same variables for whoever installs the site.
"""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class MissingVariable(SystemExit):
    """A variable that production needs is absent or wrong; the message names it.

    It ends the program with that one sentence rather than with a trace: whoever installs the site reads it.
    """


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    return default if not value else value in {"1", "true", "yes", "on", "oui"}


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise MissingVariable(f"{name} doit être un nombre entier, pas « {value} ».") from error


def required(name: str, local: str = "") -> str:
    """The variable ``name``: ``local`` when a local site is given none, required by name in production."""
    value = text(name, local if LOCAL else "")
    if not (value or LOCAL):
        raise MissingVariable(f"{name} est nécessaire en production : voir .env.example.")
    return value


def address(name: str, local: str) -> str:
    """The required public address ``name``, without its last slash."""
    value = required(name, local).rstrip("/")
    if not value.startswith(("https://", "http://")):
        raise MissingVariable(f"{name} doit commencer par https:// ou http://, pas « {value} ».")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


#: ``make run`` and the tests are local: keys are made in ``var/``, files stay there, nothing else is needed.
LOCAL = not flag("PRODUCTION")

#: Everything the site writes: database, queue, mails, private files, keys. Outside the repository in production.
VAR = Path(text("VAR_DIR", str(ROOT / "var"))).resolve()


def folder(path: Path) -> Path:
    """``path``, made if it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MissingVariable(
            f"Le dossier {path} ne peut pas être créé ({error.strerror}) : libérez sa place, ou changez VAR_DIR."
        ) from error
    return path


def secret(name: str) -> str:
    """The key called ``name``; made once in ``var/keys`` when local, required by name in production."""
    if value := text(name):
        return value
    if not LOCAL:
        raise MissingVariable(f"{name} est nécessaire en production : voir .env.example.")
    path = VAR / "keys" / name.lower()
    if not path.exists():
        folder(path.parent)
        # Written aside then linked: two processes starting together must end up with one key.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text().strip()
