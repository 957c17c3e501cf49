"""Selecting a passage in Chromium: what is counted on screen is what the server counts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from analysis.models import Excerpt
from commons import richtext
from commons.models import Role
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "<p>Ils 😀😀 <strong>partagent</strong><br>les outils.</p><ul><li>un stock</li></ul><p>Et les outils encore.</p>"


def test_a_selection_across_tags_and_blocks_becomes_a_verbatim(visit: Callable[..., Any]) -> None:
    commons = factories.commons()
    researcher = factories.member(Role.RESEARCHER, commons)
    interview = factories.interview(factories.ecosystem(commons), researcher)
    factories.consent(factories.interviewee(interview, pseudonym="Camille"))
    revision = factories.note(interview, researcher, BODY)
    person = visit()
    person.sign_in(researcher.email)
    page = person.go(f"/analyse/verbatims/extraire/{revision.pk}/")
    person.check("extraire")
    page.evaluate(
        """() => {
          const strong = document.querySelector("[data-role=text] strong").firstChild
          const last = document.querySelector("[data-role=text] > p:last-of-type").firstChild
          getSelection().setBaseAndExtent(strong, 4, last, 2)
        }"""
    )
    page.get_by_role("button", name="Extraire ce passage").click()
    wording = page.get_by_label("Formulation publiable")
    expect(wording).to_have_value("agent\nles outils.\n\nun stock\n\nEt")
    expect(wording).to_be_focused()
    wording.fill("On partage les outils.")
    page.get_by_label("Qui parle").select_option(label="Camille, conseillère")
    page.get_by_role("button", name="Enregistrer le verbatim").click()
    expect(page.get_by_role("heading", name="Chaîne de preuves")).to_be_visible()
    made = Excerpt.objects.get()
    assert made.quote == "agent\nles outils.\n\nun stock\n\nEt"
    assert richtext.plain_text(revision.body)[made.start : made.end] == made.quote
    person.check("verbatim")
