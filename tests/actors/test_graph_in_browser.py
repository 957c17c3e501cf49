"""The graph as a person meets it: read without scripts, walked by keyboard, zoomed, rearranged by hand."""

from typing import Any

import pytest

from actors.models import Participation, PinnedNode, Relation
from commons.models import Role
from tests import factories
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/ecosystemes/essai/"


@pytest.fixture
def ecosystem() -> Any:
    made = factories.ecosystem(factories.commons(), slug="essai")
    hub, *others = [factories.organisation(name) for name in ("Archi Possible", "Pussay", "Limours", "Saclay")]
    for organisation in (hub, *others):
        Participation.objects.create(ecosystem=made, organisation=organisation, state="met")
    for target, kind in zip(others, ("funds", "trains", "advises"), strict=True):
        Relation.objects.create(
            ecosystem=made,
            source=hub,
            target=target,
            kind=kind,
            nature="monetary" if kind == "funds" else "non_monetary",
            confidence="stated",
            source_document="Chronique",
        )
    return made


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label')") or ""


def test_without_scripts_the_drawing_the_words_and_the_filter_are_there(visit: Any, ecosystem: Any) -> None:
    page = visit(java_script_enabled=False).go(ADDRESS)
    assert page.get_by_role("img", name="Graphe de l’écosystème").is_visible()
    page.get_by_text("Choisir les relations montrées").click()
    page.get_by_role("checkbox", name="forme").check()
    page.get_by_role("button", name="Montrer ces relations").click()
    page.wait_for_url("**/?kind=trains*")
    assert page.locator(".deeds dt").all_inner_texts() == ["forme (non monétaire)\u00a0:"]


def test_arrows_walk_along_relations_and_say_who_is_there(visit: Any, ecosystem: Any) -> None:
    page = visit().go(ADDRESS)
    page.locator(".graph-node[tabindex='0']").focus()
    assert focused(page) == "Archi Possible, association, 3 relations"
    reached = set()
    for key, back in (
        ("ArrowLeft", "ArrowRight"),
        ("ArrowRight", "ArrowLeft"),
        ("ArrowUp", "ArrowDown"),
        ("ArrowDown", "ArrowUp"),
    ):
        page.keyboard.press(key)
        if not focused(page).startswith("Archi"):
            reached.add(focused(page))
            page.keyboard.press(back)
            assert focused(page).startswith("Archi Possible")
    assert reached
    page.keyboard.press("Enter")
    said = page.locator(".graph-said")
    assert "→ finance : Pussay" in said.inner_text().replace("\xa0", " ")
    said.get_by_role("button", name="Pussay").click()
    assert focused(page).startswith("Pussay")
    assert page.locator(".graph-node.is-dim").count() == 2  # all but Pussay and who it is linked with


def test_buttons_zoom_and_show_the_whole_again(visit: Any, ecosystem: Any) -> None:
    page = visit().go(ADDRESS)
    drawing = page.locator(".graph-drawing")
    whole = drawing.get_attribute("viewBox")
    page.get_by_role("button", name="Agrandir").click()
    assert drawing.get_attribute("viewBox") != whole
    page.get_by_role("button", name="Tout voir").click()
    assert drawing.get_attribute("viewBox") == whole


def test_whoever_may_edit_moves_a_node_by_keyboard_and_by_hand(visit: Any, ecosystem: Any) -> None:
    person = visit()
    researcher = factories.member(Role.RESEARCHER, ecosystem.commons)
    person.sign_in(researcher.email)
    page = person.go(ADDRESS)
    page.get_by_role("button", name="Déplacer les acteurs").click()
    with page.expect_response("**/graphe/placer/"):
        page.keyboard.press("ArrowRight")
    page.get_by_role("status").get_by_text("Place enregistrée.").wait_for(state="attached")
    assert focused(page).startswith("Archi Possible")
    assert PinnedNode.objects.get().by == researcher
    shape = page.locator(".graph-node", has_text="Limours").locator("circle")
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    with page.expect_response("**/graphe/placer/"):
        page.mouse.up()
    page.get_by_role("status").get_by_text("Place enregistrée.").wait_for(state="attached")
    assert PinnedNode.objects.count() == 2
    with page.expect_response("**/graphe/placer/"):
        page.get_by_role("button", name="Remettre à sa place").click()
    page.get_by_role("status").get_by_text("Remis à sa place.").wait_for(state="attached")
    assert PinnedNode.objects.count() == 1


def test_others_move_nothing(visit: Any, ecosystem: Any) -> None:
    page = visit().go(ADDRESS)
    page.get_by_role("button", name="Agrandir").wait_for()
    assert page.get_by_role("button", name="Déplacer les acteurs").count() == 0


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_the_pages_of_an_ecosystem_have_no_accessibility_fault(
    visit: Any, ecosystem: Any, window: dict[str, Any]
) -> None:
    person = visit(**window)
    person.go(ADDRESS)
    person.check(ADDRESS)
    person.sign_in(factories.member(Role.RESEARCHER, ecosystem.commons).email)
    row = ecosystem.relations.order_by("pk")[0]
    for path in (
        "",
        "acteurs/ajouter/",
        f"relations/{row.pk}/",
        f"relations/{row.pk}/retirer/",
        "composition/",
        "importer/",
    ):
        person.go(ADDRESS + path)
        person.check(path)
