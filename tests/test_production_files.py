"""The production files tell the truth: variables, image, services, and a site that starts with them alone."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import env
from scripts import house

ROOT = house.ROOT
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
READERS = {"text", "flag", "number", "words", "secret", "required", "address"}


# Variables -----------------------------------------------------------------------------------------------


def variables_read_by_the_site() -> set[str]:
    """First argument of each call of a reader of ``config.env``."""
    found: set[str] = set()
    for path in (ROOT / "config").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in READERS and isinstance(node.args[0].value, str) and node.args[0].value.isupper():
                found.add(node.args[0].value)
    return found


def variables_read_by_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def test_the_readers_of_the_environment_are_those_the_test_knows() -> None:
    functions = {
        node.name for node in ast.parse(Path(env.__file__).read_text()).body if isinstance(node, ast.FunctionDef)
    }
    assert functions - {"folder"} == READERS


def test_env_example_documents_each_variable_and_no_other() -> None:
    assert house.site_variables() == variables_read_by_the_site() | variables_read_by_compose()


def test_no_other_file_reads_the_environment() -> None:
    readers = re.compile(r"os\.environ|os\.getenv|from os import (environ|getenv)")
    allowed = {"config/env.py", "config/celery.py", "config/wsgi.py", "manage.py"}
    tracked = _git("ls-files", "*.py").splitlines()
    found = {
        path
        for path in tracked
        if not path.startswith(("tests/", "scripts/", "benchmarks/", "soak/"))
        and readers.search((ROOT / path).read_text(encoding="utf-8"))
    }
    assert found <= allowed


# The image -----------------------------------------------------------------------------------------------


def test_the_image_is_made_without_a_syntax_line_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert not any(line.lower().replace(" ", "").startswith("#syntax=") for line in lines)
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert {base for base in bases if ":" in base} == {"python:3.13-slim"}
    assert [line for line in lines if line.startswith("USER ")] == ["USER communs"]
    assert lines.index("USER communs") > max(index for index, line in enumerate(lines) if line.startswith("RUN "))


def test_the_image_keeps_no_key() -> None:
    kept = re.findall(r"^(?:ENV|ARG) (?:.*\\\n)*.*", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert kept
    assert not [text for text in kept if re.search(r"SECRET|PASSWORD|_KEY|_URL", text)]


def test_only_tracked_files_enter_the_image() -> None:
    tracked = _git("ls-files").splitlines()
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    entering = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for path in [*entering, *(path.rstrip("/") for path in copied if path != ".")]:
        assert any(name == path or name.startswith(f"{path}/") for name in tracked), path
        assert path in entering, path


def test_everything_the_site_imports_enters_the_image() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks", "soak", "tests"}
    assert lines[1] == "*" or "*" in lines
    assert packages | {"static", "templates", "requirements", "manage.py"} <= {
        line[1:] for line in lines if line[:1] == "!"
    }


def test_the_image_has_the_libraries_that_make_run_checks() -> None:
    from scripts.system import LIBRARIES

    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert [package for package in LIBRARIES.values() if package not in dockerfile] == []


# The services --------------------------------------------------------------------------------------------


def test_every_service_that_stays_is_checked_and_restarted() -> None:
    staying = {name: service for name, service in SERVICES.items() if name != "migrate"}
    assert set(staying) == {"web", "worker", "beat", "postgres", "redis"}
    for name, service in staying.items():
        assert service["healthcheck"]["test"], name
        assert service["restart"] == "unless-stopped", name


def test_the_site_waits_for_the_migration_and_for_its_services() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        waits = {other: needed["condition"] for other, needed in SERVICES[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }, name


def test_web_worker_beat_and_migration_are_one_image_with_one_environment() -> None:
    assert len({SERVICES[name]["image"] for name in OURS}) == 1
    for name in OURS:
        assert SERVICES[name]["env_file"] == ".env"
        assert {"DATABASE_URL", "REDIS_URL"} <= set(SERVICES[name]["environment"])


def test_images_are_pinned_and_only_the_site_opens_a_port_on_this_machine() -> None:
    for name, service in SERVICES.items():
        assert re.fullmatch(r"[a-z-]+:[0-9][0-9.]*", service["image"]), name
        assert name == "web" or "ports" not in service, name
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_what_must_outlive_a_container_is_in_a_named_volume() -> None:
    mounted = {
        name: dict(volume.split(":")[:2] for volume in service.get("volumes", [])) for name, service in SERVICES.items()
    }
    assert {volume for volumes in mounted.values() for volume in volumes} == set(COMPOSE["volumes"])
    assert mounted["postgres"] == {"pgdata": "/var/lib/postgresql/data"}
    assert mounted["redis"] == {"redisdata": "/data"}
    # Private files are written by the worker (PDF) and served by the site.
    assert mounted["web"]["files"] == mounted["worker"]["files"] == "/data/files"
    assert {mounted[name]["var"] for name in OURS} == {"/data/var"}


def test_secrets_come_from_a_file_that_is_never_committed() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
    assert ".env" not in _git("ls-files").splitlines()
    for name in ("SECRET_KEY", "IDENTITY_KEY", "POSTGRES_PASSWORD"):
        assert f"\n{name}=\n" in (ROOT / ".env.example").read_text(encoding="utf-8"), name


# A site in production ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The documented required variables and nothing else; a database that is not needed to start."""
    folder = tmp_path_factory.mktemp("production")
    return {
        "PATH": os.environ["PATH"],
        "PRODUCTION": "1",
        "SITE_URL": "https://communs.exemple.fr",
        "SECRET_KEY": "une clé d’essai assez longue pour que personne ne la devine, 0123456789",
        "IDENTITY_KEY": "une autre clé d’essai",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "VAR_DIR": str(folder / "var"),
        "STATIC_DIR": str(folder / "static"),
    }


def manage(production: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=production, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["SITE_URL", "SECRET_KEY", "IDENTITY_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_variable_stops_the_site_with_a_sentence_that_names_it(production: dict[str, str], name: str) -> None:
    for value in ({}, {name: "  "}):
        stopped = manage({**{key: text for key, text in production.items() if key != name}, **value}, "check")
        assert stopped.returncode == 1
        assert stopped.stderr.strip() == f"{name} est nécessaire en production : voir .env.example."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SITE_URL", "communs.exemple.fr", "SITE_URL doit commencer par https:// ou http://"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT doit être un nombre entier"),
    ],
)
def test_a_wrong_variable_stops_the_site_with_a_sentence(
    production: dict[str, str], name: str, value: str, sentence: str
) -> None:
    stopped = manage({**production, name: value}, "check")
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(sentence)
    assert "Traceback" not in stopped.stderr


@pytest.mark.parametrize("taken", ["", "queue", "queue/messages", "keys"])
def test_a_folder_whose_place_is_taken_is_named_in_one_sentence(tmp_path: Path, taken: str) -> None:
    path = tmp_path / "var" / taken
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("rien")
    stopped = manage({"VAR_DIR": str(tmp_path / "var")}, "check")
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"Le dossier {tmp_path / 'var' / taken}")
    assert "VAR_DIR" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_database_that_does_not_answer_is_said_by_the_health_page(tmp_path: Path) -> None:
    code = (
        "from django.test import Client; r = Client().get('/sante/');"
        "print(r.status_code, r['Content-Type'], r.content.decode())"
    )
    for database in ("postgres://communs:x@127.0.0.1:1/communs", f"sqlite:///{tmp_path}/absent/base"):
        told = manage({"VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": database}, "shell", "-v0", "-c", code)
        assert told.stdout.startswith("503 application/json"), told.stderr[-2000:]


def test_the_documented_variables_are_enough_and_safe(production: dict[str, str]) -> None:
    checked = manage(production, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_cookies_are_kept_for_https_and_the_demonstration_is_off(production: dict[str, str]) -> None:
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.DEBUG,"
        "s.DEMONSTRATION, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS]))"
    )
    told = manage(production, "shell", "-v0", "-c", code)
    assert json.loads(told.stdout) == [
        True,
        True,
        31_536_000,
        False,
        False,
        ["communs.exemple.fr", "127.0.0.1"],
        ["https://communs.exemple.fr"],
    ], told.stderr


def test_the_home_page_names_static_files_by_their_content(production: dict[str, str]) -> None:
    """``collectstatic`` finds all that styles and scripts refer to; the page and its import map use its names."""
    collected = manage(production, "collectstatic", "--no-input", "-v0")
    assert collected.returncode == 0, collected.stderr
    migrated = manage(production, "migrate", "--no-input", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    code = (
        "from django.test import Client;"
        "c = Client(headers={'host': 'communs.exemple.fr', 'x-forwarded-proto': 'https'});"
        "r = c.get('/'); print(r.status_code); print(r.content.decode());"
        "import re; names = re.findall(r'/static/[^\"?]+', r.content.decode());"
        "print('SERVED', all(c.get(n).status_code == 200 for n in names), len(names))"
    )
    asked = manage(production, "shell", "-v0", "-c", code)
    told = asked.stdout
    assert told.startswith("200\n"), asked.stderr[-2000:] or told[:2000]
    assert re.search(r'href="/static/css/site\.[0-9a-f]{12}\.css"', told)
    importmap = json.loads(re.search(r'<script type="importmap"[^>]*>(.*?)</script>', told, re.DOTALL)[1])  # type: ignore[index]
    assert importmap["imports"]
    named = re.findall(r"/static/[^\"]+", told)
    assert [name for name in named if not re.search(r"\.[0-9a-f]{12}\.\w+$", name)] == []
    assert [
        name for name in named if not (Path(production["STATIC_DIR"]) / name.removeprefix("/static/")).is_file()
    ] == []
    assert re.search(r"SERVED True [1-9]", told)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout
