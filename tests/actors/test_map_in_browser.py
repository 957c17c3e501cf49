"""The map as a person meets it: drawn without scripts, alive with them, by keyboard as by mouse."""

import re
from typing import Any

import pytest

from actors.models import Participation
from tests import factories
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address() -> str:
    molieres = factories.commune(name="Les Molières", longitude=2.04, latitude=48.05)
    limours = factories.commune(name="Limours", longitude=2.06, latitude=48.05)
    commons, territory = factories.commons(), factories.territory(molieres, limours, name="Vallée", slug="vallee")
    factories.terrain(commons, territory)
    organisation = factories.organisation("Archi Possible", slug="archi-possible", seat=molieres, kind="cooperative")
    factories.organisation("Zinc et toits", slug="zinc-et-toits", seat=molieres)
    factories.organisation("Régie de Limours", slug="regie-de-limours", seat=limours)
    ecosystem = factories.ecosystem(commons, territory, slug="essai")
    Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met")
    return "/territoires/vallee/"


def test_a_disc_opens_by_keyboard_on_the_organisations_of_its_commune(visit: Any, address: str) -> None:
    page = visit().go(address)
    page.get_by_role("button", name="Les Molières : 2 acteurs").press("Enter")
    popup = page.locator(".leaflet-popup")
    link = popup.get_by_role("link", name="Archi Possible")
    link.wait_for()
    assert link.evaluate("link => link === document.activeElement")
    assert popup.get_by_role("link").count() >= 2
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    assert "Les Molières" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    link.click()
    page.wait_for_url("**/acteurs/archi-possible/")


def test_discs_near_each_other_are_one_that_opens_by_zooming(visit: Any, address: str) -> None:
    page = visit().go(address)
    alone = page.get_by_role("button", name="Limours : Régie de Limours")
    alone.wait_for()
    # An association: the shape that the legend gives it.
    assert alone.locator("svg circle").count() == page.locator('[data-sign="association"] svg circle').count() == 1
    page.get_by_role("button", name="Réduire").click()
    together = page.get_by_role("button", name="3 acteurs dans 2 communes, agrandir la carte")
    together.press("Enter")
    page.get_by_role("button", name="Les Molières : 2 acteurs").wait_for()


def test_filters_change_the_map_and_the_list_together_and_back(visit: Any, address: str) -> None:
    page = visit().go(address)
    page.get_by_role("button", name="Les Molières : 2 acteurs").wait_for()
    page.get_by_label("Type").select_option("cooperative")
    page.get_by_role("button", name="Les Molières : Archi Possible").wait_for()
    assert "?" in page.url
    assert "kind=cooperative" in page.url
    assert page.get_by_role("button", name="Limours", exact=False).count() == 0
    assert page.get_by_role("status").filter(has_text="1 acteur répond").is_visible()
    assert page.locator(".places").get_by_role("link", name="Zinc et toits").count() == 0
    page.go_back()
    page.get_by_role("button", name="Les Molières : 2 acteurs").wait_for()
    assert page.locator(".places").get_by_role("link", name="Zinc et toits").is_visible()
    assert page.get_by_label("Type").input_value() == ""


def test_sorting_keeps_the_map_as_it_is(visit: Any, address: str) -> None:
    page = visit().go(address)
    page.get_by_role("button", name="Les Molières : 2 acteurs").wait_for()
    page.get_by_role("link", name="type", exact=True).click()
    page.wait_for_url("**sort=kind**")
    page.locator(".places summary", has_text="coopérative").wait_for()
    assert page.get_by_role("button", name="Les Molières : 2 acteurs").is_visible()


def test_a_link_opens_the_same_view(visit: Any, address: str) -> None:
    page = visit().go(address)
    page.get_by_role("button", name="Limours : Régie de Limours").press("Enter")
    page.get_by_role("button", name="Agrandir").click()
    zoom = page.evaluate("document.querySelector('territory-map').map.getMinZoom()") + 2
    page.wait_for_url(re.compile(rf"#carte={zoom}/.*acteur=regie-de-limours"))
    other = visit().go(page.url)
    other.locator(".leaflet-popup").get_by_role("link", name="Régie de Limours").wait_for()
    assert other.evaluate("document.querySelector('territory-map').map.getZoom()") == zoom
    filtered = visit().go(f"{address}?kind=cooperative#acteur=archi-possible")
    filtered.locator(".leaflet-popup").get_by_role("link", name="Archi Possible").wait_for()
    assert filtered.locator(".places").get_by_role("link", name="Zinc et toits").count() == 0


def test_filters_work_without_scripts(visit: Any, address: str) -> None:
    page = visit(java_script_enabled=False).go(address)
    page.get_by_label("Type").select_option("cooperative")
    page.get_by_role("button", name="Filtrer").click()
    assert "kind=cooperative" in page.url
    assert page.locator(".places").get_by_role("link", name="Archi Possible").is_visible()
    assert page.locator(".places").get_by_role("link", name="Zinc et toits").count() == 0
    page.get_by_role("link", name="Tout afficher").click()
    assert page.locator(".places").get_by_role("link", name="Zinc et toits").is_visible()


def test_tiles_come_from_our_address_and_the_map_goes_on_without(visit: Any, address: str, settings: Any) -> None:
    settings.TILES_URL, settings.TILES_ATTRIBUTION = "http://127.0.0.1:9/{z}/{x}/{y}.png", "© Fournisseur <b>"
    person = visit()
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    page = person.go(address)
    page.get_by_role("button", name="Les Molières : 2 acteurs").wait_for()
    page.get_by_text("© Fournisseur <b>").wait_for()
    assert [url for url in asked if "/tuiles/" in url]
    assert all(url.startswith((person.base, "data:")) for url in asked), asked


def test_the_drawing_stays_when_scripts_do_not_run(visit: Any, address: str) -> None:
    page = visit(java_script_enabled=False).go(address)
    assert page.get_by_role("img", name="Carte du territoire « Vallée »").is_visible()
    assert page.locator(".places").get_by_role("link", name="Archi Possible").is_visible()


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
    for path in (
        "/territoires/",
        address,
        f"{address}?q=rien",
        f"{address}atelier/",
        "/acteurs/",
        "/acteurs/archi-possible/",
        "/ecosystemes/essai/",
    ):
        page = person.go(path)
        if path in {"/territoires/", address}:
            page.locator(".map-live .map-pin").first.wait_for()
        person.check(path)
