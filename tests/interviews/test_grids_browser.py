"""Grids in the browser: every page passes axe and fits a phone; Alt and an arrow move a question, and it is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from interviews.actions import grid_draft, grids
from interviews.models import GridRevision
from tests import scene
from tests.browser import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drafted() -> tuple[Any, GridRevision]:
    """The cast, and a second revision of its grid with a closed question and a removed one."""
    built = scene.build()
    by, first = built.people["researcher"], built.interview.revision
    GridRevision.objects.filter(pk=first.pk).update(frozen_at=timezone.now())
    draft = grids.prepare_revision(first.grid, purpose="Mieux dire.", by=by)
    section = draft.sections.get()
    grid_draft.edit_question(grid_draft.ordered_questions(draft)[0], facts={"text": "Avec qui coopérez-vous ?"}, by=by)
    options = [grid_draft.Option("oui"), grid_draft.Option("non")]
    grid_draft.add_question(section, facts={"text": "Un lieu ?", "kind": "one_choice"}, options=options, by=by)
    return built, draft


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_of_grids_are_accessible(visit: Callable[..., Any], size: dict[str, int]) -> None:
    built, draft = drafted()
    person = visit(size)
    person.sign_in(built.people["researcher"].email)
    section, question = draft.sections.get(), grid_draft.ordered_questions(draft)[1]
    for address in (
        reverse("grid_list"),
        reverse("grid_detail", args=[draft.grid_id]),
        reverse("revision_edit", args=[draft.pk]),
        reverse("revision_preview", args=[draft.pk]),
        reverse("revision_difference", args=[draft.pk]),
        reverse("section_edit", args=[section.pk]),
        reverse("question_edit", args=[question.pk]),
        reverse("question_remove", args=[question.pk]),
        reverse("interview_grid", args=[built.interview.pk]),
        reverse("grid_paste"),
    ):
        person.go(address)
        person.check(address)
    page = person.go(reverse("grid_paste"))
    page.locator("[contenteditable].ProseMirror").wait_for()
    page.locator("[contenteditable].ProseMirror").click()
    page.keyboard.insert_text("Qui agit ici ?")
    page.get_by_role("button", name="Voir ce qu’elle devient").click()
    page.get_by_role("heading", name="Ce que devient chaque ligne").wait_for()
    person.check("aperçu")


def test_a_question_is_moved_by_keyboard_and_the_move_is_said(visit: Callable[..., Any]) -> None:
    built, draft = drafted()
    person = visit(WIDE)
    person.sign_in(built.people["researcher"].email)
    page = person.go(reverse("revision_edit", args=[draft.pk]))
    link = page.locator("#question-un-lieu [id^='modifier-']")
    link.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("[data-role=said]", has_text="est montée d’une place").wait_for(state="attached")
    assert page.locator(".question-text").all_inner_texts()[0].startswith("Un lieu")
    assert page.evaluate("document.activeElement.id").startswith("modifier-")
    page.keyboard.press("Alt+ArrowUp")
    page.locator("[data-role=said]", has_text="tout en haut").wait_for(state="attached")
    assert [one.key for one in grid_draft.ordered_questions(draft)] == ["un-lieu", "cooperer"]
