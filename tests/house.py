"""The checks of the house that no library makes: each takes a root folder and returns the faults found, in French."""

import re
from collections.abc import Iterator
from pathlib import Path

APPS = (
    "accounts",
    "commons",
    "territories",
    "actors",
    "interviews",
    "analysis",
    "deliverables",
    "cooperation",
    "reviews",
    "portal",
)
MODULE_LINES = 300
#: What a page's own code may weigh, in bytes, before compression: all our CSS, and each JS module.
CSS_BYTES = 110_000
JS_BYTES = 16_000
#: Templates reached by name from outside our code.
REACHED_BY_LIBRARIES = re.compile(r"^(account|allauth|mfa|socialaccount|django/forms)/|^(400|403|404|500)\.html$")


def python_files(root: Path) -> Iterator[Path]:
    for app in (*APPS, "config"):
        yield from sorted((root / app).rglob("*.py"))


def long_modules(root: Path) -> list[str]:
    found = []
    for path in python_files(root):
        if "migrations" in path.parts or path.parent.name == "demonstration":
            continue  # migrations are generated; the demonstration's modules are mostly data
        lines = len(path.read_text().splitlines())
        if lines > MODULE_LINES:
            found.append(f"{path.relative_to(root)} : {lines} lignes (limite {MODULE_LINES})")
    return found


def heavy_assets(root: Path) -> list[str]:
    found = []
    css = sum(path.stat().st_size for path in (root / "static/css").rglob("*.css"))
    if css > CSS_BYTES:
        found.append(f"static/css : {css} octets (limite {CSS_BYTES})")
    found += [
        f"{path.relative_to(root)} : {path.stat().st_size} octets (limite {JS_BYTES})"
        for path in (root / "static/js").rglob("*.js")
        if path.stat().st_size > JS_BYTES
    ]
    return found


def unused_templates(root: Path) -> list[str]:
    """Templates that no Python module and no other template names."""
    templates = root / "templates"
    names = {path.relative_to(templates).as_posix() for path in templates.rglob("*") if path.is_file()}
    sources = "\n".join(path.read_text() for path in [*python_files(root), *templates.rglob("*.*")] if path.is_file())
    mails = set(re.findall(r'outbox\.write\(\s*"([a-z_]+)"', sources))
    return sorted(
        name
        for name in names
        if f'"{name}"' not in sources
        and f"'{name}'" not in sources
        and not REACHED_BY_LIBRARIES.match(name)
        and not (name.startswith("mail/") and Path(name).stem in mails)
    )


def inline_code(root: Path) -> list[str]:
    """Inline scripts, styles and handlers in templates: the content security policy would block them."""
    faults = []
    for path in sorted((root / "templates").rglob("*.html")):
        text = path.read_text()
        for pattern, what in (
            (r"<style\b", "<style>"),
            (r"<script(?![^>]*\bsrc=)[^>]*>", "<script> sans src"),
            (r"<[a-z][^>]*\sstyle=", "style="),
            (r"<[a-z][^>]*\son[a-z]+=", "on…="),
        ):
            if re.search(pattern, text):
                faults.append(f"{path.relative_to(root)} : {what}")
    return faults


def environment_readers(root: Path) -> list[str]:
    """Modules that read the environment elsewhere than in ``config/env.py``, whatever the import style."""
    allowed = {"config/env.py", "config/wsgi.py", "config/celery.py"}
    reading = re.compile(r"\bos\.environ\b|import environ\b|\bgetenv\b")
    return [
        str(path.relative_to(root))
        for path in python_files(root)
        if str(path.relative_to(root)) not in allowed and reading.search(path.read_text())
    ]


CHECKS = (long_modules, heavy_assets, unused_templates, inline_code, environment_readers)
