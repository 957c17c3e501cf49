"""A worker killed half-way: no half-file, and the PDF is made by itself once a worker is back. Real processes."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pikepdf
import psycopg
import pytest
from django.conf import settings

pytestmark = [pytest.mark.worker, pytest.mark.pair]

ROOT = Path(__file__).resolve().parents[2]
#: Seconds without a heartbeat before a job is taken for dead, in this test.
STALE = 4
WORKER = ["-m", "celery", "-A", "config", "worker", "-B", "--pool=prefork", "--concurrency=1", "--loglevel=INFO"]
#: More than sixty pages: the layout lasts long enough to be killed in the middle.
PUBLISH = """
from deliverables import actions
from tests.deliverables import building
world = building.world(fictional=True)
sentence = "Coopérer pour rénover demande du temps, de la confiance et des chantiers partagés entre voisins. "
for number in range(6):
    chapter = actions.add_chapter(world.deliverable, title=f"Chapitre {number + 2}", by=world.researcher)
    body = f"<h2>Une partie</h2><p>{sentence * 10}</p>" + f"<p>{sentence * 6}</p>" * 46
    actions.save_chapter(chapter, title=chapter.title, body=body, base=0, by=world.researcher)
building.publish(world)
"""


class House:
    """An installation of its own: folder, database, broker prefix; its workers are real processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"essai-{uuid4().hex[:12]}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.database = self._make_database()
        self.env = os.environ | {
            "VAR_DIR": str(folder),
            "DATABASE_URL": self.database,
            "REDIS_PREFIX": self.prefix,
            "JOB_STALE_AFTER": str(STALE),
            "REAPER_EVERY": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def _make_database(self) -> str:
        url = os.environ.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            return f"sqlite:///{self.folder / 'db.sqlite3'}"
        name = self.prefix.replace("-", "_")
        self._on_server(f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

    def _on_server(self, command: str) -> None:
        address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(command)  # type: ignore[call-overload]

    def run(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker with its beat, in a process group of its own, which dies as one."""
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, *WORKER], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(timeout=20)

    def row(self, query: str) -> tuple[Any, ...]:
        if self.database.startswith("sqlite"):
            with sqlite3.connect(self.folder / "db.sqlite3", timeout=20) as connection:
                return connection.execute(query).fetchone()
        with psycopg.connect(self.database) as connection:
            found = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return tuple(found or ())

    def job(self) -> tuple[str, int, int]:
        """State, progress (percent) and number of the try."""
        state, progress, attempt = self.row("SELECT state, progress, attempt FROM commons_job")
        return state, progress, attempt

    def wait_until(self, holds: Callable[[], bool], seconds: int, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                log = (self.folder / "worker.log").read_text(errors="replace")[-4000:]
                pytest.fail(f"{what} : toujours pas après {seconds} s. {self.job()}\n{log}")
            time.sleep(0.05)

    def files(self) -> list[Path]:
        return [path for path in (self.folder / "files").rglob("*") if path.is_file()]

    def end(self) -> None:
        for worker in self.workers:
            self.kill(worker)
        if not self.database.startswith("sqlite"):
            self._on_server(f'DROP DATABASE "{urlsplit(self.database).path[1:]}" WITH (FORCE)')
        if settings.REDIS_URL:
            import redis

            with redis.Redis.from_url(settings.REDIS_URL) as client:
                for key in client.scan_iter(match=f"*{self.prefix}*"):
                    client.delete(key)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.end()


def test_a_worker_killed_half_way_leaves_nothing_and_another_finishes(house: House) -> None:
    house.run("manage.py", "migrate", "-v0")
    house.run("manage.py", "shell", "-v0", "-c", PUBLISH)
    assert house.job() == ("queued", 0, 1)

    first = house.start_worker()
    house.wait_until(lambda: house.job()[:2] >= ("running", 10), 90, "le rendu commence")
    house.kill(first)
    state, progress, attempt = house.job()
    assert (state, attempt) == ("running", 1)
    assert 0 < progress < 95
    assert house.files() == []
    assert house.row("SELECT state FROM deliverables_rendition") == ("waiting",)

    house.start_worker()
    house.wait_until(lambda: house.job()[0] == "done", 150, "le rendu finit de lui-même")
    assert house.job()[2] >= 2
    state, name, sha256, pages = house.row("SELECT state, file, sha256, pages FROM deliverables_rendition")
    assert state == "ready"
    assert house.files() == [house.folder / "files" / name]
    content = house.files()[0].read_bytes()
    assert hashlib.sha256(content).hexdigest() == sha256
    with pikepdf.open(house.files()[0]) as document:
        assert len(document.pages) == pages > 60
        assert document.check_pdf_syntax() == []
    if qpdf := shutil.which("qpdf"):
        subprocess.run([qpdf, "--check", str(house.files()[0])], check=True, capture_output=True)
