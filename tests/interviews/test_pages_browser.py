"""Every page of interviews and verbatims, on a wide screen and on a phone: axe finds nothing, nothing overflows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests import scene
from tests.browser import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_are_accessible(visit: Callable[..., Any], size: dict[str, int]) -> None:
    built = scene.build()
    interview, met = built.interview, built.interviewee
    built.interview.fictional = True
    built.interview.save()
    person = visit(size)
    person.sign_in(built.people["researcher"].email)
    for address in (
        reverse("interview_list"),
        reverse("interview_create"),
        interview.get_absolute_url(),
        reverse("interviewee_add", args=[interview.pk]),
        reverse("consent_record", args=[interview.pk, met.pk]),
        built.note.get_absolute_url(),
        reverse("excerpt_list"),
        reverse("excerpt_take", args=[built.note_revision.pk]),
        built.excerpt.get_absolute_url(),
        reverse("excerpt_edit", args=[built.excerpt.pk]),
        reverse("consent_page", args=[built.consent_token]),
    ):
        person.go(address)
        person.check(address)
    page = person.go(reverse("consent_record", args=[interview.pk, met.pk]))
    page.get_by_role("button", name="Produire un nouveau lien").click()
    page.get_by_label("Lien à remettre à la personne").wait_for()
    person.check("lien")
