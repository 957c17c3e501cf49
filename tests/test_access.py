"""Who gets what at every address: persona × method × address → status. A new address fails until it has its line."""

import copy
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import scene
from tests.access import Line
from tests.scene import PERSONAS

#: Addresses of allauth: their rules are tested upstream; ours for sign-in are in tests/accounts.
NOT_OURS = ("account_", "mfa_", "reauthenticate")


def lines() -> list[Line]:
    found: list[Line] = []
    for path in sorted(Path(__file__).parent.glob("*/access.py")):
        found += import_module(f"tests.{path.parent.name}.access").LINES
    return found


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


def ours() -> list[URLPattern]:
    every = addresses(get_resolver().url_patterns)
    return [pattern for pattern in every if not (pattern.name or "").startswith(NOT_OURS) and pattern.name]


def test_every_address_has_its_lines() -> None:
    stated = {line.name for line in lines()}
    missing = sorted({pattern.name or "" for pattern in ours()} - stated)
    assert not missing, f"sans ligne dans la table d’accès : {missing}"


def test_every_method_an_address_takes_has_its_line() -> None:
    stated = {(line.name, line.method) for line in lines()}
    missing = [
        (pattern.name, method)
        for pattern in ours()
        for method in _methods(pattern)
        if (pattern.name, method) not in stated
    ]
    assert not missing, f"sans ligne dans la table d’accès : {missing}"


def _methods(pattern: URLPattern) -> set[str]:
    """What the view says it takes, read from django.views.decorators.http's closure."""
    view, taken = pattern.callback, {"GET", "POST"}
    while view is not None:
        for cell in view.__closure__ or ():
            content = cell.cell_contents
            if isinstance(content, list | tuple) and content and set(content) <= {"GET", "HEAD", "POST"}:
                taken &= set(content)
        view = getattr(view, "__wrapped__", None)
    return taken


@pytest.mark.pair
@pytest.mark.django_db
@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.method} {line.name} {line.note}".strip())
def test_access(line: Line) -> None:
    """Each persona meets the same scene: what one of them changes is taken back before the next comes."""
    built = scene.build()
    expected = {persona: line.status_for(persona) for persona in PERSONAS}
    obtained = {persona: _status(line, persona, copy.deepcopy(built)) for persona in PERSONAS}
    assert obtained == expected


def _status(line: Line, persona: str, met: scene.Scene) -> int:
    before = transaction.savepoint()
    line.prepare(met)
    address = reverse(line.name, kwargs=line.kwargs(met))
    client = met.client(persona)
    response = getattr(client, line.method.lower())(address, line.data(met))
    transaction.savepoint_rollback(before)
    cache.clear()
    return response.status_code
