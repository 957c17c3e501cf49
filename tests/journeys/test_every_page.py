"""axe finds nothing on any page of the access table, wide and on a phone, for a persona who may see it."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse

from tests import scene
from tests.browser import PHONE, WIDE, Visit
from tests.test_access import lines

#: Whose eyes, in order of preference: the first who gets the page.
EYES = ("anonymous", "reader", "interviewee", "partner", "researcher", "coordinator")
#: Public pages change for the team: these are looked at by a coordinator too.
TEAM_TOO = ("home", "commons_card", "territory_detail", "organisation_detail", "ecosystem_detail", "round_list")


def pages(built: scene.Scene) -> list[tuple[str, str]]:
    """(persona, address) of every page that answers 200 to a GET with HTML."""
    found = []
    for line in lines():
        persona = next((eyes for eyes in EYES if line.method == "GET" and line.status_for(eyes) == 200), None)
        if persona is None or line.note:
            continue
        try:
            kwargs = line.kwargs(built)
        except (AttributeError, ObjectDoesNotExist):  # what the line speaks of is made by its own preparation
            line.prepare(built)
            kwargs = line.kwargs(built)
        address = reverse(line.name, kwargs=kwargs)
        if built.client(persona).get(address)["Content-Type"].startswith("text/html"):
            found.append((persona, address))
            if line.name in TEAM_TOO:
                found.append(("coordinator", address))
    return found


def become(person: Visit, persona: str, built: scene.Scene) -> None:
    client: Client = built.client(persona)
    for name, morsel in client.cookies.items():
        person.context.add_cookies([{"name": name, "value": morsel.value, "url": person.base}])
    assert persona == "anonymous" or settings.SESSION_COOKIE_NAME in client.cookies


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_on_any_page(visit: Any, window: dict[str, int]) -> None:
    built = scene.build()
    found = pages(built)
    assert len(found) > 35
    faults = []
    for persona in dict.fromkeys(eyes for eyes, _ in found):
        person = visit(window)
        become(person, persona, built)
        person.expect_error("404|410|503")  # a file not made yet, a page no longer open are looked at too
        for eyes, address in found:
            if eyes != persona:
                continue
            person.go(address)
            if person.page.locator("h1").count() != 1:
                continue  # a fragment of a page, seen inside it
            try:
                person.check(f"{persona} {address}")
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)
