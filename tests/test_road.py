"""The road: ``make run`` and ``make test`` redo what is not done, nothing else, and refuse in plain sentences."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import frontend, house, run, system
from scripts import test as suite
from scripts.speech import Refusal, complain, seconds, step


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended ``.venv`` and its locks, so that nothing real is touched."""
    locks = tmp_path / "requirements"
    locks.mkdir()
    for name in ("runtime", "dev", "data", "uv", "node"):
        (locks / f"{name}.txt").write_text(f"{name}==1.0\n")
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(house, "VENV", venv)
    monkeypatch.setattr(house, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(house, "LOCKS", locks)
    monkeypatch.setattr(house, "INSTALLING", venv / ".installing")
    return venv


@pytest.fixture
def calls(environment_folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that the road would have run; ``uv`` and ``venv`` pretend to succeed."""
    made: list[list[str]] = []

    def call(command: list[object], **_: object) -> str:
        made.append([str(word) for word in command])
        return ""

    monkeypatch.setattr(house, "call", call)
    monkeypatch.setattr(house, "_is_usable", lambda: True)
    return made


# The port ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["abc", "0", "65536", "-1", "8000.5", "８０００"])
def test_a_port_that_is_not_one_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Refusal, match=f"PORT doit être un nombre entre 1 et 65535, pas « {re.escape(typed)} »"):
        run.port_from({"PORT": typed})


def test_the_port_is_8000_unless_one_is_given() -> None:
    assert run.port_from({}) == run.port_from({"PORT": " "}) == 8000
    assert run.port_from({"PORT": "8106"}) == 8106


def test_a_taken_port_is_refused_and_a_free_one_is_not(free_port: int) -> None:
    run.refuse_if_taken(free_port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        with pytest.raises(Refusal, match=f"Le port {free_port} est déjà pris"):
            run.refuse_if_taken(free_port)


def test_one_site_at_a_time_runs_in_a_folder(tmp_path: Path) -> None:
    with (
        run.claimed(tmp_path, 8106),
        pytest.raises(Refusal, match="tourne déjà dans ce dossier, sur le port 8106"),
        run.claimed(tmp_path, 8107),
    ):
        pass
    with run.claimed(tmp_path, 8107):
        assert (tmp_path / "run.lock").read_text() == "8107\n"


# Stamps --------------------------------------------------------------------------------------------------


def test_a_stamp_holds_until_a_file_changes_or_disappears(tmp_path: Path) -> None:
    first, second, stamp = tmp_path / "a", tmp_path / "b", tmp_path / "deep" / "stamp"
    first.write_text("un")
    second.write_text("deux")
    assert not house.is_stamped(stamp, house.fingerprint([first, second]))
    house.write_stamp(stamp, house.fingerprint([first, second]))
    assert house.is_stamped(stamp, house.fingerprint([second, first, first]))
    assert not house.is_stamped(stamp, house.fingerprint([first, second], "python 3.13"))
    second.write_text("trois")
    assert not house.is_stamped(stamp, house.fingerprint([first, second]))
    second.unlink()
    assert not house.is_stamped(stamp, house.fingerprint([first, second]))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"something else"])
def test_a_broken_stamp_counts_for_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stamp").write_bytes(content)
    assert not house.is_stamped(tmp_path / "stamp", house.fingerprint([]))


# The environment -----------------------------------------------------------------------------------------


def test_a_cold_environment_is_installed_by_hash_and_a_warm_one_left_alone(
    environment_folder: Path, calls: list[list[str]]
) -> None:
    house.prepare_environment("runtime")
    installs = [words for words in calls if "install" in words]
    assert installs
    assert all("--require-hashes" in words for words in installs)
    assert any(str(house.LOCKS / "runtime.txt") in words for words in installs)
    assert any("--no-deps" in words and str(house.LOCKS / "data.txt") in words for words in installs)
    calls.clear()
    house.prepare_environment("runtime")
    assert not calls


def test_the_environment_of_the_tests_serves_the_site_too(environment_folder: Path, calls: list[list[str]]) -> None:
    house.prepare_environment("dev")
    calls.clear()
    house.prepare_environment("runtime")
    assert not calls
    (house.LOCKS / "data.txt").write_text("data==2.0\n")
    house.prepare_environment("runtime")
    assert calls


def test_an_interrupted_install_is_made_again_from_nothing(
    environment_folder: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(command: list[object], **_: object) -> str:
        if "runtime.txt" in str(command[-1]):
            raise KeyboardInterrupt
        return ""

    with monkeypatch.context() as during:
        during.setattr(house, "call", interrupted)
        with pytest.raises(KeyboardInterrupt):
            house.prepare_environment("runtime")
    assert house.INSTALLING.exists()
    assert not list(environment_folder.glob(".stamp-*"))
    house.prepare_environment("runtime")
    assert [str(sys.executable), "-m", "venv", "--clear", str(environment_folder)] in calls


@pytest.mark.parametrize("failing", ["uv.txt", "runtime.txt"])
def test_without_uv_pip_installs_the_same_lock(
    environment_folder: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """uv cannot be had, or cannot install."""
    recorded = house.call

    def without_uv(command: list[object], **given: object) -> str:
        recorded(command, **given)  # type: ignore[arg-type]
        of_uv = Path(str(command[0])).name == "uv" or str(command[-1]).endswith("uv.txt")
        if of_uv and str(command[-1]).endswith(failing):
            raise Refusal("")
        return ""

    monkeypatch.setattr(house, "call", without_uv)
    house.prepare_environment("runtime")
    pip = [words for words in calls if words[1:3] == ["-m", "pip"]]
    for name in ("runtime", "data"):
        assert any(words[-1] == str(house.LOCKS / f"{name}.txt") and "--require-hashes" in words for words in pip)


def test_an_environment_whose_python_is_gone_is_not_usable(environment_folder: Path) -> None:
    house.PYTHON.unlink()
    house.PYTHON.symlink_to("/nowhere/python3")
    assert not house._is_usable()


def test_every_package_of_the_site_is_in_the_lock_of_the_tests() -> None:
    runtime, dev = (_pins(name) for name in ("runtime", "dev"))
    assert runtime
    assert {name: pins for name, pins in runtime.items() if dev.get(name) != pins} == {}


@pytest.mark.parametrize("name", ["runtime", "dev", "data", "node", "uv"])
def test_every_pin_of_a_lock_has_its_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (house.LOCKS / f"{name}.txt").read_text())
    assert [entry.split(" ")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def _pins(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in (house.LOCKS / f"{name}.txt").read_text().splitlines():
        if found := re.match(r"([a-z0-9._-]+)==([^ ]+)", line):
            pins.setdefault(found[1], set()).add(found[2])
    return pins


# Front-end files -----------------------------------------------------------------------------------------


def test_front_end_files_are_copied_once_and_again_when_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[list[str]] = []
    for source in (*frontend.FILES, *frontend.REFERENCE_FILES):
        (tmp_path / "node_modules" / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "node_modules" / source).write_text(source)
    monkeypatch.setattr(house, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(frontend, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(frontend, "_npm", lambda: ["npm"])
    monkeypatch.setattr(house, "call", lambda command, **_: fetched.append(command) or "")
    frontend.prepare_frontend()
    frontend.prepare_frontend()
    assert len(fetched) == 1
    assert "--ignore-scripts" in fetched[0]
    (tmp_path / "vendor" / "leaflet" / "leaflet.css").unlink()
    frontend.prepare_frontend()
    assert len(fetched) == 2
    assert (tmp_path / "vendor" / "leaflet" / "leaflet.css").read_text() == "leaflet/dist/leaflet.css"
    (tmp_path / "reference" / "epci.json").unlink()
    frontend.prepare_frontend()
    assert len(fetched) == 3
    assert (tmp_path / "reference" / "epci.json").exists()


def test_every_font_that_a_style_names_is_copied() -> None:
    styles = (house.ROOT / "static" / "css" / "fonts.css").read_text()
    assert set(re.findall(r"\.\./vendor/([^\"]+)", styles)) <= set(frontend.FILES.values())


# The machine ---------------------------------------------------------------------------------------------


def test_without_rights_what_is_missing_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_opens", lambda library: "harfbuzz" not in library)
    monkeypatch.setattr(system, "missing_venv", lambda: ["python3.11-venv"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: "/usr/bin/apt-get")
    with pytest.raises(Refusal) as refused:
        system.need("tout faire")
    command = "sudo apt-get install -y --no-install-recommends python3.11-venv libharfbuzz-subset0 libharfbuzz0b"
    assert str(refused.value).endswith(f"Tapez : {command}")
    assert "\n" not in str(refused.value)


def test_a_root_installs_what_is_missing_after_an_update_if_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def apt(command: str) -> bool:
        done.append(command)
        return "apt-get update" in done

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(system, "_apt", apt)
    system.install(["qpdf"], "les tests")
    install = "apt-get install -y --no-install-recommends qpdf"
    assert done == [install, "apt-get update", install]


def test_what_only_the_tests_need_is_asked_for_by_the_tests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(system, "_opens", lambda library: library not in system.TEST_LIBRARIES or bool(asked))
    monkeypatch.setattr(system, "missing_venv", list)
    monkeypatch.setattr(system, "missing_commands", lambda wanted: [] if asked else ["qpdf"])
    monkeypatch.setattr(system, "_answers", lambda command: True)
    monkeypatch.setattr(system, "install", lambda packages, purpose: asked.append(packages))
    system.need("le site")
    assert asked == []
    system.need("les tests", tests=True)
    assert asked == [["libatomic1", "libstdc++6", "qpdf"]]


def test_any_of_the_browsers_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: None if name in {"chromium", "qpdf"} else f"/bin/{name}")
    assert system.missing_commands(system.TEST_COMMANDS) == ["qpdf"]


# What the person reads -----------------------------------------------------------------------------------


def test_a_step_says_how_long_it_took_or_that_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Essai", "bref"):
        pass
    with pytest.raises(Refusal), step("Essai"):
        raise Refusal("non")
    said = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"• Essai \(bref\)… 0,\d s", said[0])
    assert said[1] == "• Essai… échec"
    assert seconds(61.25) == "61,2 s"


def test_a_failed_command_shows_its_last_words_then_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refusal) as refused:
        house.call([sys.executable, "-c", "import sys; print('détail'); sys.exit(3)"], failing="Rien ne va plus.")
    assert complain(refused.value) == 1
    assert capsys.readouterr().err.splitlines() == ["", "  détail", "Rien ne va plus."]


def test_the_accounts_of_the_demonstration_are_listed(tmp_path: Path) -> None:
    accounts = [
        {"role": "Coordination", "email": "c@exemple.fr", "password": "secret", "link": ""},
        {"role": "Relecture", "email": "", "password": "", "link": "/relecture/lien/x/"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(accounts))
    lines = run.account_lines(tmp_path / "a.json", "http://127.0.0.1:8106")
    assert "c@exemple.fr  secret" in lines[1]
    assert "http://127.0.0.1:8106/relecture/lien/x/" in lines[2]
    assert run.account_lines(tmp_path / "absent.json", "http://127.0.0.1:8106") == []


# The database and the processes --------------------------------------------------------------------------


def test_the_demonstration_is_loaded_once_and_again_without_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(house, "manage", lambda *words, **_: done.append(words[0]) or "")
    (tmp_path / "db.sqlite3").touch()
    run.prepare_database(tmp_path, {})
    run.prepare_database(tmp_path, {})
    assert done == ["migrate", "demo"]
    (tmp_path / "db.sqlite3").unlink()
    run.prepare_database(tmp_path, {})
    assert done == ["migrate", "demo"] * 2
    (tmp_path / "db.sqlite3").touch()
    run.prepare_database(tmp_path, {"DATABASE_URL": "postgres://ailleurs/base"})
    assert done == ["migrate", "demo"] * 3


def test_a_demonstration_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "db.sqlite3").touch()

    def fails_at_demo(*words: str, **_: object) -> str:
        if words[0] == "demo":
            raise Refusal("non")
        return ""

    monkeypatch.setattr(house, "manage", fails_at_demo)
    for _ in range(2):
        with pytest.raises(Refusal):
            run.prepare_database(tmp_path, {})


def test_stopping_leaves_no_process_not_even_a_stubborn_child(tmp_path: Path) -> None:
    stubborn = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGQUIT, signal.SIG_IGN)\n"
        "os.fork(); open(f'{sys.argv[1]}/{os.getpid()}', 'w').close(); time.sleep(60)\n"
    )
    log = (tmp_path / "log").open("ab")
    process = run._start([sys.executable, "-c", stubborn, str(tmp_path)], dict(os.environ), log)
    limit = time.monotonic() + 10
    while len(pids := [int(path.name) for path in tmp_path.glob("[0-9]*")]) < 2 and time.monotonic() < limit:
        time.sleep(0.02)
    assert len(pids) == 2
    run.stop({"site": process})
    assert process.returncode == -signal.SIGKILL
    limit = time.monotonic() + 10
    while (left := [pid for pid in pids if _is_running(pid)]) and time.monotonic() < limit:
        time.sleep(0.02)  # killed, but the system may take a moment to bury it
    assert not left


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_process_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "worker.log").write_text("une ligne\nla cause\n")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with pytest.raises(Refusal, match=r"la cause\nLe travail de fond \(Celery\) s’est arrêté tout seul"):
        run._refuse_if_dead({"worker": dead}, tmp_path)


# The tests themselves ------------------------------------------------------------------------------------


def test_a_test_run_depends_on_nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "PRODUCTION", "SITE_URL", "PORT"):
        monkeypatch.setenv(name, "leaked")
    given = suite.test_environment(tmp_path)
    assert "leaked" not in given.values()
    assert given["VAR_DIR"].startswith(str(tmp_path))


def test_continuous_integration_runs_the_command_of_the_readme_and_nothing_else() -> None:
    words = [line for line in (house.ROOT / ".ci" / "run").read_text().splitlines() if line and line[0] != "#"]
    assert words == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert os.access(house.ROOT / ".ci" / "run", os.X_OK)


def test_every_link_of_the_documents_leads_somewhere() -> None:
    documents = [*house.ROOT.glob("*.md"), *house.ROOT.glob("docs/**/*.md")]
    broken = [
        f"{document.name} → {link}"
        for document in documents
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert broken == []
