"""A mirror reader on a phone, with a keyboard or a screen reader, on a network that fails; and the team's answer."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Remark
from tests.browser import PHONE
from tests.reviews import building

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page: Page, name: re.Pattern[str]) -> None:
    """Presses Tab until the focus is on the control of that name: what a keyboard user does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''")
        if name.search(label):
            return
    raise AssertionError(f"{name.pattern} : jamais atteint au clavier")


def test_a_reader_comments_a_paragraph_by_keyboard_alone_on_a_phone(visit: Any) -> None:
    case = building.case(questions=["Est-ce clair ?"])
    reader = visit(PHONE)
    page = reader.go(f"/relecture/lien/{case.token}/")
    reader.check("lecture")
    tab_to(page, re.compile("paragraphe 1"))
    opener = page.get_by_role("button", name="Commenter ce paragraphe : chapitre 1, paragraphe 1")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    text = page.get_by_role("textbox", name="Votre remarque")
    expect(text).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    reader.check("formulaire ouvert")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(text).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.type("Pas clair pour moi.")
    tab_to(page, re.compile("Enregistrer ma remarque"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 remarque faite")).to_be_visible()
    expect(opener).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text("Votre remarque est enregistrée. Merci.")
    reader.check("remarque faite")
    remark = Remark.objects.get()
    assert (remark.text, remark.quote) == ("Pas clair pour moi.", "")
    assert remark.block == building.blocks_of(case.chapter)[1].id


def test_a_selected_passage_becomes_the_quote(visit: Any) -> None:
    case = building.case(body="<p>Un 🏗️ chantier <em>partagé</em><br>avance, le chantier avance.</p>")
    page = visit().go(f"/relecture/lien/{case.token}/")
    page.evaluate(
        """() => {
            const words = document.querySelector(".para-text")
            const range = document.createRange()
            range.setStart(words.querySelector("em").firstChild, 0)
            range.setEnd(words.lastChild, 6)
            const selection = document.getSelection()
            selection.removeAllRanges()
            selection.addRange(range)
        }"""
    )
    page.get_by_role("button", name=re.compile("Commenter ce paragraphe")).click()
    expect(page.locator("[data-passage] q")).to_contain_text("partagé")
    page.locator("textarea").fill("Lequel ?")
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_text("1 remarque faite")).to_be_visible()
    remark = Remark.objects.get()
    assert remark.quote == "partagé\navance"
    assert remark.prefix == "Un 🏗️ chantier "


def test_what_is_typed_survives_a_failed_network_and_a_reload(visit: Any) -> None:
    case = building.case()
    reader = visit(PHONE)
    page = reader.go(f"/relecture/lien/{case.token}/")
    reader.expect_error("Failed to load resource|ERR_FAILED")
    opener = page.get_by_role("button", name=re.compile("paragraphe 2"))
    opener.click()
    page.locator("textarea").fill("Écrit dans le train.")
    page.get_by_label("il manque quelque chose").check()
    page.route("**/lire/*/*/", lambda route: route.abort())
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_role("alert").filter(has_text="La connexion ne répond pas")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Écrit dans le train.")
    page.unroute("**/lire/*/*/")
    page.reload()
    expect(opener).to_contain_text("texte non envoyé")
    opener.click()
    expect(page.locator("textarea")).to_have_value("Écrit dans le train.")
    expect(page.get_by_label("il manque quelque chose")).to_be_checked()
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_text("1 remarque faite")).to_be_visible()
    assert Remark.objects.get().kind == "missing"
    expect(opener).not_to_contain_text("texte non envoyé")


def test_a_refused_remark_and_a_round_closed_meanwhile_are_said_in_place(visit: Any) -> None:
    case = building.case()
    reader = visit()
    page = reader.go(f"/relecture/lien/{case.token}/")
    reader.expect_error("status of (422|409)")
    page.get_by_role("button", name=re.compile("paragraphe 1")).click()
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_role("alert").filter(has_text="n’a pas été enregistré")).to_be_focused()
    building.close(case.round)
    page.locator("textarea").fill("Trop tard, mais pas perdu.")
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_role("alert").filter(has_text="La relecture est fermée")).to_contain_text("mais pas perdu")


def test_without_script_a_reader_comments_too(visit: Any) -> None:
    case = building.case()
    page = visit(PHONE, java_script_enabled=False).go(f"/relecture/lien/{case.token}/")
    page.get_by_role("link", name=re.compile("paragraphe 2")).click()
    page.locator("textarea").fill("Sans script.")
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_text("Sans script.", exact=True)).to_be_visible()
    expect(page.get_by_text("1 remarque faite")).to_be_visible()


def test_a_researcher_answers_in_place_and_the_reader_reads_the_answer(visit: Any) -> None:
    case = building.case()
    building.remark(case.chapter, case.reader, block=1, quote="artisans")
    writer = visit()
    writer.sign_in(case.writer.email)
    for address, name in (("/relecture/", "liste"), (f"/relecture/{case.round.pk}/compte-rendu/", "compte rendu")):
        writer.go(address)
        writer.check(name)
    page = writer.go(f"/relecture/{case.round.pk}/")
    writer.check("relecture")
    page.get_by_role("link", name=re.compile("Donner une suite")).click()
    page.get_by_label("prise en compte", exact=True).check()
    page.get_by_label("Réponse et raison").fill("Nous avons nommé les métiers.")
    writer.check("réponse ouverte")
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("1 remarque sur 1 a une suite")).to_be_visible()
    assert page.url.endswith(f"/relecture/{case.round.pk}/")
    reader = visit(PHONE).go(f"/relecture/lien/{case.token}/")
    expect(reader.get_by_text("Nous avons nommé les métiers.")).to_be_visible()
