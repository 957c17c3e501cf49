"""The server killed with -9 while notes are saved: what it acknowledged is there, and nothing is there twice."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from benchmarks import writers
from benchmarks.machine import ROOT, Failed, answer, run
from benchmarks.saving import Desk, save

WRITERS, KILLS = 20, 12
#: Seconds that a server lives, at least and at most.
LIFE = (1.0, 4.0)
#: What a browser waits before it sends the same save again.
PAUSE = 0.5


def endure(env: Mapping[str, str], *, kills: int = KILLS, team: int = WRITERS) -> list[str]:
    """Raises ``Failed`` when an acknowledged save is missing, or one is written twice."""
    run("migrate", "-v0", env=env)
    desks = [Desk(writer) for writer in writers.make(team, env=env)]
    server = Server(env)
    over = threading.Event()
    with ThreadPoolExecutor(team) as people:
        written = [people.submit(_write, server.port, desk, over) for desk in desks]
        for _ in range(kills):
            time.sleep(random.uniform(*LIFE))
            server.kill()
            server.start()
        over.set()
        sent = [each for one in written for each in one.result()]
    server.kill()
    found = writers.saved(env=env)
    acknowledged, again = {key for key, _tries in sent}, sum(1 for _key, tries in sent if tries > 1)
    if missing := acknowledged - set(found):
        raise Failed(f"{len(missing)} enregistrements reconnus et perdus, sur {len(acknowledged)}")
    if twice := [key for key, times in found.items() if times > 1]:
        raise Failed(f"{len(twice)} enregistrements en double")
    return [
        f"{kills} arrêts brutaux, {len(acknowledged)} enregistrements reconnus : tous là, une fois chacun",
        f"{again} avaient été envoyés plusieurs fois",
    ]


def _write(port: int, desk: Desk, over: threading.Event) -> list[tuple[str, int]]:
    """Save after save, each sent again under the same key until it is acknowledged: (key, times sent)."""
    sent: list[tuple[str, int]] = []
    while not over.is_set():
        key, tries, lines = str(uuid4()), 0, desk.lines
        while True:
            tries += 1
            desk.lines = lines  # the very same text
            status = save(port, desk, key=key).status
            if status == http.client.OK:
                sent.append((key, tries))
                break
            if status and status < http.client.INTERNAL_SERVER_ERROR:
                raise Failed(f"un enregistrement est refusé : {status}")
            if over.is_set():
                return sent
            time.sleep(PAUSE)
        time.sleep(random.uniform(0.05, 0.3))
    return sent


class Server:
    """The site as in production, on one port whatever happens to its processes."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        words = ["gunicorn", "config.wsgi", "-w", "2", "--bind", f"127.0.0.1:{self.port}", "--log-level", "critical"]
        self.process = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=self.env, start_new_session=True)
        for _ in range(300):
            try:
                answer(self.port, "/rien/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise Failed("gunicorn ne répond pas")

    def kill(self) -> None:
        """All its processes at once, with no chance to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
