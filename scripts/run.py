"""``make run``: prepares what is missing, then runs the site and its worker until Ctrl-C."""

import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Never
from urllib.error import URLError
from urllib.request import urlopen

from scripts import frontend, house, system
from scripts.speech import Refusal, complain, say, seconds, step

HOST = "127.0.0.1"
#: Seconds given to the site to answer.
START_LIMIT = 60


class Stopped(BaseException):
    """Ctrl-C, or a polite request to stop."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        port = port_from(os.environ)
        refuse_if_taken(port)
        var = house.var_folder(os.environ)
        with claimed(var, port):
            prepare(var, port)
            run(var, port)
    except Refusal as refusal:
        return complain(refusal)
    except Stopped:
        say("\nArrêté : plus rien ne tourne.")
    return 0


def _stop(number: int, frame: FrameType | None) -> Never:
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)  # one is enough: stopping must not be interrupted
    raise Stopped


# Before anything else ------------------------------------------------------------------------------------


def port_from(environment: house.Environment) -> int:
    typed = environment.get("PORT", "").strip() or "8000"
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 65535):
        raise Refusal(f"PORT doit être un nombre entre 1 et 65535, pas « {typed} ».")
    return int(typed)


def refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refusal(
                    f"Le port {port} est déjà pris, peut-être par ce site : ouvrez http://{HOST}:{port}/ "
                    f"ou choisissez un autre port avec « make run PORT={port + 1 if port < 65535 else 8000} »."
                ) from error
            raise Refusal(f"Le port {port} ne peut pas être ouvert ({error.strerror}).") from error


@contextmanager
def claimed(var: Path, port: int) -> Iterator[None]:
    """One site at a time in a folder, whatever its port: two workers would share one database and one queue."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            where = f"sur le port {lock.read().strip() or 'inconnu'}"
            raise Refusal(f"Le site tourne déjà dans ce dossier, {where} : arrêtez-le d’abord.") from error
        lock.truncate(0)
        lock.write(f"{port}\n")
        lock.flush()
        yield


# What is missing -----------------------------------------------------------------------------------------


def site_environment(port: int) -> dict[str, str]:
    """What the site receives: the person's variables, in local mode, with the demonstration."""
    return {**os.environ, "PRODUCTION": "", "DEMONSTRATION": "1", "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def prepare(var: Path, port: int) -> None:
    since = time.monotonic()
    system.need("faire tourner le site")
    house.prepare_environment("runtime")
    frontend.prepare_frontend()
    prepare_database(var, site_environment(port))
    if (spent := time.monotonic() - since) > 5:
        say(f"Tout est prêt en {seconds(spent)} ; la prochaine fois sera immédiate.")


def prepare_database(var: Path, environment: house.Environment) -> None:
    """Schema and demonstration; done again when one of them changed or when the file is gone."""
    stamp, wanted = var / ".stamp-database", _database_value()
    embedded = not environment.get("DATABASE_URL", "").strip()
    # A stamp in this folder says nothing of a database kept elsewhere.
    if embedded and house.is_stamped(stamp, wanted) and (var / "db.sqlite3").is_file():
        return
    stamp.unlink(missing_ok=True)
    with step("Préparation de la base de données"):
        house.manage("migrate", "--no-input", env=environment, failing="La base n’a pas pu être préparée.")
    with step("Chargement de la démonstration"):
        house.manage("demo", env=environment, failing="La démonstration n’a pas pu être chargée.")
    if embedded:
        house.write_stamp(stamp, wanted)


def _database_value() -> str:
    made_by = [
        *house.ROOT.glob("*/migrations/*.py"),
        *house.ROOT.glob("*/management/commands/*.py"),
        *house.ROOT.glob("portal/demo*"),
        *house.ROOT.glob("portal/demo*/**/*.*"),
        house.LOCKS / "data.txt",
    ]
    return house.fingerprint(path for path in made_by if path.suffix != ".pyc")


# The site and its worker ---------------------------------------------------------------------------------


def run(var: Path, port: int) -> None:
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    environment = site_environment(port)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(port).items():
            processes[name] = _start(command, environment, (logs / f"{name}.log").open("ab"))
            if name == "site":  # it answers sooner when the worker does not start beside it
                _wait_for_answer(processes, logs, port)
        announce(var, logs, port)
        while True:
            _refuse_if_dead(processes, logs)
            time.sleep(0.3)
    finally:
        stop(processes)


def commands(port: int) -> dict[str, list[str]]:
    site = (
        f"gunicorn config.wsgi --bind {HOST}:{port} --workers 2 --timeout 120 --graceful-timeout 5 --no-control-socket"
    )
    worker = (
        "celery -A config worker --beat --pool prefork --concurrency 1 --loglevel WARNING "
        "--without-gossip --without-mingle"
    )
    return {name: [str(house.PYTHON), "-m", *words.split()] for name, words in (("site", site), ("worker", worker))}


def _start(command: list[str], environment: house.Environment, log: IO[bytes]) -> subprocess.Popen[bytes]:
    with log:
        # Its own process group: Ctrl-C reaches only this script, which then stops each in good order.
        return subprocess.Popen(
            command,
            cwd=house.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
        )


def _die_with_parent() -> None:
    """Even when this script is killed outright, nothing is left behind."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _wait_for_answer(processes: dict[str, subprocess.Popen[bytes]], logs: Path, port: int) -> None:
    with step("Démarrage"):
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            _refuse_if_dead(processes, logs)
            try:
                with urlopen(f"http://{HOST}:{port}/sante/", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise Refusal(f"Le site ne répond pas après {START_LIMIT} secondes. Voyez {logs / 'site.log'}.")


def _refuse_if_dead(processes: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            log = logs / f"{name}.log"
            last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            said = "\n".join(f"  {line}" for line in last)
            what = "Le site s’est arrêté" if name == "site" else "Le travail de fond (Celery) s’est arrêté"
            raise Refusal(f"{said}\n{what} tout seul ; le reste a été arrêté aussi. Journal complet : {log}")


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, then to hurry, then stop what is left of its group. Work cut short is done again at the next
    start: the database knows it."""
    for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGQUIT, 1.5)):
        for process in processes.values():
            if process.poll() is None:
                process.send_signal(number)
        limit = time.monotonic() + patience
        while time.monotonic() < limit and any(process.poll() is None for process in processes.values()):
            time.sleep(0.05)
    for process in processes.values():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def announce(var: Path, logs: Path, port: int) -> None:
    address = f"http://{HOST}:{port}"
    say(f"\nLe site est là : {address}/\n")
    for line in account_lines(var / "demo-accounts.json", address):
        say(line)
    say(f"Journaux : {logs}. Pour tout arrêter : Ctrl-C.")


def account_lines(path: Path, address: str) -> list[str]:
    """The demonstration accounts, one a line; nothing when the demonstration wrote none."""
    try:
        accounts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    lines = ["Comptes de la démonstration :"]
    width = max((len(account["role"]) for account in accounts), default=0)
    for account in accounts:
        link = account.get("link") or ""
        if link.startswith("/"):
            link = address + link
        keys = [account.get("email") or "", account.get("password") or "", link]
        lines.append(f"  {account['role']:<{width}}  {'  '.join(key for key in keys if key)}")
    return [*lines, ""]


if __name__ == "__main__":
    sys.exit(main())
