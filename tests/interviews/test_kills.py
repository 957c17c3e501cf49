"""The server killed with -9 while notes are saved, for real; ``make soak`` does it for minutes, on both databases."""

import pytest

from benchmarks.places import on
from soak import kills


@pytest.mark.worker
def test_what_a_killed_server_acknowledged_is_there_and_nothing_is_there_twice() -> None:
    with on("SQLite") as env:
        told = kills.endure(env, kills=2, team=4)
    assert "2 arrêts brutaux" in told[0]
