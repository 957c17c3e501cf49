"""In the browser: a verbatim is inserted at the cursor, saved, seen in the preview, published, and its PDF followed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commons.models import Job
from deliverables import actions
from deliverables.models import Edition
from tests.browser import PHONE
from tests.deliverables import building

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_pages_have_no_fault_of_accessibility_and_do_not_overflow(visit, viewport) -> None:
    world = building.world(fictional=True)
    withdrawn, edition = building.publish(world), building.publish(world, "1.1")
    actions.withdraw_edition(withdrawn, reason="Une correction.", by=world.coordinator)
    # A heading that the writer skips, in the text being edited, is not a fault of the page.
    text = "<p>Un texte.</p><h2>Une partie</h2><p>Une suite.</p>"
    actions.save_chapter(world.chapter, title="Titre", body=text, base=1, by=world.researcher)
    person = visit(viewport) if viewport else visit()
    person.sign_in(world.coordinator.email)
    person.expect_error("410")
    for path in (
        reverse("draft_list"),
        reverse("draft_create"),
        reverse("draft_detail", args=[world.deliverable.pk]),
        reverse("draft_preview", args=[world.deliverable.pk]),
        reverse("chapter_edit", args=[world.chapter.pk]),
        reverse("publish", args=[world.deliverable.pk]),
        reverse("edition_withdraw", args=[edition.pk]),
        reverse("deliverable_list"),
        edition.get_absolute_url(),
        withdrawn.get_absolute_url(),
    ):
        page = person.go(path)
        if "chapitres" in path:
            expect(page.locator(".ProseMirror[contenteditable=true]")).to_be_visible()
        person.check(path)


def test_a_verbatim_is_inserted_where_the_cursor_stands_and_kept(visit) -> None:
    world = building.world()
    person = visit()
    person.sign_in(world.researcher.email)
    page = person.go(reverse("chapter_edit", args=[world.chapter.pk]))
    editor = page.locator(".ProseMirror[contenteditable=true]")
    editor.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" Puis un mot.")
    page.get_by_role("button", name=re.compile(r"Insérer\s: Camille")).click()
    expect(page.get_by_text("Inséré dans le texte.")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Chapitre enregistré.")).to_be_visible()
    latest = world.chapter.latest()
    assert latest is not None
    markup = f"[[verbatim:{world.excerpt.pk}]]"
    assert latest.body.index("Puis un mot.") < latest.body.index(markup) < latest.body.index("Un constat")
    assert latest.body.count(markup) == 2


def test_the_waiting_pdf_becomes_its_link_without_reloading(visit) -> None:
    world = building.world()
    person = visit()
    person.sign_in(world.coordinator.email)
    page = person.go(reverse("publish", args=[world.deliverable.pk]))
    page.get_by_label(re.compile("J’ai relu l’aperçu")).check()
    page.get_by_role("button", name="Publier cette édition").click()
    expect(page.get_by_text("Le PDF est en préparation")).to_be_visible()
    page.evaluate("document.body.dataset.same = 'page'")
    Job.objects.update(state=Job.State.RUNNING, progress=40, step="mise en page")
    expect(page.get_by_text("mise en page")).to_be_visible(timeout=10_000)
    building.pretend_ready(Edition.objects.get())
    Job.objects.update(state=Job.State.DONE)
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible(timeout=10_000)
    assert page.evaluate("document.body.dataset.same") == "page"
