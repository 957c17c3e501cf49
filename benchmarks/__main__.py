"""``make bench``: what the pages cost at the size of a région, as medians and as ratios measured in one run."""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import directory, france, notes
from benchmarks.machine import Failed

SERVER = "postgres://postgres@127.0.0.1:5432"
Figures = list[tuple[str, str, str]]


def main(chosen: Sequence[str]) -> int:
    parts: dict[str, Callable[[Mapping[str, str]], Figures]] = {
        "france": france.measure,
        "annuaire": directory.measure,
        "notes": notes.measure,
    }
    if unknown := set(chosen) - set(parts):
        sys.stderr.write(f"Inconnu : {', '.join(sorted(unknown))}. Mesures : {', '.join(parts)}.\n")
        return 2
    for name in chosen or parts:
        for database in ("SQLite", "PostgreSQL"):
            sys.stdout.write(f"\n{name}, {database}\n")
            try:
                _table(_measured(parts[name], database))
            except Failed as failed:
                sys.stdout.write(f"  non mesuré : {failed}\n")
    return 0


def _measured(measure: Callable[[Mapping[str, str]], Figures], database: str) -> Figures:
    """On a database and a folder of their own, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="mesures-") as folder:
        env = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        env |= {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "LOG_LEVEL": "ERROR"}
        if database == "SQLite":
            return measure(env)
        name = f"mesures_{secrets.token_hex(6)}"
        _on_server(f'CREATE DATABASE "{name}"')
        try:
            return measure({**env, "DATABASE_URL": f"{SERVER}/{name}"})
        finally:
            _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(command: str) -> None:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL answers

    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3) as connection:
            connection.execute(command)
    except psycopg.OperationalError as error:
        raise Failed("PostgreSQL ne répond pas") from error


def _table(figures: Figures) -> None:
    wide = max(len(what) for what, _figure, _bar in figures)
    for what, figure, bar in figures:
        sys.stdout.write(f"  {what:<{wide}}  {figure:>16}   {bar}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
