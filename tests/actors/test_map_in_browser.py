"""The map as a person meets it: drawn without scripts, alive with them, by keyboard as by mouse."""

from typing import Any

import pytest

from actors.models import Participation
from tests import factories
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address() -> str:
    seat = factories.commune(name="Les Molières")
    commons, territory = factories.commons(), factories.territory(seat, name="Vallée", slug="vallee")
    factories.terrain(commons, territory)
    organisation = factories.organisation("Archi Possible", slug="archi-possible", seat=seat)
    ecosystem = factories.ecosystem(commons, territory, slug="essai")
    Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")
    return "/territoires/vallee/"


def test_a_number_opens_by_keyboard_on_the_organisations_of_its_commune(visit: Any, address: str) -> None:
    person = visit()
    page = person.go(address)
    page.get_by_role("button", name="1 : Les Molières").press("Enter")
    link = page.locator(".leaflet-popup").get_by_role("link", name="Archi Possible")
    link.wait_for()
    assert link.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "1 : Les Molières"
    page.keyboard.press("Enter")
    link.click()
    page.wait_for_url("**/acteurs/archi-possible/")


def test_the_drawing_stays_when_scripts_do_not_run(visit: Any, address: str) -> None:
    page = visit(java_script_enabled=False).go(address)
    assert page.get_by_role("img", name="Carte du territoire « Vallée »").is_visible()
    assert page.get_by_role("link", name="Archi Possible").is_visible()


def test_the_drawing_comes_back_when_the_outlines_do_not(visit: Any, address: str) -> None:
    person = visit()
    person.expect_error("ERR_FAILED|Failed to load")
    person.page.route("**/contour.geojson", lambda route: route.abort())
    page = person.go(address)
    with page.expect_console_message(lambda message: "indisponible" in message.text):
        page.reload()
    assert page.locator(".map-drawing").is_visible()
    assert page.locator(".map-live").count() == 0


def test_print_gets_the_drawing(visit: Any, address: str) -> None:
    page = visit().go(address)
    page.locator(".map-live").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".map-drawing").is_visible()
    assert not page.locator(".map-live").is_visible()


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_maps_and_lists_have_no_accessibility_fault(visit: Any, address: str, window: dict[str, Any]) -> None:
    person = visit(**window)
    for path in ("/territoires/", address, "/acteurs/", "/acteurs/archi-possible/", "/ecosystemes/essai/"):
        page = person.go(path)
        if path.startswith("/territoires"):
            page.locator(".map-live .map-pin").first.wait_for()
        person.check(path)
