"""Each guard is seen catching a planted fault: a check that cannot fail protects nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import path as address
from django.views.decorators.http import require_safe

from commons.models import Commons
from tests import conftest, factories, house, test_access

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code of the house in a folder where faults may be planted."""
    for app in (*house.APPS, "config", "templates"):
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "static/css", tmp_path / "static/css")
    shutil.copytree(ROOT / "static/js", tmp_path / "static/js")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, name: str, text: str) -> Path:
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a") as file:
        file.write(text)
    return target


def run(tool: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


# Floors and rooms ------------------------------------------------------------------------------------------


def test_floors_are_kept_until_an_app_imports_upwards(copy: Path) -> None:
    assert run("lint-imports", "--no-cache", cwd=copy).returncode == 0
    plant(copy, "territories/geometry_fault.py", "from actors.models import Organisation\n")
    broken = run("lint-imports", "--no-cache", cwd=copy)
    assert broken.returncode == 1
    assert "territories.geometry_fault -> actors.models" in broken.stdout


def test_rooms_are_kept_until_a_model_imports_a_view(copy: Path) -> None:
    plant(copy, "cooperation/models.py", "\nfrom cooperation import views as fault\n")
    broken = run("lint-imports", "--no-cache", cwd=copy)
    assert broken.returncode == 1
    assert "cooperation.models -> cooperation.views" in broken.stdout


# Bans of ruff ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("import os\nkey = os.environ['KEY']\n", "TID251"),
        ("import weasyprint\n", "TID251"),
        ("import pikepdf\n", "TID251"),
        ("import nh3\n", "TID251"),
        ("from django.db.models.signals import post_save\n", "TID251"),
        ("from django.dispatch import receiver\n", "TID251"),
        ("from django.utils.safestring import mark_safe\n", "TID251"),
        ("from . import models\n", "TID252"),
        ("def long() -> None:\n" + "    print(1)\n" * 31, "PLR0915"),
        (
            "def twisted(x: int) -> int:\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9)),
            "C901",
        ),
        ("# " + "x = 1\n", "ERA001"),
        ("try:\n    pass\nexcept:\n    pass\n", "E722"),
    ],
    ids=lambda value: value.splitlines()[0] if "\n" in value else value,
)
def test_ruff_refuses(copy: Path, line: str, rule: str) -> None:
    fault = plant(copy, "actors/fault.py", line)
    found = run("ruff", "check", "--no-cache", "--output-format=concise", str(fault), cwd=copy)
    assert found.returncode == 1
    assert rule in found.stdout


def test_ruff_format_refuses_a_crooked_line(copy: Path) -> None:
    fault = plant(copy, "actors/fault.py", "x = {  'a':1 }\n")
    assert run("ruff", "format", "--check", "--no-cache", str(fault), cwd=copy).returncode == 1


def test_mypy_refuses_an_unannotated_function_and_a_wrong_type(copy: Path) -> None:
    plant(
        copy,
        "actors/fault.py",
        "from actors.models import Organisation\n\n\ndef bare(x):\n    return x\n\n\n"
        "def wrong(organisation: Organisation) -> int:\n    return organisation.name\n",
    )
    found = run("mypy", "actors/fault.py", cwd=copy)
    assert found.returncode == 1
    assert "no-untyped-def" in found.stdout
    assert 'got "str", expected "int"' in found.stdout


# Our own checks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "name", "text"),
    [
        (house.long_modules, "actors/fault.py", "x = 1\n" * 301),
        (house.heavy_assets, "static/css/fault.css", "/* */" * 20_000),
        (house.heavy_assets, "static/js/fault.js", "//  \n" * 5_000),
        (house.unused_templates, "templates/actors/forgotten.html", "<p>oublié</p>"),
        (house.inline_code, "templates/actors/fault.html", '<p style="color: red">rouge</p>'),
        (house.inline_code, "templates/actors/fault.html", "<script>alert(1)</script>"),
        (house.inline_code, "templates/actors/fault.html", '<button onclick="go()">ici</button>'),
        (house.environment_readers, "actors/fault.py", "from os import environ\n"),
    ],
    ids=["long module", "heavy css", "heavy js", "dead template", "style", "script", "handler", "environment"],
)
def test_the_house_check_sees(copy: Path, check: object, name: str, text: str) -> None:
    assert callable(check)
    plant(copy, name, text)
    assert any(Path(name).name in fault or "static/css" in fault for fault in check(copy))


# Strict tests ----------------------------------------------------------------------------------------------


def test_an_undefined_variable_in_a_template_raises() -> None:
    with pytest.raises(conftest.UndefinedVariable):
        engines["django"].from_string("{{ nobody.gave.this }}").render({})


@pytest.mark.parametrize(
    "html",
    [
        "<html><h1>a</h1><h1>b</h1></html>",
        "<html><p>sans titre</p></html>",
        '<html><h1>a</h1><p style="color:red">b</p></html>',
        "<html><h1>a</h1><script>1</script></html>",
        '<html><h1>a</h1><a onclick="x()">b</a></html>',
        '<html><h1>a</h1><p id="x"></p><p id="x"></p></html>',
        '<html><h1>a</h1><img src="https://tiers.example/x.png"></html>',
    ],
)
def test_the_strict_client_refuses(html: str) -> None:
    with pytest.raises(AssertionError):
        conftest.check_page(html)


@pytest.mark.django_db
def test_an_unordered_query_comes_in_any_order() -> None:
    for _ in range(12):
        factories.commons()
    orders = {tuple(Commons.objects.values_list("title", flat=True)) for _ in range(20)}
    assert len(orders) > 1
    ordered = {tuple(Commons.objects.order_by("title").values_list("title", flat=True)) for _ in range(20)}
    assert len(ordered) == 1


def test_an_address_without_its_line_fails_the_access_table(monkeypatch: pytest.MonkeyPatch) -> None:
    @require_safe
    @login_not_required
    def forgotten(request: object) -> HttpResponse:
        return HttpResponse()

    known = test_access.ours()
    monkeypatch.setattr(test_access, "ours", lambda: [*known, address("oubli/", forgotten, name="forgotten")])
    with pytest.raises(AssertionError, match="forgotten"):
        test_access.test_every_address_has_its_lines()
    with pytest.raises(AssertionError, match="forgotten"):
        test_access.test_every_method_an_address_takes_has_its_line()
