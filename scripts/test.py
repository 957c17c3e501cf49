"""``make test``: everything that must hold, in order, on both pairs of database and broker; stops at a fault."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Never

from scripts import frontend, house, system
from scripts.speech import Refusal, complain, say, step

BIN = house.VENV / "bin"
POSTGRES = "postgres://postgres@127.0.0.1:5432"
REDIS = "redis://127.0.0.1:6379/0"

#: What is said, then the command. Cheapest first.
GUARDS: list[tuple[str, list[str]]] = [
    ("Mise en forme du code", ["ruff", "format", "--check", "."]),
    ("Règles d’écriture", ["ruff", "check", "."]),
    ("Étages de la maison", ["lint-imports", "--no-cache"]),
    ("Gabarits", ["djlint", "templates", "--lint", "--quiet"]),
    ("Types", ["mypy", "."]),
    ("Migrations à jour", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
]


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    try:
        system.need("lancer les tests", tests=True)
        house.prepare_environment("dev")
        frontend.prepare_frontend()
        with tempfile.TemporaryDirectory(prefix="communs-test-") as folder:
            environment = test_environment(Path(folder))
            guard(environment)
            return suite(environment, Path(folder))
    except Refusal as refusal:
        return complain(refusal)
    except KeyboardInterrupt:
        say("\nTests interrompus.")
        return 130


def _stop(number: int, frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def test_environment(folder: Path) -> dict[str, str]:
    """The person's environment without the variables of the site: a test run depends on nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if name not in house.site_variables()}
    return {
        **kept,
        "VAR_DIR": str(folder / "var"),
        "PAIRS_FILE": str(folder / "pairs"),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def guard(environment: house.Environment) -> None:
    for name, (program, *words) in GUARDS:
        with step(name):
            house.call(
                [BIN / program, *words], env=environment, failing=f"« {name} » a échoué : {program} {' '.join(words)}"
            )


def suite(environment: dict[str, str], folder: Path) -> int:
    """The tests marked ``pair`` on PostgreSQL and Redis where they answer, then all of them on the embedded pair."""
    silent = _services("check", environment=environment).strip()
    if silent:
        (folder / "pairs").write_text(
            f"PostgreSQL + Redis : aucun test, faute de {silent}. "
            "Pour les lancer aussi : apt-get install postgresql redis-server, démarrez-les, puis make test.\n",
            encoding="utf-8",
        )
    elif status := pair(environment):
        return status
    say("• Tous les tests, sur SQLite et un dossier de messages")
    return pytest(environment)


def pair(environment: dict[str, str]) -> int:
    """A database and a prefix of its own, gone at the end: the services may be shared with someone else's work."""
    name = f"communs_{secrets.token_hex(6)}"
    say("• Tests de la paire de production, sur PostgreSQL et Redis")
    try:
        return pytest(
            {**environment, "DATABASE_URL": f"{POSTGRES}/{name}", "REDIS_URL": REDIS, "REDIS_PREFIX": name},
            "-m",
            "pair",
        )
    finally:
        _services("clean", f"test_{name}", name, environment=environment)


def pytest(environment: house.Environment, *words: str) -> int:
    """As many processes as the machine has cores; one that has nothing left takes from the others."""
    words = ("-n", "auto", "--dist", "worksteal", *words)
    return subprocess.run([BIN / "pytest", *words], check=False, cwd=house.ROOT, env=dict(environment)).returncode


def _services(order: str, *words: str, environment: house.Environment) -> str:
    return house.call(
        [house.PYTHON, "-m", "scripts.services", order, POSTGRES, REDIS, *words],
        env=environment,
        failing="PostgreSQL ou Redis a répondu puis s’est tu.",
    )


if __name__ == "__main__":
    sys.exit(main())
