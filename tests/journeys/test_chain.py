"""From a note to a public PDF: what each person does, in the browser, on the demonstration."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import expect

from commons.models import OutgoingMail
from deliverables.models import Edition
from portal.demonstration.accounts import PASSWORD
from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = "On a gardé les portes du collège, elles servent maintenant dans trois maisons."


def enter(visit: Any, email: str, *window: dict[str, int]) -> Any:
    person = visit(*window)
    person.sign_in(f"{email}@demonstration.example", PASSWORD)
    return person


def test_what_is_said_reaches_a_public_pdf_through_consent_review_and_answers(
    visit: Any, demonstration: dict[str, str], run_jobs: Callable[[], int]
) -> None:
    markup = _a_researcher_takes_an_excerpt(visit)
    _another_cites_it(visit, markup)
    _a_reader_remarks_on_a_phone(visit, demonstration["Groupe miroir (sans compte)"])
    _a_researcher_answers_every_remark(visit)
    _the_coordinator_publishes(visit, run_jobs)
    _the_public_downloads(visit)


def _a_researcher_takes_an_excerpt(visit: Any) -> str:
    person = enter(visit, "chercheur.efc")
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui vous attend")
    page.get_by_role("link", name="Entretiens").click()
    page.get_by_role("link", name="Nouvel entretien").click()
    page.get_by_label("Organisations rencontrées").fill("archi possible")
    page.get_by_label("Date").fill("2026-11-02")
    page.get_by_role("button", name="Ouvrir l’entretien").click()
    page.get_by_role("link", name="Dire l’écosystème").first.click()
    page.get_by_label("Écosystème d’acteurs").select_option(label="Autorénovation accompagnée en sud Essonne")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter une personne rencontrée").click()
    page.get_by_label("Pseudonyme").fill("Sacha")
    page.get_by_label("Fonction").fill("chargée de chantier")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_label("citation sous pseudonyme").check()
    page.get_by_label("Donné le").fill("2026-11-02")
    expect(page.get_by_role("heading", name="Retrait")).to_have_count(0)
    page.get_by_label("Comment il a été recueilli").fill("Accord oral en début d’entretien.")
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_text("Consentement enregistré.")).to_be_visible()
    page.goto(person.base + "/entretiens/")
    page.get_by_role("link", name="Entretien du 2 novembre 2026").click()
    page.get_by_role("link", name=re.compile("Écrire – .*Tobias")).click()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type(SAID)
    expect(page.get_by_text(re.compile(r"^\s*Enregistré à \d\d:\d\d"))).to_be_visible()
    page.reload()
    expect(page.locator("[contenteditable=true]").first).to_contain_text(SAID)
    person.check("note")
    page.get_by_role("link", name="Extraire un verbatim du texte enregistré").click()
    page.get_by_text("Choisir un paragraphe entier").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Extraire ce paragraphe").click()
    page.get_by_label("Qui parle").select_option(index=1)
    page.get_by_label("Formulation publiable").fill(SAID)
    page.get_by_role("button", name="Enregistrer le verbatim").click()
    markup = page.get_by_text(re.compile(r"\[\[verbatim:")).inner_text()
    person.check("verbatim")
    return markup.strip()


def _another_cites_it(visit: Any, markup: str) -> None:
    person = enter(visit, "chercheuse.ess")
    page = person.page
    page.get_by_role("link", name="Rédaction").click()
    page.get_by_role("link", name="Les ressources invisibles de la coopération").click()
    page.get_by_role("link", name="À quelles conditions").click()
    editor = page.locator("[contenteditable=true]").first
    editor.click()
    page.keyboard.press("Control+End")
    page.get_by_text(SAID).locator("xpath=ancestor::li[1]").get_by_role("button", name=re.compile("Insérer")).click()
    expect(editor).to_contain_text(markup)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("link", name="Aperçu").first.click()
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("Sacha, chargée de chantier")).to_be_visible()
    person.check("aperçu")


def _a_reader_remarks_on_a_phone(visit: Any, link: str) -> None:
    person = visit(PHONE)
    page = person.go(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Les ressources invisibles")
    page.get_by_role("button", name=re.compile("Commenter ce paragraphe")).first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Votre remarque", exact=True).last.fill("Qui décide de ce que l’on compte ?")
    page.get_by_role("button", name="Enregistrer ma remarque").click()
    expect(page.get_by_text("Qui décide de ce que l’on compte ?", exact=True)).to_be_visible()
    person.check("relecture au téléphone")


def _a_researcher_answers_every_remark(visit: Any) -> None:
    person = enter(visit, "chercheur.efc")
    page = person.page
    page.get_by_role("link", name=re.compile("Répondre")).first.click()
    for _ in range(2):
        page.get_by_role("link", name=re.compile("Donner une suite")).first.click()
        page.get_by_label("prise en compte", exact=True).check()
        page.get_by_label("Réponse et raison").fill("Merci : nous précisons ce point.")
        page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text(re.compile("3 remarques sur 3"))).to_be_visible()
    person.check("remarques")


def _the_coordinator_publishes(visit: Any, run_jobs: Callable[[], int]) -> None:
    person = enter(visit, "coordination")
    page = person.page
    page.get_by_role("link", name="Rédaction").click()
    page.get_by_role("link", name="Les ressources invisibles de la coopération").click()
    page.get_by_role("link", name="Vérifier et publier une édition").click()
    page.get_by_label("Ce qui change dans cette version").fill("Première édition.")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Publier cette édition").click()
    expect(page.get_by_text(re.compile("PDF est en préparation|rendu attend"))).to_be_visible()
    run_jobs()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible()
    person.check("édition")


def _the_public_downloads(visit: Any) -> None:
    person = visit(java_script_enabled=False)
    page = person.go("/")
    page.get_by_role("link", name="Lire", exact=True).click()
    page.get_by_role("link", name="Les ressources invisibles de la coopération").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    address = page.get_by_role("link", name=re.compile("Télécharger le PDF")).get_attribute("href")
    answer = page.request.get(person.base + address)
    assert answer.status == 200
    with pikepdf.open(io.BytesIO(answer.body())) as book:
        assert str(book.docinfo["/Title"]).startswith("Les ressources invisibles")
    edition = Edition.objects.get(deliverable__title__startswith="Les ressources invisibles")
    assert SAID in edition.html


def test_an_alec_adviser_finds_who_acts_and_corrects_an_organisation(visit: Any, demonstration: dict[str, str]) -> None:
    person = enter(visit, "alec")
    page = person.page
    page.get_by_role("link", name=re.compile("Voir la carte")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Essonne")
    expect(page.locator(".leaflet-container")).to_be_visible()
    person.check("territoire")
    page.get_by_role("main").get_by_role("link", name="Commune de Pussay").first.click()
    page.get_by_role("link", name=re.compile("Modifier")).first.click()
    page.get_by_label("SIREN").fill("219105112")
    page.get_by_role("button", name="Enregistrer la fiche").click()
    expect(page.get_by_text(re.compile("SIREN"), exact=False).first).to_be_visible()
    expect(page.get_by_role("alert")).to_be_visible()
    person.expect_error("422")
    page.get_by_label("SIREN").fill("219105111")
    page.get_by_label("Ce qu’elle fait").fill("Prête une salle aux ateliers.")
    page.get_by_role("button", name="Enregistrer la fiche").click()
    expect(page.get_by_text("Prête une salle aux ateliers.")).to_be_visible()
    person.expect_error("403")
    page.goto(person.base + "/acteurs/rtes/modifier/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette action ne vous est pas ouverte")


def test_the_public_reads_without_javascript_and_sees_nothing_of_the_drafts(
    visit: Any, demonstration: dict[str, str]
) -> None:
    person = visit(java_script_enabled=False)
    page = person.go("/territoires/ouest-essonne/")
    expect(page.locator("svg").first).to_be_visible()
    expect(page.get_by_role("link", name="Commune de Pussay").first).to_be_visible()
    page.get_by_role("link", name="Livrables").click()
    page.get_by_role("link", name="Note de cadrage").click()
    expect(page.get_by_text("CC BY-SA 4.0").first).to_be_visible()
    for private in ("/entretiens/", "/redaction/", "/analyse/verbatims/"):
        page.goto(person.base + private)
        expect(page).to_have_url(re.compile("/compte/login/"))


def test_a_person_who_spoke_withdraws_and_the_passage_is_masked_at_once(
    visit: Any, demonstration: dict[str, str]
) -> None:
    spoken = "Personne ne nous paie pour ce temps-là"
    reader = visit(PHONE)
    reader.go(demonstration["Groupe miroir (sans compte)"])
    expect(reader.page.get_by_text(spoken)).to_be_visible()
    person = visit(PHONE)
    page = person.go(demonstration["Personne rencontrée (sans compte)"])
    person.check("consentement")
    page.get_by_role("button", name="Recevoir le code").click()
    expect(page.get_by_role("button", name="Envoyer un nouveau code")).to_be_visible()
    sent = re.search(r"\b\d{3} \d{3}\b", OutgoingMail.objects.latest("created_at").body)
    assert sent
    page.get_by_label("Code").fill(sent[0])
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Je confirme le retrait").check()
    page.get_by_role("button", name="Retirer mon accord").click()
    expect(page.get_by_text(re.compile("retiré")).first).to_be_visible()
    reader.page.reload()
    expect(reader.page.get_by_text(spoken)).to_have_count(0)
    expect(reader.page.get_by_text(re.compile("Passage retiré")).first).to_be_visible()
