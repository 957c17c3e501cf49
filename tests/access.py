"""The vocabulary of the access table. Each app states its lines in ``tests/<app>/access.py``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.scene import PERSONAS, Scene

SIGN_IN = 302  # an anonymous visitor of a private page is sent to sign-in; a saved form answers 302 as well


@dataclass(frozen=True)
class Line:
    """One address, one method: the status each persona gets.

    ``statuses`` names the exceptions; everyone else gets ``default``. ``kwargs`` and ``data`` are read from the scene;
    ``prepare`` changes it first. A ``GET`` line also answers for ``HEAD``.
    """

    name: str
    method: str
    default: int
    statuses: dict[str, int] = field(default_factory=dict)
    kwargs: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    data: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    prepare: Callable[[Scene], None] = lambda scene: None
    note: str = ""

    def __post_init__(self) -> None:
        assert set(self.statuses) <= set(PERSONAS), set(self.statuses) - set(PERSONAS)

    def status_for(self, persona: str) -> int:
        return self.statuses.get(persona, self.default)


#: Shorthands for ``statuses``.
WRITERS = ("researcher", "colleague", "coordinator")


def only(status: int, *personas: str, anonymous: int = SIGN_IN) -> dict[str, int]:
    """``status`` for these personas, sign-in for whoever has no account (override with ``anonymous``)."""
    no_account = dict.fromkeys(("anonymous", "reader", "interviewee"), anonymous)
    return no_account | dict.fromkeys(personas, status)
