"""What the machine itself must have: the libraries of the PDF engine, and for the tests a browser and PDF readers."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping

from scripts.speech import Refusal, step

#: Shared library that WeasyPrint opens → the Debian and Ubuntu package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "fontconfig",
}
#: What drives the browser in the tests is a Node that opens these.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6"}
#: Commands of which one is enough → the package that brings it.
TEST_COMMANDS: dict[tuple[str, ...], str] = {
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("qpdf",): "qpdf",
    ("pdftotext",): "poppler-utils",
    ("pdftoppm",): "poppler-utils",
}


#: What puts the site under load in the measures.
BENCH_COMMANDS: dict[tuple[str, ...], str] = {("wrk",): "wrk"}


def need(purpose: str, *, tests: bool = False) -> None:
    """Everything at once, so that one command to type is enough. Raises ``Refusal`` when it cannot be done here."""
    if missing := [*missing_venv(), *_missing(tests)]:
        install(missing, purpose)
    if still := _missing(tests):
        raise Refusal(f"Malgré leur installation, ces paquets restent introuvables : {' '.join(still)}.")
    if tests and not any(_answers(name) for name in next(iter(TEST_COMMANDS))):
        # Ubuntu's package is a stand-in that only points to the snap.
        raise Refusal("Chromium est installé mais ne démarre pas. Sur Ubuntu, tapez : sudo snap install chromium")


def need_for_measures() -> None:
    """As ``need``, for ``make bench``."""
    need("mesurer")
    if missing := missing_commands(BENCH_COMMANDS):
        install(missing, "mesurer")


def _missing(tests: bool) -> list[str]:
    if not tests:
        return missing_libraries(LIBRARIES)
    return [*missing_libraries(LIBRARIES | TEST_LIBRARIES), *missing_commands(TEST_COMMANDS)]


def missing_venv() -> list[str]:
    """Debian and Ubuntu ship apart what makes a virtual environment."""
    if importlib.util.find_spec("ensurepip") is not None:
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def missing_libraries(wanted: Mapping[str, str]) -> list[str]:
    return sorted({package for name, package in wanted.items() if not _opens(name)})


def missing_commands(wanted: Mapping[tuple[str, ...], str]) -> list[str]:
    return sorted({package for names, package in wanted.items() if not any(map(shutil.which, names))})


def install(packages: Iterable[str], purpose: str) -> None:
    """Install Debian packages as root; otherwise raises ``Refusal`` with the command to type."""
    wanted = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Refusal(f"Pour {purpose}, il manque : {wanted}. Installez-les puis relancez la commande.")
    command = f"apt-get install -y --no-install-recommends {wanted}"
    if os.geteuid() != 0:
        raise Refusal(f"Pour {purpose}, il manque {wanted}. Tapez : sudo {command}")
    with step(f"Installation de {wanted}", f"pour {purpose}"):
        if not _apt(command):
            _apt("apt-get update")
            if not _apt(command):
                raise Refusal(f"{wanted} n’a pas pu être installé. Essayez : {command}")


def _apt(command: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command.split(), check=False, env=env, capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _answers(command: str) -> bool:
    if shutil.which(command) is None:
        return False
    return subprocess.run([command, "--version"], check=False, capture_output=True).returncode == 0
