"""A person met, on a phone: from the link to the code, a comment, a refused quotation, and « Je valide »."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commons.models import OutgoingMail
from interviews.models import AccountComment, Validation
from tests import factories, scene
from tests.browser import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACCOUNT = (
    "<h2>Coopérer</h2><p>On partage.</p><ul><li>Le hangar.</li></ul><table><tbody><tr><td>Un</td></tr></tbody></table>"
)


def test_a_person_reads_over_comments_refuses_and_validates_on_a_phone(visit: Any) -> None:
    built = scene.build()
    built.interviewee.identity.email = "camille@exemple.fr"
    built.interviewee.identity.save()
    factories.validation(
        built.interviewee, factories.note(built.interview, built.people["researcher"], ACCOUNT, shared=True)
    )
    person = visit(PHONE)
    page = person.go(reverse("consent_page", args=[built.consent_token]))
    person.check("accord")
    page.get_by_role("link", name="Relire le compte rendu").click()
    person.check("code à demander")
    page.get_by_role("button", name="Recevoir le code").click()
    code = page.get_by_label("Code reçu par e-mail")
    person.check("code à taper")
    found = re.search(r"\d{3} \d{3}", OutgoingMail.objects.get(to=["camille@exemple.fr"]).body)
    assert found
    code.fill(found[0])
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le compte rendu de votre entretien")
    opener = page.locator("summary", has_text="On partage.")
    opener.focus()
    page.keyboard.press("Enter")
    person.check("formulaire ouvert")
    form = page.locator("details[open]")
    form.get_by_label("une correction").check()
    form.get_by_label("Votre texte").fill("On partage depuis deux ans.")
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("On partage depuis deux ans.", exact=True)).to_be_visible()
    assert AccountComment.objects.get().kind == "correction"
    page.get_by_role("button", name=re.compile("^Je refuse")).click()
    expect(page.get_by_text("Vous refusez cette citation", exact=False)).to_be_visible()
    person.check("citation refusée")
    page.get_by_role("button", name="Je valide ce texte").click()
    expect(page.get_by_text("Vous avez validé ce texte le")).to_be_visible()
    person.check("validé")
    assert Validation.objects.get().validated_at is not None
    person.go(reverse("consent_page", args=[built.consent_token]))
    person.check("accord à changer")
    person.go(built.consent.terms.get_absolute_url())
    person.check("notice")

    team = visit(WIDE)
    team.sign_in(built.people["coordinator"].email)
    for address in (
        reverse("interview_validation", args=[built.interview.pk]),
        reverse("validation_ask", args=[built.interview.pk, built.interviewee.pk]),
        reverse("terms_edit", args=[built.commons.slug]),
    ):
        team.go(address)
        team.check(address)
    page = team.go(reverse("interview_validation", args=[built.interview.pk]))
    expect(page.get_by_text("On partage depuis deux ans.", exact=True)).to_be_visible()
