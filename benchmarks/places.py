"""Where measures are made: a database and a folder of their own, gone at the end."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.machine import ROOT, Failed

SERVER = "postgres://postgres@127.0.0.1:5432"
DATABASES = ("SQLite", "PostgreSQL")


@contextmanager
def on(database: str) -> Iterator[Mapping[str, str]]:
    """The environment of a site on ``database``. Raises ``Failed`` when there is no server."""
    with tempfile.TemporaryDirectory(prefix="mesures-") as folder:
        env = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        env |= {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
        if database == "SQLite":
            yield env
            return
        name = f"mesures_{secrets.token_hex(6)}"
        _on_server(f'CREATE DATABASE "{name}"')
        try:
            yield {**env, "DATABASE_URL": f"{SERVER}/{name}"}
        finally:
            _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(command: str) -> None:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL answers

    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3) as connection:
            connection.execute(command)
    except psycopg.OperationalError as error:
        raise Failed("PostgreSQL ne répond pas") from error
