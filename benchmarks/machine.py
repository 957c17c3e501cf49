"""Processes measured: a command with its time and memory, the site under load."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "benchmarks" / "report.lua"
CONNECTIONS = 4
#: Seconds of one slice of load.
SLICE = 3


class Failed(Exception):
    """A command of the measures did not end well; the message is what it wrote."""


@dataclass(frozen=True)
class Cost:
    """Of a command: seconds, and the most memory it held, in MB."""

    seconds: float
    megabytes: float


def run(*words: str, env: Mapping[str, str]) -> Cost:
    """``manage.py words``. Raises ``Failed``."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(said.decode()[-2000:])
    return Cost(time.perf_counter() - start, used.ru_maxrss / 1024)


@contextmanager
def site(env: Mapping[str, str]) -> Iterator[int]:
    """The site as in production, two processes; gives its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "-m",
        "gunicorn",
        "config.wsgi",
        "-w",
        "2",
        "--preload",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    server = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=dict(env))
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def worker(env: Mapping[str, str]) -> Iterator[None]:
    """A worker as in production, in a group of its own, which stops as one."""
    words = ["-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "ERROR"]
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=dict(env),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def seconds_until(port: int, path: str, limit: float = 60) -> float:
    """How long before ``path``, not there yet, answers a success. Raises ``Failed``."""
    start = time.perf_counter()
    while (waited := time.perf_counter() - start) < limit:
        if answer(port, path).status == 200:
            return time.perf_counter() - start
        time.sleep(0.1)
    raise Failed(f"{path} : rien après {waited:.0f} s")


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise Failed("gunicorn")
        try:
            answer(port, "/rien/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failed("gunicorn ne répond pas")


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    size: int


def answer(port: int, path: str) -> Answer:
    """One request, compressed if the site compresses: ``size`` is what travels, in bytes."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    size = len(response.read())
    connection.close()
    return Answer(response.status, time.perf_counter() - start, size)


@dataclass(frozen=True)
class Load:
    """Of a slice: requests a second, and the 95th percentile of their time, in milliseconds."""

    rate: float
    p95: float


def load(port: int, path: str) -> Load:
    """``SLICE`` seconds of ``CONNECTIONS`` connections. Raises ``Failed`` at the first answer that is not a success."""
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SLICE}s", "-s", str(REPORT), f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    requests, microseconds, errors, p95 = map(int, said.split())
    if errors:
        raise Failed(f"{path} : {errors} réponses en erreur")
    return Load(requests / microseconds * 1e6, p95 / 1000)
