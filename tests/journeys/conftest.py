from typing import Any

import pytest
from django.core.management import call_command

from portal.demonstration import accounts, places


@pytest.fixture
def demonstration(
    transactional_db: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The demonstration, built in the test's database; returns the addresses of its links by character."""
    settings.VAR = tmp_path
    settings.DEMONSTRATION = True
    monkeypatch.setattr(
        places, "DEPARTEMENTS", ("37", "51", "61", "62", "91", "93", "94")
    )  # what the maps need, without the cities
    call_command("demo", verbosity=0)
    return {line["role"]: line["link"] for line in accounts.shown()}
